"""Lines of support: what is old or has no source is not shown, and nothing is invented."""

from datetime import date

import pytest

from courses.linting.care import support_lines as lint_support_lines
from website.support import SupportLines, read_support_lines, support_lines

TODAY = date(2026, 11, 27)
LINE = """
[[lines]]
id = "desk"
country = ""
title = "A desk of the tests"
reach = "by writing"
hours = "at any time"
source = "{source}"
checked = {checked}
"""


def _lines(*, checked: str = "2026-11-01", source: str = "https://example.org/desk") -> SupportLines:
    return read_support_lines(LINE.format(checked=checked, source=source))


@pytest.mark.parametrize(
    ("checked", "shown"),
    [("2026-11-27", True), ("2026-05-31", True), ("2026-05-30", False), ("2026-11-28", False)],
)
def test_a_line_is_shown_for_180_days_after_it_was_checked(checked: str, shown: bool) -> None:
    assert bool(_lines(checked=checked).shown(today=TODAY)) is shown


def test_a_line_without_a_source_is_not_shown() -> None:
    assert _lines(source="somebody said so").shown(today=TODAY) == ()


def test_the_linter_says_which_lines_are_old_or_have_no_source() -> None:
    found = lint_support_lines(_lines(checked="2026-01-01", source="").lines, today=TODAY)
    assert [advice.fault.rule for advice in found] == ["support-line-unsourced", "support-line-unchecked"]


def test_every_line_that_ships_names_the_page_of_its_operator() -> None:
    assert all(line.source.startswith("https://") for line in support_lines().lines)
