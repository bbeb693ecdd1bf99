"""What was counted of sittings, as histograms of short texts: they merge, come apart again, and fit into a row.

Marks stay the exact texts that outcomes hold ("1", "1/3"): a million of them are counted without making a number of
each. Numbers are made once for each different text, in `reading.py`.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

MARKS, SECONDS, TAKEN = "marks", "seconds", "took:"
TOTALS, MAXIMA, DECISIONS, MINUTES, DOMAIN = "totals", "maxima", "decisions", "minutes", "domain:"
# Between the two texts of a pair.
PAIR = "|"
# After the name of a version: its marks are not in the total.
BESIDE = "+"
SHAPE_LENGTH = 16

Plain = dict[str, dict[str, int]]


class Kind(StrEnum):
    """Of what a tally is."""

    FORM = "form"
    PLACE = "place"
    ITEM = "item"


class Tally:
    """Named histograms. Merged by `add` and taken apart by `remove`, as a Joint is."""

    __slots__ = ("parts",)

    def __init__(self, parts: Mapping[str, Mapping[str, int]] | None = None) -> None:
        self.parts: dict[str, dict[str, int]] = {}
        for name, counts in (parts or {}).items():
            self._part(name).update(counts)

    def _part(self, name: str) -> dict[str, int]:
        found = self.parts.get(name)
        if found is None:
            found = self.parts[name] = defaultdict(int)
        return found

    def put(self, name: str, key: str, times: int = 1) -> None:
        """Count something in one of the histograms."""
        self._part(name)[key] += times

    def of(self, name: str) -> Mapping[str, int]:
        """One histogram; empty where nothing was counted."""
        return self.parts.get(name, {})

    def starting(self, prefix: str) -> dict[str, Mapping[str, int]]:
        """The histograms whose names start so, by the rest of the name."""
        return {
            name.removeprefix(prefix): counts
            for name, counts in self.parts.items()
            if name.startswith(prefix)
        }

    def add(self, other: "Tally") -> None:
        """Count everything that the other one counted."""
        for name, counts in other.parts.items():
            mine = self._part(name)
            for key, times in counts.items():
                mine[key] += times

    def remove(self, other: "Tally") -> None:
        """Take back what the other one counted. Raises ValueError where it was never counted here."""
        for name, counts in other.parts.items():
            mine = self._part(name)
            for key, times in counts.items():
                left = mine.get(key, 0) - times
                if left < 0:
                    raise ValueError("what was not counted cannot be taken back")
                mine[key] = left
        self.parts = {
            name: defaultdict(int, {key: times for key, times in counts.items() if times})
            for name, counts in self.parts.items()
            if any(counts.values())
        }

    def plain(self) -> Plain:
        """As JSON: equal counts are equal data, in order."""
        return {
            name: {key: times for key, times in sorted(counts.items()) if times}
            for name, counts in sorted(self.parts.items())
            if any(counts.values())
        }

    def __bool__(self) -> bool:
        return any(any(counts.values()) for counts in self.parts.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self.plain() == other.plain()

    __hash__ = None  # type: ignore[assignment] # it changes as it counts


class TallyKey(NamedTuple):
    """Where something is counted: the month, the shape of the form, and of what. `name` is "" for a form."""

    month: str
    shape: str
    kind: Kind
    name: str


class Answer(NamedTuple):
    """What one item of a sitting came to in the current outcome; equal answers may be one object.

    `item` is the version's `item_name`, `cell` the blueprint's, `mark` an exact text. `in_form` is False for a pilot
    item, which stands beside the blueprint; `counts` is False where the mark is not in the total. `taken` are the
    response's classes, () for an item that has none.
    """

    item: str
    domain: str
    cell: str
    mark: str
    in_form: bool
    counts: bool
    taken: tuple[str, ...] = ()


class Sitting(NamedTuple):
    """One attempt with its current outcome: the answers in the order of the form, and the seconds that each took.

    None where nothing tells how long.
    """

    month: str
    shape: str
    decision: str
    minutes: int
    answers: Sequence[Answer]
    seconds: Sequence[int | None]


def cell_name(domain: str, level: str) -> str:
    """How a cell of the blueprint is called in tallies."""
    return f"{domain}{PAIR}{level}"


def item_name(version: int, *, counts: bool) -> str:
    """Under which name a version's answers are counted: apart where they are not in the total."""
    return str(version) if counts else f"{version}{BESIDE}"


def version_of(name: str) -> int:
    """The version that an item's name is of."""
    return int(name.removesuffix(BESIDE))


def is_beside(name: str) -> bool:
    """Whether the marks of an item's tally are not in the total."""
    return name.endswith(BESIDE)


def shape_of(cells: Iterable[str]) -> str:
    """A short name for how many items of each cell a form has: attempts of one shape are comparable."""
    counted = Counter(cells)
    listed = ";".join(f"{cell}{PAIR}{count}" for cell, count in sorted(counted.items()))
    return hashlib.sha256(listed.encode()).hexdigest()[:SHAPE_LENGTH]
