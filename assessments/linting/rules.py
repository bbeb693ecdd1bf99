"""Every rule of the item linter: how grave it is, what it says, and where it is published.

Numbers after “HDR” are those of the 31 guidelines in Haladyna, T. M., Downing, S. M. & Rodriguez, M. C. (2002),
“A review of multiple-choice item-writing guidelines for classroom assessment”, Applied Measurement in Education,
15(3), 309-334. What no guideline says is the house's own and says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

Path: TypeAlias = tuple[str | int, ...]

HDR: Final = "Haladyna, Downing & Rodriguez 2002, guideline"
HOUSE: Final = "house rule"
TERMINOLOGY: Final = "Terminology Guidelines (Luxembourg Guidelines), 2016; house rule"


class Severity(StrEnum):
    """How grave a finding is. An error stops a check; a warning is mended or explained; a review is looked at."""

    ERROR = "error"
    WARNING = "warning"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name, its severity, its sentence (values go in by name) and what it rests on."""

    id: str
    severity: Severity
    sentence: str
    basis: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where an item breaks a rule. `path` leads to it in the item's own data."""

    rule: Rule
    path: Path
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def template(self) -> str:
        """The sentence before the values go in."""
        return self.rule.sentence

    @property
    def message(self) -> str:
        """The sentence in English; whoever shows it in another language translates the rule's first."""
        return self.rule.sentence % self.values


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation: the pure packages know no other part of it."""
    return sentence


_E, _W, _R = Severity.ERROR, Severity.WARNING, Severity.REVIEW
_LIST: tuple[tuple[str, Severity, str, str], ...] = (
    # Options.
    (
        "all-of-the-above",
        _E,
        gettext_noop("Write an option of its own: “%(text)s” is answered by knowing two of the others."),
        f"{HDR} 26",
    ),
    (
        "none-of-the-above",
        _W,
        gettext_noop(
            "“%(text)s” shows that someone can rule options out, and not that they know what is right."
        ),
        f"{HDR} 25",
    ),
    (
        "combined-options",
        _E,
        gettext_noop("“%(text)s” combines other options by their letters: ask a multiple choice instead."),
        f"{HDR} 9",
    ),
    (
        "key-longest",
        _W,
        gettext_noop(
            "The right option is conspicuously the longest (%(key)s characters, the next has %(next)s)."
        ),
        f"{HDR} 24 and 28d",
    ),
    (
        "uneven-options",
        _R,
        gettext_noop("The longest option has %(longest)s characters, the shortest %(shortest)s."),
        f"{HDR} 24",
    ),
    (
        "overlapping-options",
        _W,
        gettext_noop("“%(one)s” and “%(other)s” overlap: whoever is right with one is right with the other."),
        f"{HDR} 22",
    ),
    (
        "number-order",
        _R,
        gettext_noop("The options are numbers: let them stand in their order, unshuffled."),
        f"{HDR} 21",
    ),
    (
        "negative-option",
        _R,
        gettext_noop("“%(text)s” is the only option that says what is not: say it positively, or pair it."),
        f"{HDR} 27",
    ),
    # Stems.
    (
        "negative-stem",
        _W,
        gettext_noop("The question is negative (“%(word)s”): ask for what is so, or set the word in bold."),
        f"{HDR} 17",
    ),
    (
        "incomplete-stem",
        _W,
        gettext_noop("The stem asks nothing by itself: end it with a question or a clear instruction."),
        f"{HDR} 14 and 15",
    ),
    (
        "window-dressing",
        _R,
        gettext_noop("The stem has %(count)s words: take out what nobody needs to answer it."),
        f"{HDR} 13 and 16",
    ),
    (
        "reading-level",
        _R,
        gettext_noop("The stem reads at school grade %(grade)s (Flesch-Kincaid): shorten its sentences."),
        f"{HDR} 8",
    ),
    # Clues.
    (
        "grammar-clue",
        _W,
        gettext_noop(
            "Only “%(text)s” fits the stem's “%(word)s”, or all but it do: the grammar gives it away."
        ),
        f"{HDR} 28c",
    ),
    (
        "convergence",
        _W,
        gettext_noop(
            "The right option shares its elements with several others, which share none: it can be inferred."
        ),
        f"{HDR} 28e",
    ),
    (
        "clang",
        _W,
        gettext_noop("Words of the stem stand in the right option alone: %(words)s."),
        f"{HDR} 28b",
    ),
    (
        "absolute-words",
        _W,
        gettext_noop("“%(word)s” stands in wrong options alone: candidates learn to strike it out."),
        f"{HDR} 28a",
    ),
    # Reasons.
    ("missing-rationale", _E, gettext_noop("Say why: every option and answer has a rationale."), HOUSE),
    ("thin-rationale", _W, gettext_noop("“%(text)s” gives no reason that somebody could learn from."), HOUSE),
    (
        "missing-reference",
        _E,
        gettext_noop("Name the source on which the key rests: body, document, date."),
        HOUSE,
    ),
    ("missing-measure", _E, gettext_noop("Say in a line what answering this right shows."), f"{HDR} 1"),
    # Words.
    (
        "banned-term",
        _E,
        gettext_noop("“%(term)s” is not written here: write %(instead)s, or mark a quotation as code."),
        TERMINOLOGY,
    ),
    # Banks.
    (
        "key-position",
        _W,
        gettext_noop("The right option stands at %(places)s in %(count)s items of %(use)s: vary its place."),
        f"{HDR} 20",
    ),
    (
        "key-longest-often",
        _W,
        gettext_noop(
            "In %(found)s of %(count)s items of %(use)s the right option is the longest: that can be learnt."
        ),
        f"{HDR} 28d",
    ),
    (
        "duplicate-items",
        _W,
        gettext_noop("It is nearly the same item as “%(other)s” (%(share)s%% of its word sequences)."),
        f"{HDR} 4",
    ),
)
RULES: Final[Mapping[str, Rule]] = {name: Rule(name, *rest) for name, *rest in _LIST}  # type: ignore[arg-type]  # a starred tuple loses its types


def finding(rule: str, *path: str | int, **values: object) -> Finding:
    """A finding of a rule at a place."""
    return Finding(RULES[rule], path, {name: str(value) for name, value in values.items()})
