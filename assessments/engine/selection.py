"""Drawing a form by blueprint: whole numbers for each cell, and few items that the person has met."""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

MAX_REPEAT = Fraction(1, 4)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a blueprint: how many items of a domain and a level a form has."""

    domain: str
    level: str
    count: int


class DrawRefused(ValueError):
    """The blueprint cannot be met."""


class CellShort(DrawRefused):
    """A cell has too few items."""

    def __init__(self, cell: Cell, have: int) -> None:
        super().__init__(f"{cell.domain} × {cell.level} wants {cell.count} items and has {have}")
        self.cell = cell
        self.have = have


class TooManyRepeats(DrawRefused):
    """More of the form than allowed would repeat what this person has already met."""

    def __init__(self, repeats: int, allowed: int) -> None:
        super().__init__(f"{repeats} items would repeat an earlier form; {allowed} may")
        self.repeats = repeats
        self.allowed = allowed


def draw(
    cells: Sequence[Cell],
    pool: Mapping[tuple[str, str], Collection[int]],
    *,
    seed: int,
    seen: Collection[int] = (),
    max_repeat: Fraction = MAX_REPEAT,
) -> tuple[int, ...]:
    """Draw a form: for each cell its count of item ids from the pool of that (domain, level).

    The same arguments give the same form. Items the person has met are taken only where fresh ones
    run out, and make at most `max_repeat` of the form. Items come out in an order that mixes the cells.

    Raises CellShort naming the cell, or TooManyRepeats.
    """
    # Not for secrecy: a form has to be reproducible from its seed.
    source = random.Random(seed)  # noqa: S311
    met = set(seen)
    chosen: list[int] = []
    repeats = 0
    for cell in cells:
        available = sorted(set(pool.get((cell.domain, cell.level), ())) - set(chosen))
        if len(available) < cell.count:
            raise CellShort(cell, len(available))
        fresh = [item for item in available if item not in met]
        stale = [item for item in available if item in met]
        source.shuffle(fresh)
        source.shuffle(stale)
        taken = (fresh + stale)[: cell.count]
        repeats += sum(item in met for item in taken)
        chosen += taken
    allowed = int(len(chosen) * max_repeat)
    if repeats > allowed:
        raise TooManyRepeats(repeats, allowed)
    source.shuffle(chosen)
    return tuple(chosen)
