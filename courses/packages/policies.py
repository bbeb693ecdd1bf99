"""The policies of an assessment as its file writes them: times, review, grade bands."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from courses.packages.fields import Document, Line

ReviewPart = Literal["outcome", "domains", "responses", "correctness", "feedback", "key"]
DuringPart = Literal["correctness", "feedback", "key"]


def _in_order(parts: list[Any]) -> list[Any]:
    return [part for part in get_args(ReviewPart) if part in parts]


def _moment(text: str) -> str:
    """A moment in UTC, always written in one way."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise PydanticCustomError("moment", "must be a moment with its zone, such as 2026-11-23T12:00:00Z")
    return f"{found.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _exact_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _share(text: str) -> str:
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if not 0 <= found <= 1:
        raise PydanticCustomError("share", 'must be a share from 0 to 1, such as "1/4" or "0.25"')
    return str(found)


Moment = Annotated[
    str, AfterValidator(_moment), WithJsonSchema({"type": "string", "description": "2026-11-23T12:00:00Z"})
]
Share = Annotated[
    str,
    BeforeValidator(_exact_text),
    AfterValidator(_share),
    WithJsonSchema({"type": ["string", "integer"], "description": 'a share from 0 to 1, such as "1/4"'}),
]
ReviewParts = Annotated[list[ReviewPart], AfterValidator(_in_order)]


class ReviewColumns(Document):
    """What may be seen when. A column left out says what the one before it says; during left out is nothing."""

    during: Annotated[list[DuringPart], AfterValidator(_in_order)] | None = None
    after: ReviewParts = []
    later: ReviewParts | None = None
    later_hours: Annotated[int, Field(ge=1, le=100_000)] | None = None
    closed: ReviewParts | None = None


class GradeBand(Document):
    """A name for shares of the maximum from `min` up to the next band's."""

    name: Annotated[Line, Field(max_length=60)]
    min: Share


def normal_review(review: list[Any] | ReviewColumns) -> list[Any] | ReviewColumns:
    """A review in the one way in which it is written: a list where it says no more than a list can."""
    if isinstance(review, list):
        return _in_order(review)
    during, after = review.during or None, review.after
    later = after if review.later is None else review.later
    closed = later if review.closed is None else review.closed
    if during is None and after == later == closed:
        return after
    return ReviewColumns(
        during=during,
        after=after,
        later=None if later == after else later,
        later_hours=None if later == after else review.later_hours or 24,
        closed=None if closed == later else closed,
    )


def _wrong(rule: str, message: str, name: str) -> PydanticCustomError:
    return PydanticCustomError(rule, "{message}", {"message": message, "path": (name,)})


def check_times(times: dict[str, str | None]) -> None:
    """Refuse times that stand in the wrong order. All are in UTC and written alike: their text sorts."""
    for early, late in (
        ("opens_at", "start_closes_at"),
        ("opens_at", "due_at"),
        ("opens_at", "closes_at"),
        ("start_closes_at", "closes_at"),
        ("due_at", "closes_at"),
    ):
        first, second = times[early], times[late]
        if not first or not second:
            continue
        strict = early == "opens_at" and late != "due_at"
        if first > second or (strict and first == second):
            raise _wrong("times", f"{late} must come after {early}", late)


def check_bands(bands: list[GradeBand]) -> None:
    """Refuse bands that leave a share without a name, or give it two."""
    lows = [Fraction(band.min) for band in bands]
    if lows and lows[0] != 0:
        raise _wrong("grade-bands", "the first band begins at 0", "grade_bands")
    if lows != sorted(set(lows)):
        raise _wrong("grade-bands", "each band begins above the one before it", "grade_bands")
