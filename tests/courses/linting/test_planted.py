"""A course with one fault for each rule: each is found in its place, and nothing else is."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from assessments.linting import RULES as ITEM_RULES
from courses.linting import RULES as COURSE_RULES
from courses.linting import Severity
from courses.services.checking import check_package
from courses.services.linting import LintedPackage, lint_checked

PLANTED = Path(__file__).parent / "planted"
TODAY = date(2026, 11, 27)
SHIPPED = sorted(path.parent for path in (Path(settings.BASE_DIR) / "curriculum").glob("*/course.yaml"))
LESSON = "modules/01-counting/"
ITEMS = "modules/01-counting/items/"

# File, line, rule. A line of 0 is the whole file.
WANTED = {
    ("course.yaml", 20, "facts-review-due"),
    ("course.yaml", 0, "key-position"),
    ("glossary.yaml", 5, "unlinked-term"),
    ("lint.yaml", 8, "unused-exception"),
    (f"{LESSON}module.yaml", 0, "module-content-note"),
    (f"{LESSON}03-short-alternative.md", 0, "short-alternative"),
    (f"{LESSON}04-late-note.md", 7, "lesson-content-note"),
    (f"{LESSON}05-numbers.md", 5, "unsourced-number"),
    (f"{LESSON}06-marks.md", 7, "mark-reported-by"),
    (f"{LESSON}06-marks.md", 14, "known-number"),
    (f"{LESSON}07-dates.md", 7, "source-expired"),
    (f"{LESSON}07-dates.md", 10, "source-review-due"),
    (f"{LESSON}07-dates.md", 15, "unused-source"),
    (f"{LESSON}08-words.md", 5, "banned-term"),
    (f"{LESSON}08-words.md", 7, "banned-term"),
    (f"{LESSON}09-figure.md", 7, "figure-alternative"),
    (f"{ITEMS}absolute-words.yaml", 18, "absolute-words"),
    (f"{ITEMS}all-of-the-above.yaml", 22, "all-of-the-above"),
    (f"{ITEMS}banned-reference.yaml", 7, "banned-term"),
    (f"{ITEMS}banned-term.yaml", 25, "banned-term"),
    (f"{ITEMS}clang.yaml", 14, "clang"),
    (f"{ITEMS}combined-options.yaml", 22, "combined-options"),
    (f"{ITEMS}convergence.yaml", 14, "convergence"),
    (f"{ITEMS}duplicate-two.yaml", 10, "duplicate-items"),
    (f"{ITEMS}grammar-clue.yaml", 14, "grammar-clue"),
    # A stem that ends on its article is a completion: it asks nothing by itself.
    (f"{ITEMS}grammar-clue.yaml", 10, "incomplete-stem"),
    (f"{ITEMS}incomplete-stem.yaml", 10, "incomplete-stem"),
    (f"{ITEMS}key-longest.yaml", 14, "key-longest"),
    (f"{ITEMS}negative-option.yaml", 22, "negative-option"),
    (f"{ITEMS}negative-stem.yaml", 10, "negative-stem"),
    (f"{ITEMS}none-of-the-above.yaml", 22, "none-of-the-above"),
    (f"{ITEMS}number-order.yaml", 13, "number-order"),
    (f"{ITEMS}overlapping-options.yaml", 18, "overlapping-options"),
    (f"{ITEMS}reading-level.yaml", 10, "reading-level"),
    (f"{ITEMS}thin-rationale.yaml", 16, "thin-rationale"),
    (f"{ITEMS}uneven-options.yaml", 13, "uneven-options"),
    (f"{ITEMS}window-dressing.yaml", 10, "window-dressing"),
}
# Planted elsewhere: what the format refuses before the linter looks, what only the site's own data file can
# break, and what needs more items than one can read.
ELSEWHERE = {
    "missing-rationale",
    "missing-reference",
    "missing-measure",
    "support-line-unchecked",
    "support-line-unsourced",
    "key-longest-often",
}


def _lint(folder: Path) -> LintedPackage:
    checked = check_package(folder)
    assert [str(fault) for fault in checked.faults] == []
    return lint_checked(checked, today=TODAY)


def test_each_planted_fault_is_found_in_its_place_and_nothing_else_is() -> None:
    found = {(advice.fault.file, advice.fault.line, advice.fault.rule) for advice in _lint(PLANTED).advice}
    assert found == WANTED


def test_every_rule_is_planted_somewhere() -> None:
    assert {rule for _file, _line, rule in WANTED} | ELSEWHERE == {*ITEM_RULES, *COURSE_RULES}


def test_an_explained_fault_is_shown_with_its_reason_and_no_longer_as_advice() -> None:
    (explained,) = _lint(PLANTED).explained
    assert explained.advice.fault.file == f"{ITEMS}explained.yaml"
    assert explained.advice.fault.rule == "absolute-words"
    assert explained.reason.startswith("The word is the wording")


def test_the_command_shows_errors_warnings_the_list_for_review_and_counts() -> None:
    out = StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_course", PLANTED, on=TODAY, stdout=out)
    text = out.getvalue()
    assert stopped.value.code == 1
    lines = text.splitlines()
    errors, warnings, review = (
        next(number for number, line in enumerate(lines) if line.endswith(ending))
        for ending in ("to be mended:", "explained in lint.yaml:", "to look at:")
    )
    assert errors < warnings < review
    assert (
        f"{ITEMS}clang.yaml:14: Words of the stem stand in the right option alone: dyeing, measured, thread."
        in text
    )
    assert "(Haladyna, Downing & Rodriguez 2002, guideline 28b)" in text
    assert "Explained: The word is the wording" in text
    assert lines[-1].endswith("10 errors, 22 warnings, 5 for review, 1 explained")


def test_warnings_alone_fail_nothing(tmp_path: Path) -> None:
    folder = _copy_of_clean_lesson(tmp_path)
    out = StringIO()
    call_command("check_course", folder, on=TODAY, stdout=out)
    assert "0 errors" in out.getvalue()


def _copy_of_clean_lesson(tmp_path: Path) -> Path:
    folder = tmp_path / "clean"
    for name in ("course.yaml", f"{LESSON}module.yaml", f"{LESSON}05-numbers.md"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text((PLANTED / name).read_text())
    return folder


def test_the_course_about_items_keeps_every_rule_that_it_teaches() -> None:
    folder = Path(settings.BASE_DIR) / "curriculum" / "writing-fair-items"
    linted = lint_checked(check_package(folder), today=TODAY)
    assert [str(advice) for advice in linted.advice] == []
    assert linted.explained == ()


@pytest.mark.parametrize("package", SHIPPED, ids=lambda path: path.name)
def test_a_shipped_course_has_no_error_that_is_not_explained(package: Path) -> None:
    checked = check_package(package)
    course = checked.package.course if checked.package else None
    assert course is not None
    # Judged on the day on which its facts were reviewed: a test must not fail because time passes.
    reviewed = date.fromisoformat(course.facts_reviewed) if course.facts_reviewed else TODAY
    linted = lint_checked(checked, today=reviewed)
    assert [str(advice) for advice in linted.of(Severity.ERROR)] == []
    assert [str(advice) for advice in linted.advice if advice.fault.rule == "unused-exception"] == []
