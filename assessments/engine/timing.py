"""When an attempt ends. Only the server's clock counts."""

from datetime import datetime, timedelta
from fractions import Fraction


def deadline(
    start: datetime,
    *,
    limit: timedelta | None,
    close: datetime | None = None,
    multiplier: Fraction = Fraction(1),
) -> datetime | None:
    """The earlier of the closing time and the start plus the limit times the accommodation; None is no end."""
    ends = [close] if close is not None else []
    if limit is not None:
        seconds = Fraction(limit // timedelta(microseconds=1), 1_000_000) * multiplier
        ends.append(start + timedelta(microseconds=int(seconds * 1_000_000)))
    return min(ends) if ends else None


def is_over(now: datetime, end: datetime | None) -> bool:
    """Whether time has run out: at the deadline itself it has."""
    return end is not None and now >= end


def time_left(now: datetime, end: datetime | None) -> timedelta | None:
    """What is left, never less than nothing; None where there is no end."""
    return None if end is None else max(timedelta(0), end - now)
