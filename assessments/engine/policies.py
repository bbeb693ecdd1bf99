"""The rules under which a person may start, and when what they started ends.

Times are moments with a zone; `now` is an argument. A start window and an end are apart: `start_closes_at` ends
starting and touches no attempt that runs; `closes_at` ends every attempt.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from assessments.engine.timing import deadline


class Window(StrEnum):
    """Where a moment lies between opening and closing."""

    NOT_OPEN = "not-open"
    OPEN = "open"
    START_CLOSED = "start-closed"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The numbers that hold for one candidate: an assessment's own, with whatever was granted to the person.

    `due_at` is said and marked, and changes no score. `grace_seconds` is for answers on their way: no candidate
    is given it as time to work. `attempts_allowed` None is any number; `access_code_hash` "" asks for no code.
    """

    opens_at: datetime | None = None
    start_closes_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    minutes: int | None = None
    attempts_allowed: int | None = None
    access_code_hash: str = ""
    multiplier: Fraction = Fraction(1)
    retake_delay_hours: int = 0
    later_delay_hours: int = 0
    grace_seconds: int = 0


def window(rules: Rules, now: datetime) -> Window:
    """Whether one may start now. At the opening itself one may; at the end of starting and at the close no more."""
    if rules.closes_at is not None and now >= rules.closes_at:
        return Window.CLOSED
    if rules.opens_at is not None and now < rules.opens_at:
        return Window.NOT_OPEN
    if rules.start_closes_at is not None and now >= rules.start_closes_at:
        return Window.START_CLOSED
    return Window.OPEN


def time_limit(rules: Rules) -> timedelta | None:
    """The limit with the person's extra time; None where there is none."""
    if rules.minutes is None:
        return None
    return timedelta(microseconds=int(rules.minutes * 60_000_000 * rules.multiplier))


def ends_at(rules: Rules, start: datetime) -> datetime | None:
    """The deadline of an attempt that starts then: the close, or the limit after the start, whichever is first."""
    limit = None if rules.minutes is None else timedelta(minutes=rules.minutes)
    return deadline(start, limit=limit, close=rules.closes_at, multiplier=rules.multiplier)


def lost_time(rules: Rules, start: datetime) -> timedelta:
    """How much of the limit the close takes from whoever starts then; nothing without a limit or a close."""
    limit, end = time_limit(rules), ends_at(rules, start)
    if limit is None or end is None:
        return timedelta(0)
    return max(timedelta(0), start + limit - end)


def delay_before(rules: Rules, *, used: int) -> timedelta:
    """How long to wait after the last submission, with so many attempts used: the second has a delay of its own."""
    if used == 0:
        return timedelta(0)
    return timedelta(hours=rules.retake_delay_hours if used == 1 else rules.later_delay_hours)


def next_start(rules: Rules, submitted: Iterable[datetime]) -> datetime | None:
    """From when the person may start again, by the delays alone; None when nothing was submitted."""
    moments = list(submitted)
    return max(moments) + delay_before(rules, used=len(moments)) if moments else None


def is_after_due(due: datetime | None, submitted_at: datetime | None) -> bool:
    """Whether it was submitted after it was due. At the moment itself it is not late."""
    return due is not None and submitted_at is not None and submitted_at > due


def order_faults(rules: Rules) -> tuple[tuple[str, str], ...]:
    """Pairs of names of times of which the first must come before the second, and does not."""
    pairs = (
        ("opens_at", "start_closes_at"),
        ("opens_at", "due_at"),
        ("opens_at", "closes_at"),
        ("start_closes_at", "closes_at"),
        ("due_at", "closes_at"),
    )
    strict = {("opens_at", "start_closes_at"), ("opens_at", "closes_at")}
    found = []
    for early, late in pairs:
        first, second = getattr(rules, early), getattr(rules, late)
        if first is None or second is None:
            continue
        if first > second or (first == second and (early, late) in strict):
            found.append((early, late))
    return tuple(found)
