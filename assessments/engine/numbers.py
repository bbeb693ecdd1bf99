"""Numbers as people write them, read exactly or not at all."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

MAX_LENGTH = 60
MAX_EXPONENT = 300
MAX_SHOWN_DIGITS = 24

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−‐‑–﹣－", "-"),
        "＋": "+",
        **dict.fromkeys("*·×✕⋅X", "x"),
        "’": "'",
    }
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED_POWER = re.compile(r"10([⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\Z")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?) ?(?P<digits>[0-9.,][0-9.,' ]*)?"
    r"(?:[eE](?P<e>[+-]?[0-9]{1,3})|(?P<times>x ?)?10 ?(?:\^|xx) ?(?P<power>[+-]?[0-9]{1,3}))?\Z"
)


def parse_number(text: str) -> Fraction | None:
    """Read a number as people write it; None when it cannot be told for certain.

    - A point or a comma may be the decimal mark; spaces, apostrophes, points or commas may part groups of
      three digits, one kind of them in a number: "1 299.5", "1'299.5", "1,299.5" and "1.299,5" are equal.
    - One mark alone is a decimal mark, but a comma that is followed by exactly three digits after one to
      three others parts thousands: "1,299" is 1299, "1.299" is 1.299, "0,299" is 0.299.
    - Powers of ten: "1.3e3", "1.3 x 10^3", "1.3×10³", "1.3*10**3", "10^3"; exponents up to ±300.
    - Digits of every script; a minus of any length.

    Texts are at most 60 characters long, so that no text takes long.
    """
    if len(text) > MAX_LENGTH:
        return None
    plain = "".join(_ascii_digit(character) for character in text.translate(_SIGNS))
    plain = " ".join(plain.split())
    raised = _RAISED_POWER.search(plain)
    if raised is not None:
        plain = f"{plain[: raised.start()]}10^{raised[1].translate(_RAISED)}"
    found = _NUMBER.match(plain)
    if found is None or (found["digits"] is None) != (found["power"] is not None and not found["times"]):
        # "x10^3" lacks what is multiplied; "2 10^3" and "210^3" might be anything.
        return None
    exponent = int(found["e"] or found["power"] or 0)
    digits = "1" if found["digits"] is None else _read_digits(found["digits"].rstrip(" "))
    if digits is None or abs(exponent) > MAX_EXPONENT:
        return None
    number = Fraction(Decimal(digits)) * Fraction(10) ** exponent
    return -number if found["sign"] == "-" else number


def _ascii_digit(character: str) -> str:
    """The same digit in ASCII. Raised digits stay: they are powers."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def _read_digits(text: str) -> str | None:
    """Digits with at most one point, or None where the marks contradict one another."""
    if not any(character.isdigit() for character in text):
        return None
    kinds = {character for character in text if not character.isdigit()}
    groupers, marks = kinds & {"'", " "}, kinds & {",", "."}
    if len(groupers) > 1 or (groupers and len(marks) > 1):
        return None
    if groupers:
        return _with_groups(text, groupers.pop(), marks.pop() if marks else None)
    if len(marks) == 2:
        decimal_mark = max(marks, key=text.rfind)
        return _with_groups(text, (marks - {decimal_mark}).pop(), decimal_mark)
    if not marks:
        return text
    mark = marks.pop()
    whole, _mark, rest = text.rpartition(mark)
    thousands = mark == "," and len(rest) == 3 and 1 <= len(whole) <= 3 and whole.lstrip("0") == whole
    if text.count(mark) > 1 or thousands:
        return _with_groups(text, mark, None)
    return f"{whole or '0'}.{rest or '0'}"


def _with_groups(text: str, grouper: str, decimal_mark: str | None) -> str | None:
    whole, rest = text, ""
    if decimal_mark is not None:
        if text.count(decimal_mark) > 1:
            return None
        whole, _mark, rest = text.partition(decimal_mark)
    groups = whole.split(grouper)
    if grouper in rest or not _in_threes(groups):
        return None
    return f"{''.join(groups)}.{rest or '0'}"


def _in_threes(groups: Sequence[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


def plain_number(number: Fraction) -> str | None:
    """A number in plain digits, as in 1299.5; None where they have no end or are many."""
    denominator, twos, fives = number.denominator, 0, 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    places = max(twos, fives)
    scaled = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    if denominator != 1 or len(scaled) > MAX_SHOWN_DIGITS:
        return None
    sign = "-" if number < 0 else ""
    return sign + (f"{scaled[:-places]}.{scaled[-places:]}" if places else scaled)


def said_number(number: Fraction) -> str:
    """A number for people: 1299.5 in plain digits; "about 0.333333" where they have no end or are many."""
    plain = plain_number(number)
    return f"about {Decimal(number.numerator) / number.denominator:.6g}" if plain is None else plain


class Tolerance(StrEnum):
    """How far from the value an answer may be: A±t, A±|A|t, or from A/(1+t) to A(1+t)."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    GEOMETRIC = "geometric"


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers from one to another, both included."""

    low: Fraction
    high: Fraction

    def has(self, number: Fraction) -> bool:
        return self.low <= number <= self.high

    def covers(self, other: "Range") -> bool:
        return self.low <= other.low and other.high <= self.high


def accepted_range(value: Fraction, tolerance: Fraction, kind: Tolerance) -> Range:
    """What a value with a tolerance accepts; the tolerance is zero or more."""
    if kind is Tolerance.GEOMETRIC:
        low, high = sorted((value / (1 + tolerance), value * (1 + tolerance)))
        return Range(low, high)
    reach = tolerance * abs(value) if kind is Tolerance.RELATIVE else tolerance
    return Range(value - reach, value + reach)
