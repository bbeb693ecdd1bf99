"""What a load did, object by object."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class LoadOutcome(StrEnum):
    """What became of one file of a package."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    # Edited here while the package has nothing new: left as it is.
    KEPT = "kept"
    # Edited here, and the package has something new: not overwritten.
    CONFLICT = "conflict"
    # No longer in the package: unpublished.
    WITHDRAWN = "withdrawn"
    # Nothing here takes it, or nothing here takes it back.
    LEFT = "left"


_WRITTEN = {LoadOutcome.CREATED, LoadOutcome.CHANGED, LoadOutcome.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class LoadEntry:
    """One file and what became of it."""

    path: str
    outcome: LoadOutcome
    note: str = ""

    def __str__(self) -> str:
        note = f" ({self.note})" if self.note else ""
        return f"{self.outcome.value:9} {self.path}{note}"


@dataclass(frozen=True, slots=True)
class LoadReport:
    """Every file of a load. No entries: the package is the one that was loaded last."""

    entries: tuple[LoadEntry, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return any(entry.outcome in _WRITTEN for entry in self.entries)

    @property
    def conflicts(self) -> tuple[LoadEntry, ...]:
        return tuple(entry for entry in self.entries if entry.outcome is LoadOutcome.CONFLICT)

    @property
    def summary(self) -> str:
        """One line, such as “3 created, 80 unchanged”."""
        return ", ".join(self._counted()) or "nothing changed since the last load"

    def _counted(self) -> Iterator[str]:
        counts = Counter(entry.outcome for entry in self.entries)
        for outcome in LoadOutcome:
            if counts[outcome]:
                yield f"{counts[outcome]} {outcome.value}"
