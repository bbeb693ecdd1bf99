"""Pass or fail."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Decision(StrEnum):
    """What an outcome decides. A practice set decides nothing."""

    PASS = "pass"  # noqa: S105 - not a password
    FAIL = "fail"
    HELD = "held"
    NONE = ""


@dataclass(frozen=True, slots=True)
class CutScore:
    """The lowest raw score that passes, as set by a standard-setting panel."""

    raw: Decimal


def classify(score: Fraction, cut: CutScore) -> Decision:
    """Decide pass or fail. A score equal to the cut passes; nothing is rounded."""
    return Decision.PASS if score >= Fraction(cut.raw) else Decision.FAIL
