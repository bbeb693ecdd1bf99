"""Breaks in which the clock stands still, with no timer: the deadline carries them."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Break:
    """A break: when it ends at the latest, and the deadline moved with it."""

    ends_at: datetime
    deadline: datetime


def start_break(deadline: datetime, *, now: datetime, length: timedelta) -> Break:
    """Stop the clock. The deadline moves by the whole break at once, so that one that ends by itself needs no
    further step, and nothing that looks at deadlines can close an attempt during its break.
    """
    return Break(now + length, deadline + length)


def break_left(ends_at: datetime, *, now: datetime) -> timedelta:
    """What is given back of a break that is ended now; nothing once it has ended by itself."""
    return max(timedelta(0), ends_at - now)
