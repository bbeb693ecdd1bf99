"""What a candidate may see, and when: the review matrix.

Rows are what; columns are when. A package may write the matrix as a list, which means "from submission on", or
as a mapping of columns, of which one that is left out says what the one before it says; `during` left out is nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from assessments.engine.marks import Mark

REVIEW_PARTS = ("outcome", "domains", "responses", "correctness", "feedback", "key")
# What shows items one by one.
ITEM_PARTS = frozenset({"responses", "correctness", "feedback", "key"})
# While an item is still before the candidate these say something about it; the others wait for an outcome.
DURING_PARTS = ("correctness", "feedback", "key")
LATER_HOURS = 24
MAX_LATER_HOURS = 100_000


class When(StrEnum):
    """The columns of the matrix."""

    DURING = "during"
    AFTER = "after"
    LATER = "later"
    CLOSED = "closed"


class ReviewUnreadable(ValueError):
    """Not a review matrix; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class ReviewMatrix:
    """For each column the parts that may be seen; `later` begins `later_hours` after submission."""

    during: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    later: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    later_hours: int = LATER_HOURS


def _parts(value: Any, known: Sequence[str]) -> frozenset[str]:
    if not isinstance(value, list | tuple):
        raise ReviewUnreadable("a column is a list of parts")
    strange = [part for part in value if part not in known]
    if strange:
        raise ReviewUnreadable(f"{strange[0]} is none of {', '.join(known)}")
    return frozenset(value)


def read_review(value: Any) -> ReviewMatrix:
    """A matrix from a list or a mapping of columns. Raises ReviewUnreadable."""
    if isinstance(value, list | tuple):
        parts = _parts(value, REVIEW_PARTS)
        return ReviewMatrix(after=parts, later=parts, closed=parts)
    if not isinstance(value, Mapping):
        raise ReviewUnreadable("a review is a list of parts, or a mapping of columns")
    strange = sorted(map(str, set(value) - {*map(str, When), "later_hours"}))
    if strange:
        raise ReviewUnreadable(f"{strange[0]} is no column")
    hours = value.get("later_hours", LATER_HOURS)
    if type(hours) is not int or not 1 <= hours <= MAX_LATER_HOURS:
        raise ReviewUnreadable("later_hours is a whole number of hours, at least 1")
    after = _parts(value.get("after", ()), REVIEW_PARTS)
    later = _parts(value["later"], REVIEW_PARTS) if "later" in value else after
    closed = _parts(value["closed"], REVIEW_PARTS) if "closed" in value else later
    return ReviewMatrix(_parts(value.get("during", ()), DURING_PARTS), after, later, closed, hours)


def plain_review(matrix: ReviewMatrix) -> list[str] | dict[str, Any]:
    """The normal form: a list where all that is said is "from submission on", else the columns that differ."""

    def listed(parts: frozenset[str]) -> list[str]:
        return [part for part in REVIEW_PARTS if part in parts]

    if not matrix.during and matrix.after == matrix.later == matrix.closed:
        return listed(matrix.after)
    plain: dict[str, Any] = {}
    if matrix.during:
        plain["during"] = listed(matrix.during)
    plain["after"] = listed(matrix.after)
    if matrix.later != matrix.after:
        plain["later"] = listed(matrix.later)
        plain["later_hours"] = matrix.later_hours
    if matrix.closed != matrix.later:
        plain["closed"] = listed(matrix.closed)
    return plain


def when(
    matrix: ReviewMatrix, *, submitted_at: datetime | None, closes_at: datetime | None, now: datetime
) -> When:
    """The column that holds now. An open attempt is in `during`, whatever the clock says."""
    if submitted_at is None:
        return When.DURING
    if closes_at is not None and now >= closes_at:
        return When.CLOSED
    if now >= submitted_at + timedelta(hours=matrix.later_hours):
        return When.LATER
    return When.AFTER


def allowed(matrix: ReviewMatrix, column: When) -> frozenset[str]:
    """The parts that may be seen in this column."""
    return {
        When.DURING: matrix.during,
        When.AFTER: matrix.after,
        When.LATER: matrix.later,
        When.CLOSED: matrix.closed,
    }[column]


def limit_mark(mark: Mark, parts: frozenset[str]) -> Mark | None:
    """A marking with only those parts that may be seen; None when nothing of it may."""
    if not parts & {"correctness", "feedback"}:
        return None
    kept = tuple(
        replace(part, feedback=part.feedback if "feedback" in parts else "")
        for part in mark.parts
        # Without the key only what the candidate chose may be judged.
        if part.chosen or "key" in parts
    )
    return Mark(
        mark.score,
        kept,
        mark.feedback if "feedback" in parts else "",
        figures=mark.figures if "correctness" in parts else (),
        caps=mark.caps if "correctness" in parts else (),
    )
