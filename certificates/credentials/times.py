"""Moments as credentials write them."""

from datetime import UTC, datetime
from functools import lru_cache


# A list of a thousand certificates asks six times for each, mostly for moments that it asked for before.
@lru_cache(maxsize=4096)
def stamp(moment: datetime) -> str:
    """A moment as 2026-11-23T07:26:18Z: whole seconds, in UTC."""
    return f"{moment.astimezone(UTC).isoformat()[:19]}Z"


def moment(text: str) -> datetime:
    """The moment of a stamp. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return found
