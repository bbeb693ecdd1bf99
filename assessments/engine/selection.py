"""Drawing a form by blueprint: whole numbers for each cell, and few items that the person has met."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from assessments.engine.shuffling import shuffled

MAX_REPEAT = Fraction(1, 4)

# Item ids by (domain, level).
Pool: TypeAlias = Mapping[tuple[str, str], Collection[int]]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a blueprint: how many items of a domain and a level a form has."""

    domain: str
    level: str
    count: int


class DrawRefused(ValueError):
    """The blueprint cannot be met."""


class CellShort(DrawRefused):
    """A cell has too few items. `wanted` and `have` are counts of items."""

    def __init__(self, cell: Cell, have: int) -> None:
        super().__init__(f"{cell.domain} × {cell.level} wants {cell.count} items and has {have}")
        self.cell = cell
        self.domain, self.level, self.wanted = cell.domain, cell.level, cell.count
        self.have = have


class TooManyRepeats(DrawRefused):
    """More of the form than allowed would repeat what this person has already met.

    `short` names the cells that lack fresh items, each with how many fresh ones it has.
    """

    def __init__(self, repeats: int, allowed: int, short: tuple[tuple[Cell, int], ...]) -> None:
        cells = ", ".join(f"{cell.domain} × {cell.level}" for cell, _fresh in short)
        super().__init__(f"{repeats} items would repeat an earlier form, {allowed} may; short are {cells}")
        self.repeats = repeats
        self.allowed = allowed
        self.short = short


def shortages(cells: Sequence[Cell], pool: Pool) -> tuple[CellShort, ...]:
    """Every cell that the pool cannot fill, for whoever plans a blueprint."""
    found = []
    taken: dict[tuple[str, str], int] = {}
    for cell in cells:
        place = (cell.domain, cell.level)
        have = len(set(pool.get(place, ()))) - taken.get(place, 0)
        if have < cell.count:
            found.append(CellShort(cell, have))
        taken[place] = taken.get(place, 0) + min(have, cell.count)
    return tuple(found)


def draw(
    cells: Sequence[Cell],
    pool: Pool,
    *,
    seed: int,
    seen: Collection[int] = (),
    max_repeat: Fraction = MAX_REPEAT,
) -> tuple[int, ...]:
    """Draw a form: for each cell its count of item ids from the pool of that (domain, level).

    The same arguments give the same form, whatever the order of the pool. Items the person has met are
    taken only where fresh ones run out, and make at most `max_repeat` of the form, rounded down. Items come
    out in an order that mixes the cells.

    Raises CellShort naming the first cell with too few items, or TooManyRepeats naming those that lack
    fresh ones.
    """
    for short in shortages(cells, pool):
        raise short
    met = set(seen)
    chosen: list[int] = []
    stale: list[tuple[Cell, int]] = []
    for cell in cells:
        available = set(pool.get((cell.domain, cell.level), ())) - set(chosen)
        fresh = shuffled(available - met, seed=seed, purpose="draw")
        known = shuffled(available & met, seed=seed, purpose="draw")
        if len(fresh) < cell.count:
            stale.append((cell, len(fresh)))
        chosen += (fresh + known)[: cell.count]
    repeats = sum(item in met for item in chosen)
    allowed = int(len(chosen) * max_repeat)
    if repeats > allowed:
        raise TooManyRepeats(repeats, allowed, tuple(stale))
    return tuple(shuffled(chosen, seed=seed, purpose="order"))
