"""Which courses come first."""

from collections.abc import Collection, Sequence


def missing(required: Sequence[str], completed: Collection[str]) -> tuple[str, ...]:
    """The required courses not yet completed, by slug, in the order in which they are required."""
    return tuple(slug for slug in required if slug not in completed)
