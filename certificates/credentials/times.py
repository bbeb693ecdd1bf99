"""Moments as credentials write them."""

from datetime import UTC, datetime


def stamp(moment: datetime) -> str:
    """A moment as 2026-11-23T07:26:18Z: whole seconds, in UTC."""
    return moment.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The moment of a stamp. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return found
