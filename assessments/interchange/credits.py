"""Credits between exact fractions and the percentages of other systems."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction

from assessments.engine.exact import format_credit, parse_credit
from assessments.interchange.travel import Note, changed

_DIGITS = 7


def read_percent(text: str) -> tuple[Fraction, tuple[Note, ...]]:
    """A percentage as an exact credit, with a note where it was taken for a near fraction. Raises ValueError."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite() or abs(number) > 100:
        raise ValueError(text)
    return read_share(f"{number / 100:f}", said=f"{text.strip()} %")


def read_share(text: str, *, said: str = "") -> tuple[Fraction, tuple[Note, ...]]:
    """A decimal share as an exact credit, with a note where it was taken for a near fraction. Raises ValueError."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    number = round(number, _DIGITS).normalize() + 0
    credit = parse_credit(f"{number:f}")
    if credit == Fraction(number):
        return credit, ()
    return credit, (changed("snapped", given=said or text.strip(), taken=format_credit(credit)),)


def write_percent(credit: Fraction) -> tuple[str, tuple[Note, ...]]:
    """A credit as a percentage of up to five decimals, with a note where reading it does not give the credit back."""
    number = round(Decimal(credit.numerator * 100) / Decimal(credit.denominator), 5).normalize()
    text = f"{number + 0:f}"
    back = read_percent(text)[0]
    if back == credit:
        return text, ()
    return text, (changed("credit_rounded", given=format_credit(credit), taken=f"{text} %"),)
