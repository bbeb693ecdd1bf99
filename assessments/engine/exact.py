"""Exact credits and scores: fractions, never floats."""

import re
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from assessments.engine.faults import refusal

_FRACTION = r"[+-]?[0-9]{1,6}/[1-9][0-9]{0,5}"
_DECIMAL = r"[+-]?[0-9]{1,6}(?:\.[0-9]{1,10})?"
_READS_FRACTION = re.compile(_FRACTION + r"\Z")
_READS_DECIMAL = re.compile(_DECIMAL + r"\Z")
_SNAP_DENOMINATORS = range(2, 21)
_SNAP_DIGITS = 5


class CreditUnreadable(ValueError):
    """Not a whole number, a fraction or a decimal."""


def parse_credit(value: Any) -> Fraction:
    """Read 1, "1/3" or "0.5" exactly.

    A decimal of five digits or more stands for the fraction with a denominator up to 20 that is within one
    unit of its last digit, if there is one: 0.33333 and 0.3333333 are written for a third, and 0.9999999
    for the whole, by tools that know no fractions. Three such thirds make exactly one.

    Raises CreditUnreadable for anything else, floats and booleans included.
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, str):
        text = value.strip()
        if _READS_FRACTION.match(text):
            return Fraction(text)
        if _READS_DECIMAL.match(text):
            return _snap(Decimal(text))
    raise CreditUnreadable(value)


def _snap(number: Decimal) -> Fraction:
    exact = Fraction(number)
    digits = -int(number.as_tuple().exponent)
    if digits < _SNAP_DIGITS:
        return exact
    for denominator in _SNAP_DENOMINATORS:
        near = Fraction(round(exact * denominator), denominator)
        if abs(near - exact) <= Fraction(1, 10**digits):
            return near
    return exact


def format_credit(credit: Fraction) -> int | str:
    """A credit as package files write it: a whole number, or a fraction in lowest terms as text."""
    return int(credit) if credit.denominator == 1 else f"{credit.numerator}/{credit.denominator}"


def _read(value: Any) -> Fraction:
    try:
        return parse_credit(value)
    except CreditUnreadable as error:
        raise refusal("credit") from error


Credit = Annotated[
    Fraction,
    BeforeValidator(_read),
    PlainSerializer(format_credit, return_type=int | str),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": -1, "maximum": 1},
                {"type": "string", "pattern": f"^(?:{_FRACTION}|{_DECIMAL})$"},
            ]
        }
    ),
]
