"""Lines of support: a dated, sourced data file. What was not checked of late is not shown."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

KEEP = timedelta(days=180)
_FILE = Path(__file__).resolve().parent / "support_lines.toml"


@dataclass(frozen=True, slots=True)
class SupportLine:
    """One line of support as its operator publishes it at `source`, read there on the day `checked`."""

    id: str
    country: str
    title: str
    reach: str
    hours: str
    source: str
    checked: date


@dataclass(frozen=True, slots=True)
class SupportLines:
    """Every line of the data file."""

    lines: tuple[SupportLine, ...]

    def shown(self, *, today: date) -> tuple[SupportLine, ...]:
        """The lines that a page may show: with a source, and checked within 180 days."""
        return tuple(
            line
            for line in self.lines
            if line.source.startswith("https://") and timedelta(0) <= today - line.checked <= KEEP
        )


def read_support_lines(text: str) -> SupportLines:
    """The lines of a data file. Raises TypeError for a line with a key too many or too few."""
    return SupportLines(tuple(SupportLine(**line) for line in tomllib.loads(text)["lines"]))


@lru_cache(maxsize=1)
def support_lines() -> SupportLines:
    """The lines of support that ship with the house."""
    return read_support_lines(_FILE.read_text("utf-8"))
