"""One grade from several attempts, and named bands over the share of the maximum. Exact, nothing rounded.

A grade is for the learner. It decides nothing: a decision always belongs to one attempt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any

from assessments.engine.exact import CreditUnreadable, format_credit, parse_credit

MAX_BAND_NAME = 60


class GradingMethod(StrEnum):
    """Which attempts make the grade."""

    HIGHEST = "highest"
    LATEST = "latest"
    FIRST = "first"
    AVERAGE = "average"


class BandsUnreadable(ValueError):
    """Not a list of grade bands; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class Band:
    """A name for shares of the maximum from `low` up to the next band's."""

    name: str
    low: Fraction


def share(score: Fraction, maximum: Fraction) -> Fraction | None:
    """The share of the maximum; None where there is nothing to reach."""
    return score / maximum if maximum else None


def grade(method: GradingMethod, shares: Sequence[Fraction | None]) -> Fraction | None:
    """The grade over several attempts, oldest first; what has no result yet (None) is skipped."""
    known = [found for found in shares if found is not None]
    if not known:
        return None
    if method is GradingMethod.HIGHEST:
        return max(known)
    if method is GradingMethod.AVERAGE:
        return sum(known, Fraction(0)) / len(known)
    return known[0] if method is GradingMethod.FIRST else known[-1]


def read_bands(value: Any) -> tuple[Band, ...]:
    """Bands from plain data, lowest first. The first begins at 0, so that each share has one. Raises BandsUnreadable."""
    if not isinstance(value, list | tuple):
        raise BandsUnreadable("bands are a list")
    bands = []
    for entry in value:
        try:
            name, low = str(entry["name"]).strip(), parse_credit(entry["min"])
        except (KeyError, TypeError, CreditUnreadable) as error:
            raise BandsUnreadable('a band has a name and a min such as 0, "1/2" or "0.75"') from error
        if not name or len(name) > MAX_BAND_NAME or "\n" in name:
            raise BandsUnreadable("a band has a short name on one line")
        bands.append(Band(name, low))
    if bands and bands[0].low != 0:
        raise BandsUnreadable("the first band begins at 0")
    if any(low.low >= high.low for low, high in pairwise(bands)):
        raise BandsUnreadable("each band begins above the one before it")
    if bands and bands[-1].low > 1:
        raise BandsUnreadable("no band begins above 1, which is the maximum")
    return tuple(bands)


def plain_bands(bands: Sequence[Band]) -> list[dict[str, Any]]:
    """Bands as package files hold them."""
    return [{"name": band.name, "min": format_credit(band.low)} for band in bands]


def band_of(bands: Sequence[Band], found: Fraction | None) -> Band | None:
    """The band of a share: the last that begins at or below it. A share at a band's beginning is in that band."""
    if found is None:
        return None
    return next((band for band in reversed(bands) if band.low <= found), None)
