"""Verdicts with their exact credits, and what the parts of a lab come to together."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from fractions import Fraction

from assessments.engine.marks import ONE, ZERO, Figure, Mark, PartMark

# At this share or above it a lab is passed; nothing is rounded before it is compared.
PASS_SHARE = Fraction(3, 4)
# What a lab with a critical statement comes to at most.
CRITICAL_CAP = Fraction(49, 100)


class Verdict(StrEnum):
    """What is said of one part. A false statement is worse than none."""

    RIGHT = "right"
    ACCEPTABLE = "acceptable"
    MISSING = "missing"
    WRONG = "wrong"
    MISLEADING = "misleading"


CREDIT = {
    Verdict.RIGHT: ONE,
    Verdict.ACCEPTABLE: Fraction(4, 5),
    Verdict.MISSING: ZERO,
    Verdict.WRONG: ZERO,
    Verdict.MISLEADING: Fraction(-1, 2),
}


def judged(
    name: str,
    verdict: Verdict,
    *,
    chosen: bool,
    feedback: str = "",
    worth: Fraction | int = 1,
    is_critical: bool = False,
) -> PartMark:
    """A part with the credit of its verdict."""
    return PartMark(name, CREDIT[verdict], chosen, feedback, verdict.value, Fraction(worth), is_critical)


def weighed(parts: Iterable[PartMark]) -> Fraction:
    """The sum of worth × credit over the sum of worth, at least 0; nothing of no parts is 0."""
    listed = list(parts)
    whole = sum((part.worth for part in listed), ZERO)
    return max(ZERO, sum((part.worth * part.score for part in listed), ZERO) / whole) if whole else ZERO


def lab_mark(
    score: Fraction,
    parts: Sequence[PartMark],
    *,
    caps: Sequence[tuple[str, Fraction]] = (),
    figures: Sequence[Figure] = (),
    feedback: str = "",
) -> Mark:
    """The mark of a lab: its score between 0 and 1, lowered to the lowest cap that applies.

    `caps` are (rule, share); the mark names those rules that lowered it.
    """
    bound = max(ZERO, min(ONE, score))
    lowest = min((at for _rule, at in caps), default=ONE)
    named = tuple(rule for rule, at in caps if at < bound)
    return Mark(min(bound, lowest), tuple(parts), feedback, figures=tuple(figures), caps=named)


def is_passed(score: Fraction) -> bool:
    """Whether a lab's score passes. A score equal to the bar passes."""
    return score >= PASS_SHARE
