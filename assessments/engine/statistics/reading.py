"""From tallies to the histograms that statistics are made of.

Values are whole numbers here: every mark times the least common denominator of a tally (its `scale`). Correlations
and shares are the same in any unit, and whole numbers are many times as fast as fractions.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assessments.engine.statistics.histograms import Joint, Number, Pair
from assessments.engine.statistics.options import OptionTally
from assessments.engine.statistics.tallies import MARKS, PAIR, TAKEN, TOTALS, Tally

FIFTHS = 5


@lru_cache(maxsize=65536)
def _exact(text: str) -> Fraction:
    return Fraction(text)


@lru_cache(maxsize=262144)
def _pair(key: str) -> tuple[Fraction, Fraction]:
    mark, _bar, total = key.partition(PAIR)
    return _exact(mark), _exact(total)


@dataclass(frozen=True, slots=True)
class ItemJoints:
    """An item's marks beside the rest and, for each class of responses, the rest of those who took it."""

    scale: int
    with_rest: Joint
    options: OptionTally


def item_joints(tally: Tally, *, counts: bool) -> ItemJoints:
    """Marks beside the sum of the other marks: the total without the mark, or the whole total where the mark is not
    in it.
    """
    marks = tally.of(MARKS)
    scale = scale_of(marks)
    with_rest = _joint(marks, scale, counts=counts)
    options = OptionTally()
    for name, taken in tally.starting(TAKEN).items():
        joint = options.options.setdefault(name, Joint())
        for (_mark, rest), times in _counted(taken, scale, counts=counts).items():
            joint.put(1, rest, times)
    for _mark, rest, times in with_rest:
        options.rests.put(0, rest, times)
    return ItemJoints(scale, with_rest, options)


def joint_with_total(tally: Tally, scale: int) -> Joint:
    """Marks at a place of the blueprint beside the totals."""
    return _joint(tally.of(MARKS), scale, counts=False)


def scale_of(*histograms: Iterable[str]) -> int:
    """The least common denominator of all marks and totals."""
    return math.lcm(
        *{value.denominator for keys in histograms for key in keys for value in _values(key)} or {1}
    )


def _values(key: str) -> tuple[Fraction, ...]:
    return _pair(key) if PAIR in key else (_exact(key),)


def _joint(marks: Mapping[str, int], scale: int, *, counts: bool) -> Joint:
    return Joint(_counted(marks, scale, counts=counts))


def _counted(marks: Mapping[str, int], scale: int, *, counts: bool) -> Counter[Pair]:
    found: Counter[Pair] = Counter()
    for key, times in marks.items():
        mark, total = _pair(key)
        earned, rest = _whole(mark, scale), _whole(total, scale)
        found[earned, rest - earned if counts else rest] += times
    return found


def _whole(value: Fraction, scale: int) -> int:
    return value.numerator * (scale // value.denominator)


def totals_of(tally: Tally) -> Counter[Fraction]:
    """How often each total came, in marks."""
    return Counter({_exact(key): times for key, times in tally.of(TOTALS).items()})


def numbers_of(counts: Mapping[str, int]) -> dict[int, int]:
    """A histogram of whole numbers, such as minutes, in ascending order."""
    return dict(sorted((int(key), times) for key, times in counts.items()))


def pairs_of(counts: Mapping[str, int]) -> list[tuple[Fraction, Fraction, int]]:
    """A histogram of pairs, such as a domain's scores with their maxima."""
    return [(*_pair(key), times) for key, times in counts.items()]


def median_of(counts: Mapping[int, int]) -> float | None:
    """The middle one of whole numbers, or the mean of the two in the middle; None of nothing."""
    whole = sum(counts.values())
    if not whole:
        return None
    wanted, seen, found = ((whole + 1) // 2, whole // 2 + 1), 0, []
    for value, times in sorted(counts.items()):
        found += [value for place in wanted if seen < place <= seen + times]
        seen += times
    return sum(found) / 2


def fifths_of(options: OptionTally) -> tuple[list[int], dict[str, list[float]]]:
    """Which share of each fifth of the attempts, by the rest of the test, took each class, in per cent.

    A rest belongs to the fifth in which the middle of those who have it stands: equal rests are never parted, so
    fifths are equal only as far as ties let them be. First how many attempts each fifth has.
    """
    rests = sorted(options.rests.of_y().items())
    whole, before = sum(times for _rest, times in rests), 0
    fifth: dict[Number, int] = {}
    sizes = [0] * FIFTHS
    for rest, times in rests:
        fifth[rest] = FIFTHS * (2 * before + times) // (2 * whole)
        sizes[fifth[rest]] += times
        before += times
    shares = {}
    for name, joint in options.options.items():
        took = [0] * FIFTHS
        for rest, times in joint.of_y().items():
            took[fifth[rest]] += times
        shares[name] = [100 * part / size if size else 0.0 for part, size in zip(took, sizes, strict=True)]
    return sizes, shares
