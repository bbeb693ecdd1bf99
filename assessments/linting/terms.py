"""Words that are not printed: whole phrases, unless a mark says that they are quoted."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from assessments.linting.reading import ItemReading
from assessments.linting.rules import Finding, finding

_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:.(?!\1`))*?.?\1(?!`)", re.DOTALL)
_QUOTATION = re.compile(r"“[^”]*”")


@dataclass(frozen=True, slots=True)
class BannedTerm:
    """A phrase that is not printed, and what to write instead."""

    phrase: str
    instead: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """The whole phrase in any case, its last word in the plural too, over line breaks and hyphens."""
        words = r"[\s\u00a0-]+".join(map(re.escape, self.phrase.split()))
        return re.compile(rf"(?<![\w-]){words}(?:s|es)?(?![\w-])", re.IGNORECASE)


@lru_cache(maxsize=1)
def house_terms() -> tuple[BannedTerm, ...]:
    """The terms that no text of this house prints, from terms.toml."""
    data = tomllib.loads(files("assessments.linting").joinpath("terms.toml").read_text("utf-8"))
    return tuple(BannedTerm(term["phrase"], term["instead"]) for term in data["terms"])


@lru_cache(maxsize=64)
def _patterns(terms: Sequence[BannedTerm]) -> tuple[tuple[BannedTerm, re.Pattern[str]], ...]:
    return tuple((term, term.pattern) for term in terms)


def _blanked(text: str, mark: re.Pattern[str]) -> str:
    """The text with what is marked as quoted blanked out; every character keeps its place."""
    return mark.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)


def banned_terms(
    text: str, terms: tuple[BannedTerm, ...], *, markdown: bool = True
) -> Iterator[tuple[int, BannedTerm]]:
    """Each banned term of a text, and on which line of it (from 0).

    A code span marks a quotation; in lines without Markdown, where there is none, “quotation marks” do.
    """
    rest = _blanked(text, _CODE)
    if not markdown:
        rest = _blanked(rest, _QUOTATION)
    for term, pattern in _patterns(terms):
        for match in pattern.finditer(rest):
            yield rest.count("\n", 0, match.start()), term


def wording(item: ItemReading, terms: tuple[BannedTerm, ...]) -> Iterator[Finding]:
    """Every banned term in any text of an item."""
    beside = [((f"references.{place}",), line) for place, line in enumerate(item.source.references)]
    for path, text in item.texts:
        for _line, term in banned_terms(text, terms):
            yield finding("banned-term", *path, term=term.phrase, instead=term.instead)
    for name, text in (("measures", item.source.measures), ("content_note", item.source.content_note)):
        for _line, term in banned_terms(text, terms):
            yield finding("banned-term", f"@{name}", term=term.phrase, instead=term.instead)
    for (_name,), text in beside:
        for _line, term in banned_terms(text, terms, markdown=False):
            yield finding("banned-term", "@references", term=term.phrase, instead=term.instead)
