"""Faults of a course package: where, which rule, and what to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong with a package.

    `file` is relative to the package, with forward slashes; `line` counts from 1, 0 means the whole file.
    """

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.message} [{self.rule}]"


class Problem(NamedTuple):
    """One thing that is wrong with a piece of data whose file and lines are not known here."""

    path: Path
    rule: str
    message: str


class PackageInvalid(Exception):
    """The package has faults. All of them are in `faults`, in the order of files and lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def split_path(path: str | Sequence[str | int]) -> Path:
    """A path as a tuple: `choices.0.text` and `("choices", 0, "text")` are the same place."""
    steps = path.split(".") if isinstance(path, str) else path
    return tuple(
        int(step) if isinstance(step, str) and step.isdigit() else step for step in steps if step != ""
    )
