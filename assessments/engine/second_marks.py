"""A second marker: which answers get one, when a third person decides, and how far two people agree."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

_SPACE = 1 << 64


def is_sampled(name: str, *, seed: str, percent: int) -> bool:
    """Whether an answer is in the moderation sample: the same for the same seed, for ever.

    The first 64 bits of SHA-256 of "seed|second|name" lie below so many per cent of their range. Each answer is
    judged by itself, so that it may be asked when it comes in; a larger share keeps whoever was in a smaller one.
    """
    found = hashlib.sha256(f"{seed}|second|{name}".encode()).digest()
    return int.from_bytes(found[:8]) * 100 < percent * _SPACE


def needs_third(first: Fraction, second: Fraction, *, tolerance: int) -> bool:
    """Whether two marks lie further apart than so many per cent of the item's marks; at the value they do not."""
    return abs(first - second) > Fraction(tolerance, 100)


@dataclass(frozen=True, slots=True)
class MarkerAgreement:
    """How two people marked the same answers; shares of the item's marks, exactly, and None without any pair."""

    pairs: int
    exact: Fraction | None
    within: Fraction | None
    mean_difference: Fraction | None
    mean_distance: Fraction | None


def marker_agreement(pairs: Iterable[tuple[Fraction, Fraction]], *, tolerance: int = 0) -> MarkerAgreement:
    """Over pairs of first and second marks: the share that is equal, the share within the tolerance, the mean of
    second less first (who is stricter), and the mean distance. A Counter says how often each pair was given."""
    found = Counter(pairs)
    count = found.total()
    if not count:
        return MarkerAgreement(0, None, None, None, None)
    differences = [((second - first) * times, times) for (first, second), times in found.items()]
    return MarkerAgreement(
        count,
        Fraction(sum(times for one, times in differences if one == 0), count),
        Fraction(
            sum(times for pair, times in found.items() if not needs_third(*pair, tolerance=tolerance)), count
        ),
        sum((one for one, _times in differences), Fraction(0)) / count,
        sum((abs(one) for one, _times in differences), Fraction(0)) / count,
    )
