#!/bin/sh
# The static checks, in the order of the house. Each prints its name; the first failure stops.
set -eu
bin=.venv/bin
run() { printf '%s\n' "-- $*"; "$@"; }
export DJANGO_SETTINGS_MODULE=config.settings.test
run $bin/uv lock --check --quiet
run $bin/ruff check --quiet .
run $bin/ruff format --check --quiet .
# mypy takes as long as all that follows: it works beside it, and is told last.
told=$(mktemp)
$bin/mypy --no-error-summary accounts website assessments courses certificates workplace >"$told" 2>&1 &
types=$!
trap 'kill $types 2>/dev/null || :; rm -f "$told"' EXIT
run $bin/lint-imports
run $bin/djlint --lint --quiet accounts website assessments courses certificates workplace
run $bin/python manage.py makemigrations --check --dry-run
run $bin/python -m tests.deploy_check
run $bin/python manage.py check_course curriculum/ai-security-governance
run $bin/python manage.py check_course curriculum/writing-fair-items
run $bin/python -m tests.docs_links
printf '%s\n' "-- $bin/mypy"
wait $types || { cat "$told"; exit 1; }
echo "All static checks pass."
