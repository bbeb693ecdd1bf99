"""Statistics of one item among the attempts that had it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from assessments.engine.statistics.histograms import Joint

Key = TypeVar("Key")
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """What an item did. Percentages, except for the count; None where a number says nothing.

    `facility` is the mean mark over the greatest, `sd` the standard deviation as a share of it. `discrimination` is
    100 × the correlation of mark and rest of the test (the corrected point-biserial for items that are right or
    wrong), `efficiency` the covariance over the greatest that these marks could have.
    """

    count: int
    facility: float | None
    sd: float | None
    discrimination: float | None
    efficiency: float | None


def item_statistics(marks: Joint, *, maximum: Fraction) -> ItemStatistics:
    """The statistics of an item from its marks (x) beside the sum of the other marks of the same attempt (y)."""
    count = marks.count
    facility = float(marks.mean_x() / maximum * _HUNDRED) if count and maximum else None
    if count < 2:
        return ItemStatistics(count, facility, None, None, None)
    sd = math.sqrt(marks.variance_x()) / float(maximum) * _HUNDRED if maximum else None
    return ItemStatistics(count, facility, sd, discrimination(marks), _efficiency(marks))


def discrimination(marks: Joint) -> float | None:
    """100 × the correlation of both values; None where one of them never varies."""
    product = marks.variance_x() * marks.variance_y() if marks.count > 1 else Fraction(0)
    return _HUNDRED * float(marks.covariance()) / math.sqrt(product) if product else None


def _efficiency(marks: Joint) -> float | None:
    greatest = marks.greatest_covariance()
    return float(marks.covariance() / greatest * _HUNDRED) if greatest else None


def effective_weights(with_total: Mapping[Key, Joint]) -> dict[Key, float | None]:
    """How much of the test's spread each place carries, in per cent; None where it works against the rest.

    100 × √Cov(x, T) over the sum of those roots, a negative covariance (which is flagged) left out of the sum.
    """
    shared = {key: joint.covariance() for key, joint in with_total.items() if joint.count > 1}
    roots = {key: math.sqrt(value) for key, value in shared.items() if value >= 0}
    whole = math.fsum(roots.values())
    return {key: _HUNDRED * roots[key] / whole if key in roots and whole else None for key in with_total}
