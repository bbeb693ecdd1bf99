"""Drawing a form by blueprint: whole numbers for each cell, and few items that the person has met."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from assessments.engine.enemies import Allocation
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


class EnemiesMeet(DrawRefused):
    """A cell has items enough, but too many of them are enemies of each other or of items that other cells need."""

    def __init__(self, cell: Cell) -> None:
        super().__init__(f"{cell.domain} × {cell.level} cannot be filled: items that may not meet would")
        self.cell = cell


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
    enemies: Mapping[int, str] | None = None,
) -> tuple[int, ...]:
    """Draw a form: for each cell its count of item ids from the pool of that (domain, level).

    The same arguments give the same form, whatever the order of the pool. Items the person has met are
    taken only where fresh ones run out, and make at most `max_repeat` of the form, rounded down. Items come
    out in an order that mixes the cells. `enemies` names an item's group: of a group at most one is drawn.

    Raises CellShort naming the first cell with too few items, EnemiesMeet naming the first that cannot be
    filled without enemies, or TooManyRepeats naming the cells that lack fresh items.
    """
    for short in shortages(cells, pool):
        raise short
    met = set(seen)
    groups = _rivals(enemies or {}, pool)
    if groups:
        return _draw_apart(cells, pool, seed=seed, met=met, max_repeat=max_repeat, groups=groups)
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


def _rivals(enemies: Mapping[int, str], pool: Pool) -> dict[int, str]:
    """The groups that forbid anything: those with two items in the pool at least."""
    present = {item for items in pool.values() for item in items}
    sizes = Counter(group for item, group in enemies.items() if group and item in present)
    return {item: group for item, group in enemies.items() if item in present and sizes[group] > 1}


def _draw_apart(
    cells: Sequence[Cell],
    pool: Pool,
    *,
    seed: int,
    met: Collection[int],
    max_repeat: Fraction,
    groups: Mapping[int, str],
) -> tuple[int, ...]:
    """Draw where enemies may not meet: fresh items first, each taken only where the rest can still be drawn."""
    form = Allocation(
        [((cell.domain, cell.level), cell.count) for cell in cells], pool, met=met, enemies=groups
    )
    if form.repeats is None:
        raise EnemiesMeet(cells[form.reached])
    allowed = int(sum(cell.count for cell in cells) * max_repeat)
    if form.repeats > allowed:
        stale = [(cell, len(set(pool.get((cell.domain, cell.level), ())) - set(met))) for cell in cells]
        short = tuple(found for found in stale if found[1] < found[0].count)
        raise TooManyRepeats(form.repeats, allowed, short or tuple(stale))
    chosen: list[int] = []
    for known in (False, True):
        for index, cell in enumerate(cells):
            place = (cell.domain, cell.level)
            items = {item for item in pool.get(place, ()) if (item in met) is known and item not in chosen}
            chosen += [item for item in shuffled(items, seed=seed, purpose="draw") if form.take(index, item)]
    return tuple(shuffled(chosen, seed=seed, purpose="order"))


def draw_pilots(
    pilots: Pool,
    form: Collection[int],
    *,
    seed: int,
    count: int,
    seen: Collection[int] = (),
    enemies: Mapping[int, str] | None = None,
) -> tuple[int, ...]:
    """Up to `count` items on trial, to be mixed into a drawn form: never one that the person has met.

    No enemy of an item of the form is among them, nor two enemies. Where there are fewer, fewer are drawn:
    what is only tried out must not keep anybody from an examination.
    """
    groups = enemies or {}
    taken = {groups[item] for item in form if groups.get(item)}
    chosen: list[int] = []
    fresh = {item for items in pilots.values() for item in items} - set(seen) - set(form)
    for item in shuffled(fresh, seed=seed, purpose="pilots"):
        group = groups.get(item, "")
        if len(chosen) < count and group not in taken:
            chosen.append(item)
            taken |= {group} if group else set()
    return tuple(chosen)


def mixed(form: Sequence[int], pilots: Sequence[int], *, seed: int) -> tuple[int, ...]:
    """A form with the items on trial among the others, so that nobody can tell which they are."""
    return tuple(shuffled([*form, *pilots], seed=seed, purpose="order"))


def in_blueprint_order(form: Sequence[int], cells: Sequence[Cell], *pools: Pool) -> tuple[int, ...]:
    """A drawn form with its items cell by cell, in the blueprint's order; within a cell they stay as drawn.

    An item of no cell of the blueprint, as one on trial may be, comes last.
    """
    place = {
        item: index
        for index, cell in reversed(list(enumerate(cells)))
        for pool in pools
        for item in pool.get((cell.domain, cell.level), ())
    }
    return tuple(sorted(form, key=lambda item: place.get(item, len(cells))))
