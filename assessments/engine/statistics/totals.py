"""Statistics of a whole test."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

Counts = Mapping[Fraction, int]
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class TotalStatistics:
    """What a test did, in marks; None where a number says nothing.

    `alpha` is Cronbach's (KR-20 where every item is right or wrong), as a share and possibly negative; `error_ratio`
    the share of the spread that is error; `sem` the standard error of measurement in marks.
    """

    count: int
    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    error_ratio: float | None
    sem: float | None


def total_statistics(totals: Counts, *, variances: Collection[Fraction]) -> TotalStatistics:
    """The statistics of a test from how often each total came, and the variance (n − 1) of each place's marks."""
    count = sum(totals.values())
    if not count:
        return TotalStatistics(0, *[None] * 8)
    mean = _mean(totals, count)
    second, third, fourth = (_moment(totals, count, mean, power) for power in (2, 3, 4))
    k2 = count * second / (count - 1) if count > 1 else Fraction(0)
    sd = math.sqrt(k2) if count > 1 else None
    alpha = _alpha(variances, k2) if count > 2 else None
    error = math.sqrt(1 - alpha) if alpha is not None and alpha <= 1 else None
    return TotalStatistics(
        count=count,
        mean=float(mean),
        median=float(_median(totals, count)),
        sd=sd,
        skewness=_skewness(count, third, k2),
        kurtosis=_kurtosis(count, second, fourth, k2),
        alpha=alpha,
        error_ratio=error,
        sem=error * sd if error is not None and sd is not None else None,
    )


def spread_of(values: Counts) -> Fraction:
    """The variance with n − 1, exactly. Raises ZeroDivisionError for fewer than two values."""
    count = sum(values.values())
    return _moment(values, count, _mean(values, count), 2) * count / (count - 1)


def _mean(totals: Counts, count: int) -> Fraction:
    return sum((value * times for value, times in totals.items()), Fraction(0)) / count


def _moment(totals: Counts, count: int, mean: Fraction, power: int) -> Fraction:
    return sum(((value - mean) ** power * times for value, times in totals.items()), Fraction(0)) / count


def _median(totals: Counts, count: int) -> Fraction:
    """The middle one, or the mean of the two in the middle."""
    lower, upper = (count + 1) // 2, count // 2 + 1
    seen, found = 0, []
    for value, times in sorted(totals.items()):
        found += [value] * ((seen < lower <= seen + times) + (seen < upper <= seen + times))
        seen += times
    return sum(found, Fraction(0)) / 2


def _skewness(count: int, third: Fraction, k2: Fraction) -> float | None:
    if count < 3 or not k2:
        return None
    k3 = count**2 * third / ((count - 1) * (count - 2))
    return float(k3) / math.pow(k2, 1.5)


def _kurtosis(count: int, second: Fraction, fourth: Fraction, k2: Fraction) -> float | None:
    """In excess of the normal distribution's."""
    if count < 4 or not k2:
        return None
    above = (count + 1) * fourth - 3 * (count - 1) * second**2
    return float(count**2 * above / ((count - 1) * (count - 2) * (count - 3)) / k2**2)


def _alpha(variances: Collection[Fraction], k2: Fraction) -> float | None:
    places = len(variances)
    if places < 2 or not k2:
        return None
    return float(Fraction(places, places - 1) * (1 - sum(variances, Fraction(0)) / k2))
