"""Marking again: what a decision about one item does to results that exist, and to the cut score."""

from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from assessments.engine.decisions import Decision


class Action(StrEnum):
    """What is done about an item whose key or wording was wrong."""

    # Marked by the content of another version of the item.
    NEW_VERSION = "new-version"
    # Out of the numerator and of the denominator.
    DROP = "drop"
    # Full marks for everybody who had it, answered or not.
    AWARD = "award"


def cut_after_drops(cut: Decimal, *, items: int, dropped: int) -> Fraction:
    """The raw cut score of a form of which items were dropped: the same share of what is left, exactly.

    A cut score is the sum of what judges expect of each item (NOTES: modified Angoff). Without the dropped items'
    own ratings the average of the form stands for them; nothing is rounded, as a score is compared with it exactly.
    Raises ValueError where nothing is left.
    """
    if not 0 <= dropped < items:
        raise ValueError("a form keeps at least one item")
    return Fraction(cut) * Fraction(items - dropped, items)


def decide(score: Fraction, cut: Fraction | None) -> Decision:
    """Pass at the cut or above it; nothing is decided where there is none."""
    if cut is None:
        return Decision.NONE
    return Decision.PASS if score >= cut else Decision.FAIL
