"""Tolerances of numbers, as other systems have them: absolute only."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from typing import Any


def absolute(answer: Mapping[str, Any]) -> tuple[str, str, bool]:
    """A value and what it may be off by, and whether that is what the item says exactly.

    A geometric tolerance reaches further up than down: the smaller of both is written, so that nothing becomes right
    that was wrong.
    """
    value, tolerance = Decimal(str(answer["value"])), Decimal(str(answer.get("tolerance", "0")))
    kind = str(answer.get("tolerance_type", "absolute"))
    if kind == "absolute" or not tolerance:
        return f"{value:f}", f"{tolerance:f}", True
    if kind == "relative":
        return f"{value:f}", f"{abs(value) * tolerance:f}", False
    below = abs(value) - abs(value) / (1 + tolerance)
    return f"{value:f}", f"{below.quantize(Decimal('1E-10'), ROUND_DOWN).normalize():f}", False
