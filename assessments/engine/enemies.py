"""Drawing where some items may not meet: one item at most of each group of enemies, exactly.

An item belongs to one group at most, so that whether a form exists is a question of flow in a small network
(cells, groups), with an exact answer in little time, rather than a search that may not end.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Place: TypeAlias = tuple[str, str]


@dataclass(slots=True)
class _Cell:
    """What one cell still needs, and what it has that nothing forbids."""

    need: int
    free: int
    known: int
    # For each group that it can draw on: 0 with a fresh item, 1 with known ones only.
    groups: dict[str, int] = field(default_factory=dict)


def fewest_repeats(cells: Sequence[_Cell]) -> tuple[int, int | None]:
    """How many cells' needs can be met, in order, and the least number of known items when all are (else None).

    Successive shortest paths: an augmenting path may move an earlier cell to another group.
    """
    owner: dict[str, int] = {}
    known_used = [0] * len(cells)
    cost = 0
    for index, cell in enumerate(cells):
        for _slot in range(max(0, cell.need - cell.free)):
            found = _augment(cells, index, owner, known_used)
            if found is None:
                return index, None
            cost += found
    return len(cells), cost


def _augment(cells: Sequence[_Cell], start: int, owner: dict[str, int], known_used: list[int]) -> int | None:
    """Give one more item to a cell by the cheapest path, and say what it costs; None when there is no path."""
    best: dict[int, int] = {start: 0}
    came: dict[int, tuple[int, str]] = {}
    for _round in cells:
        changed = False
        for index in list(best):
            for group, price in cells[index].groups.items():
                holder = owner.get(group)
                if holder is None or holder == index:
                    continue
                total = best[index] + price - cells[holder].groups[group]
                if holder not in best or total < best[holder]:
                    best[holder], came[holder] = total, (index, group)
                    changed = True
        if not changed:
            break
    ends: list[tuple[int, int, str | None]] = []
    for index, spent in best.items():
        if known_used[index] < cells[index].known:
            ends.append((spent + 1, index, None))
        ends += [
            (spent + price, index, group)
            for group, price in cells[index].groups.items()
            if group not in owner
        ]
    if not ends:
        return None
    total, index, last = min(ends, key=lambda end: (end[0], end[1], end[2] or ""))
    if last is None:
        known_used[index] += 1
    else:
        owner[last] = index
    while index != start:
        index, group = came[index]
        owner[group] = index
    return total


class Allocation:
    """A form in the making. `take` accepts an item only where the rest can still be drawn with as few repeats."""

    def __init__(
        self,
        needs: Sequence[tuple[Place, int]],
        pool: Mapping[Place, Collection[int]],
        *,
        met: Collection[int],
        enemies: Mapping[int, str],
    ) -> None:
        self.met, self.enemies = set(met), enemies
        self.places = [place for place, _need in needs]
        self.need = [need for _place, need in needs]
        self.left = {place: set(pool.get(place, ())) for place, _need in needs}
        self.spent: set[str] = set()
        self.reached, self.repeats = fewest_repeats(self._cells(self.need, self.spent))

    def _cells(self, need: Sequence[int], spent: Collection[str]) -> list[_Cell]:
        cells = []
        for place, wanted in zip(self.places, need, strict=True):
            cell = _Cell(wanted, 0, 0)
            for item in self.left[place]:
                group = self.enemies.get(item, "")
                stale = int(item in self.met)
                if not group:
                    cell.known += stale
                    cell.free += 1 - stale
                elif group not in spent:
                    cell.groups[group] = min(stale, cell.groups.get(group, 1))
            cells.append(cell)
        return cells

    def take(self, index: int, item: int) -> bool:
        """Take an item for a cell, if the form can still be finished with the fewest repeats."""
        if not self.need[index] or self.repeats is None:
            return False
        group = self.enemies.get(item, "")
        if group in self.spent and group:
            return False
        need = list(self.need)
        need[index] -= 1
        self.left[self.places[index]].discard(item)
        spent = self.spent | {group} if group else self.spent
        rest = self.repeats - (item in self.met)
        # An item without enemies that is fresh takes nothing from anybody: whatever form there was, it may be in.
        if group or item in self.met:
            _reached, found = fewest_repeats(self._cells(need, spent))
            if found is None or found > rest:
                self.left[self.places[index]].add(item)
                return False
        self.need, self.spent, self.repeats = need, spent, rest
        return True
