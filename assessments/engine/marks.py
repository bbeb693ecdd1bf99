"""What marking one response yields."""

from dataclasses import dataclass
from fractions import Fraction

ZERO = Fraction(0)
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class PartMark:
    """One part of a response: an option, an answer. `chosen` says whether the candidate took it.

    A lab's part has a verdict ("misleading"), of which the score is the credit, and is `worth` so much against
    the others. A critical part is one for which a rule caps the whole.
    """

    id: str
    score: Fraction
    chosen: bool
    feedback: str = ""
    verdict: str = ""
    worth: Fraction = ONE
    is_critical: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A further figure beside a score, exact and never counted: a share, or with `of` so many of so many."""

    id: str
    value: Fraction
    of: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one response: an exact share of the item's marks, at most 1.

    Below 0 only where a single choice took an option that costs. `parts` are all options of a choice, and
    the one answer that matched of a text or a number. With `needs_marker` a person has to mark, and the
    score is nothing until then. `caps` name the rules of a lab by which the score is less than its parts come to.
    """

    score: Fraction
    parts: tuple[PartMark, ...] = ()
    feedback: str = ""
    needs_marker: bool = False
    figures: tuple[Figure, ...] = ()
    caps: tuple[str, ...] = ()


def clip(score: Fraction) -> Fraction:
    """Between 0 and 1."""
    return max(ZERO, min(ONE, score))
