"""A cut score from a panel: the modified Angoff method, exactly.

Each judge says for each item how likely a person who is just competent is to answer it right, in whole per cent. The
cut is the sum over the items of the judges' mean; its standard error is the standard deviation of the judges' own sums
over the root of their number (Angoff 1971; with rounds and discussion: Cizek and Bunch 2007, chapter 5).
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import Generic, TypeVar

Judge = TypeVar("Judge", bound=Hashable)
Item = TypeVar("Item", bound=Hashable)
Cell = TypeVar("Cell", bound=Hashable)
_HUNDRED = 100


class RatingsIncomplete(ValueError):
    """A judge left an item out, or gave what is no whole per cent."""


class CellWithoutItems(ValueError):
    """A cell of the blueprint of which the panel judges no item; its name is the argument."""


@dataclass(frozen=True, slots=True)
class ItemJudgement:
    """What the judges say of one item: their mean as a share, and the ends of what they said in per cent."""

    mean: Fraction
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class PanelResult(Generic[Judge, Item]):
    """What a round comes to: by item, by judge, and the cut. `error_squared` is None with a single judge."""

    items: Mapping[Item, ItemJudgement]
    sums: Mapping[Judge, Fraction]
    cut: Fraction
    error_squared: Fraction | None

    @property
    def standard_error(self) -> Decimal | None:
        """The standard error of the cut, to three decimals."""
        return None if self.error_squared is None else root(self.error_squared, places=3)


def form_weights(form: Mapping[Cell, int], items: Mapping[Item, Cell]) -> dict[Item, Fraction]:
    """How much each judged item stands for in a form that is drawn: the items of its cell share what the form has of it.

    1 each where the panel judges exactly one form. Items outside of every cell weigh nothing and are left out.
    Raises CellWithoutItems.
    """
    pool: dict[Cell, int] = {}
    for cell in items.values():
        pool[cell] = pool.get(cell, 0) + 1
    for cell, wanted in form.items():
        if wanted and cell not in pool:
            raise CellWithoutItems(cell)
    return {item: Fraction(form[cell], pool[cell]) for item, cell in items.items() if form.get(cell)}


def panel_result(
    ratings: Mapping[Judge, Mapping[Item, int]], weights: Mapping[Item, Fraction]
) -> PanelResult[Judge, Item]:
    """The cut of one round from what each judge says of each item; 1 for each weight where the items are one form.

    Raises RatingsIncomplete unless every judge says 0 to 100 of every item, and of nothing else.
    """
    if not ratings or not weights:
        raise RatingsIncomplete("nobody judged anything")
    for said in ratings.values():
        if said.keys() != weights.keys():
            raise RatingsIncomplete("a judge did not judge every item")
        if any(type(percent) is not int or not 0 <= percent <= _HUNDRED for percent in said.values()):
            raise RatingsIncomplete("a rating is a whole per cent")
    judges = len(ratings)
    items = {}
    for item in weights:
        column = [said[item] for said in ratings.values()]
        items[item] = ItemJudgement(Fraction(sum(column), judges * _HUNDRED), min(column), max(column))
    sums = {
        judge: sum(
            (weights[item] * Fraction(percent, _HUNDRED) for item, percent in said.items()), Fraction(0)
        )
        for judge, said in ratings.items()
    }
    cut = sum((weights[item] * found.mean for item, found in items.items()), Fraction(0))
    return PanelResult(items, sums, cut, _error_squared(list(sums.values())))


def _error_squared(sums: list[Fraction]) -> Fraction | None:
    count = len(sums)
    if count < 2:
        return None
    mean = sum(sums, Fraction(0)) / count
    variance = sum(((one - mean) ** 2 for one in sums), Fraction(0)) / (count - 1)
    return variance / count


def root(square: Fraction, *, places: int) -> Decimal:
    """The square root to so many decimals, a half upwards; found with whole numbers alone."""
    scaled = square * 4 * 10 ** (2 * places)
    return Decimal((isqrt(int(scaled)) + 1) // 2).scaleb(-places)


def as_cut(cut: Fraction) -> Decimal:
    """A cut as an assessment keeps it, to three decimals, a half upwards."""
    return Decimal((2 * cut * 1000 + 1).__floor__() // 2).scaleb(-3)
