"""Moments and days as reports write them: ISO 8601, a moment with its offset or without one."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from assessments.engine.texts import normal

MAX_LENGTH = 40
_MOMENT = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[t ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,6}))?)?"
    r" ?(?:(?P<utc>z|utc)|(?P<sign>[+-])(?P<off>[0-9]{2}):?(?P<set>[0-9]{2}))?\Z"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a clock showed, and how far it was from UTC; None: nobody said."""

    local: datetime
    offset: timedelta | None

    @property
    def instant(self) -> datetime | None:
        """The moment in UTC; None without an offset, which leaves a day's worth of moments open."""
        if self.offset is None:
            return None
        return self.local.replace(tzinfo=timezone(self.offset)).astimezone(UTC)


def parse_moment(text: str) -> Moment | None:
    """Read "2026-05-16T21:43:09-05:00"; a space for the T, "Z" or "UTC", and no seconds are read as well.

    None for anything else: a moment is read exactly or not at all.
    """
    found = _MOMENT.match(normal(text, case_sensitive=False)) if len(text) <= MAX_LENGTH else None
    if found is None:
        return None
    try:
        local = datetime.fromisoformat(found["day"]).replace(
            hour=int(found["hour"]),
            minute=int(found["minute"]),
            second=int(found["second"] or 0),
            microsecond=int((found["fraction"] or "0").ljust(6, "0")),
        )
        moment = Moment(local, _offset(found))
        # An offset of a day and more, or one that leads out of the calendar, is refused here.
        _checked = moment.instant
    except (ValueError, OverflowError):
        return None
    return moment


def _offset(found: re.Match[str]) -> timedelta | None:
    if found["utc"]:
        return timedelta(0)
    if not found["sign"]:
        return None
    if int(found["set"]) > 59:
        raise ValueError(found["set"])
    length = timedelta(hours=int(found["off"]), minutes=int(found["set"]))
    return -length if found["sign"] == "-" else length


def same_moment(given: Moment, known: Moment) -> bool:
    """Whether a moment is the known one: the same instant, however its offset is written.

    A known moment without an offset is met only by the same clock time without one.
    """
    if known.offset is None or given.offset is None:
        return known.offset is given.offset and known.local == given.local
    return known.instant == given.instant


def parse_day(text: str) -> date | None:
    """Read "2027-03-03" exactly; None for anything else."""
    plain = normal(text, case_sensitive=False)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", plain):
        return None
    try:
        return date.fromisoformat(plain)
    except ValueError:
        return None
