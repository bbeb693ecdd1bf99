"""Exact credits and scores: fractions, never floats."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

_FRACTION = re.compile(r"[+-]?\d{1,6}/[1-9]\d{0,5}\Z")
_DECIMAL = re.compile(r"[+-]?\d{1,6}(\.\d{1,10})?\Z")
_SNAP_DENOMINATORS = range(2, 21)
_SNAP_DIGITS = 5


def parse_credit(value: Any) -> Fraction:
    """Read 1, "1/3" or "0.5" exactly; a decimal of five digits or more is snapped to the fraction it stands for.

    0.33333 and 0.3333333 are written for a third by tools that know no fractions.
    Raises ValueError for anything else, floats included.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str):
        text = value.strip()
        if _FRACTION.match(text):
            return Fraction(text)
        if _DECIMAL.match(text):
            return _snap(Decimal(text))
    raise ValueError("write a credit as a whole number, a fraction such as 1/3, or a decimal in quotes")


def _snap(number: Decimal) -> Fraction:
    exact = Fraction(number)
    digits = -int(number.as_tuple().exponent)
    if digits < _SNAP_DIGITS:
        return exact
    for denominator in _SNAP_DENOMINATORS:
        near = Fraction(round(exact * denominator), denominator)
        if abs(near - exact) < Fraction(1, 10**digits):
            return near
    return exact


def format_credit(credit: Fraction) -> int | str:
    """A credit as package files write it: a whole number, or a fraction as text."""
    return int(credit) if credit.denominator == 1 else f"{credit.numerator}/{credit.denominator}"


Credit = Annotated[
    Fraction,
    BeforeValidator(parse_credit),
    PlainSerializer(format_credit, return_type=int | str),
]
