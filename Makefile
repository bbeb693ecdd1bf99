# The commands of the house. `make run` and `make test` need only Python 3.11+, make and the package registries.
.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgresql journeys check check-slow bench screenshots setup setup-dev clean format messages
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
BIN := .venv/bin
UV := UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never $(BIN)/uv

help: ## What there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 24

$(BIN)/uv: requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Assay needs Python 3.11 or newer: set PYTHON=, as in make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing: install it (Debian: apt-get install python3-venv)"; exit 1; }
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@touch $@

.venv/.run: $(BIN)/uv pyproject.toml uv.lock
	@$(UV) sync --quiet --locked --no-dev --inexact
	@touch $@

.venv/.dev: $(BIN)/uv pyproject.toml uv.lock
	@$(UV) sync --quiet --locked
	@touch $@ .venv/.run

setup: .venv/.run ## Install what running needs
setup-dev: .venv/.dev ## Install what tests and checks need

run: setup ## Serve the site with worker and beat on http://localhost:8000 (PORT=, HOST=)
	@$(BIN)/python -m config.run

test: setup-dev ## The whole fast suite, on SQLite and on PostgreSQL with Redis, and the journeys in a browser
	@$(BIN)/python -m tests.run_all

check: setup-dev ## Static checks
	@sh tests/run_checks.sh

check-slow: setup-dev ## Exhaustive, fault and scale suites; their output is kept in bench/
	@$(BIN)/python -m tests.run_all --slow

bench: setup-dev ## The performance tables, beside a bare Wagtail page in the same run
	@$(BIN)/python -m bench

screenshots: setup-dev ## Pictures of every page, for the documentation
	@$(BIN)/python -m tests.journeys.screenshots

messages: setup-dev ## Bring the catalogues of translations up to date with the source, and compile them (needs gettext)
	@$(BIN)/python manage.py makemessages --all --no-obsolete --add-location never --ignore .venv --ignore var --ignore tests --ignore bench
	@$(BIN)/python manage.py compilemessages --ignore .venv --ignore var

format: setup-dev ## Put every file into the house's form
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .

clean: ## Remove everything that running made (the database included)
	rm -rf var .mypy_cache .ruff_cache .hypothesis
