"""What each option did: who took it, and how they did on the rest of the test."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine.statistics.histograms import Joint, Number

# Whole numbers: beside whole rests every sum is one of ints, which is many times as fast.
_TAKEN, _LEFT = 1, 0


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option: how many took it, the share of all attempts (per cent), and how it goes with the rest.

    `point_biserial` is between −1 and 1: positive where those who took the option did better elsewhere. None where
    everybody or nobody took it. `mean_rest` is the mean of the other marks of those who took it.
    """

    id: str
    count: int
    share: float
    point_biserial: float | None
    mean_rest: float | None


class OptionTally:
    """Counts, for each option, the other marks of those who took it. Merged and taken apart like a Joint."""

    __slots__ = ("options", "rests")

    def __init__(self) -> None:
        self.options: dict[str, Joint] = {}
        # Of all attempts, whatever they took; the first value says nothing.
        self.rests = Joint()

    def put(self, taken: Iterable[str], rest: Number, times: int = 1) -> None:
        """Count an attempt that took these options."""
        self.rests.put(_LEFT, rest, times)
        for name in set(taken):
            self.options.setdefault(name, Joint()).put(_TAKEN, rest, times)

    def add(self, other: "OptionTally") -> None:
        self.rests.add(other.rests)
        for name, joint in other.options.items():
            self.options.setdefault(name, Joint()).add(joint)

    def remove(self, other: "OptionTally") -> None:
        """Raises ValueError where something was never counted here."""
        self.rests.remove(other.rests)
        for name, joint in other.options.items():
            self.options.setdefault(name, Joint()).remove(joint)


def option_table(tally: OptionTally, *, names: Iterable[str]) -> list[OptionRow]:
    """A row for each named option, in that order, those that nobody took included."""
    rests = tally.rests
    count = rests.count
    if not count:
        return [OptionRow(name, 0, 0.0, None, None) for name in names]
    # Whoever is asked about an option, the rests are the same: they are added up once.
    whole = sum(rest * times for _left, rest, times in rests)
    spread = rests.variance_y() if count > 1 else Fraction(0)
    return [_row(name, tally.options.get(name, Joint()), count, whole, spread) for name in names]


def _row(name: str, taken: Joint, count: int, whole: Number, spread: Fraction) -> OptionRow:
    takers = taken.count
    relation = None
    if takers and takers < count and spread:
        # Taken (1) or left (0) beside the rest: its covariance and variance, by their shortest formulas.
        of_takers = sum(rest * times for _taken, rest, times in taken)
        covariance = Fraction(of_takers * count - takers * whole, count * (count - 1))
        of_taking = Fraction(takers * (count - takers), count * (count - 1))
        relation = float(covariance) / math.sqrt(of_taking * spread)
    return OptionRow(
        id=name,
        count=takers,
        share=100 * takers / count,
        point_biserial=relation,
        mean_rest=float(taken.mean_y()) if takers else None,
    )
