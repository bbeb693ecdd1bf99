"""The review matrix: what may be seen when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assessments import engine
from assessments.engine import When

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EVERY = {
    "during": ["key"],
    "after": ["outcome"],
    "later": ["domains"],
    "later_hours": 2,
    "closed": ["responses"],
}


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        (["outcome"], [set(), {"outcome"}, {"outcome"}, {"outcome"}]),
        ([], [set(), set(), set(), set()]),
        (EVERY, [{"key"}, {"outcome"}, {"domains"}, {"responses"}]),
        ({"after": ["outcome"], "closed": ["key"]}, [set(), {"outcome"}, {"outcome"}, {"key"}]),
        ({"closed": ["key"]}, [set(), set(), set(), {"key"}]),
        ({"after": ["outcome"], "later": []}, [set(), {"outcome"}, set(), set()]),
        ({"during": ["feedback"]}, [{"feedback"}, set(), set(), set()]),
    ],
    ids=["list", "nothing", "every column", "later is after", "closed only", "taken away", "during only"],
)
def test_a_column_left_out_says_what_the_one_before_it_says(written: Any, seen: list[set[str]]) -> None:
    matrix = engine.read_review(written)
    assert [set(engine.allowed(matrix, column)) for column in When] == seen
    assert engine.read_review(engine.plain_review(matrix)) == matrix


def test_the_normal_form_is_a_list_where_a_list_says_it() -> None:
    parts = ["outcome", "domains"]
    assert engine.plain_review(engine.read_review({"after": ["domains", "outcome"], "later": parts})) == parts
    assert engine.plain_review(engine.read_review(EVERY)) == EVERY


@pytest.mark.parametrize(
    ("submitted", "closes", "now", "column"),
    [
        (None, NOON, NOON + HOUR, When.DURING),
        (NOON, None, NOON, When.AFTER),
        (NOON, None, NOON + 2 * HOUR - timedelta(seconds=1), When.AFTER),
        (NOON, None, NOON + 2 * HOUR, When.LATER),
        (NOON, NOON + HOUR, NOON + HOUR - timedelta(seconds=1), When.AFTER),
        (NOON, NOON + HOUR, NOON + HOUR, When.CLOSED),
        (NOON, NOON + 3 * HOUR, NOON + 2 * HOUR, When.LATER),
    ],
    ids=[
        "open",
        "submitted",
        "a second before later",
        "later",
        "before the close",
        "closed first",
        "later, then closed",
    ],
)
def test_each_moment_is_in_one_column(
    submitted: datetime | None, closes: datetime | None, now: datetime, column: When
) -> None:
    matrix = engine.read_review(EVERY)
    assert engine.when(matrix, submitted_at=submitted, closes_at=closes, now=now) is column


@pytest.mark.parametrize(
    "written",
    [
        "outcome",
        ["score"],
        {"before": []},
        {"during": ["outcome"]},
        {"later_hours": 0},
        {"later_hours": True},
        {"after": "key"},
    ],
    ids=[
        "text",
        "strange part",
        "strange column",
        "outcome while it runs",
        "no hours",
        "no number",
        "no list",
    ],
)
def test_what_is_no_matrix_is_refused(written: Any) -> None:
    with pytest.raises(engine.ReviewUnreadable):
        engine.read_review(written)
