"""Values with a tolerance to compare a number with, shared by the numeric interaction and the gaps of a cloze."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from assessments.engine.content import Part
from assessments.engine.exact import Credit
from assessments.engine.faults import refusal
from assessments.engine.marks import ONE
from assessments.engine.numbers import Range, Tolerance, accepted_range, parse_number, said_number
from assessments.engine.texts import MarkdownText

MAX_VALUES = 20
_EXACT = r"[+-]?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?"
_READS_EXACT = re.compile(_EXACT + r"\Z")


def _read_exact(value: Any) -> str:
    """A number as the author wrote it, as text: a whole number, or digits with a point; e3 for a power."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not _READS_EXACT.match(text.strip()):
        raise refusal("exact_number")
    return text.strip()


def _not_negative(text: str) -> str:
    if Decimal(text) < 0:
        raise refusal("negative_tolerance")
    return text


Exact = Annotated[
    str,
    BeforeValidator(_read_exact),
    WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "pattern": f"^(?:{_EXACT})$"}]}),
]


class NumericAnswer(Part):
    """One value that is accepted, or foreseen as a particular mistake."""

    value: Exact
    tolerance: Annotated[Exact, AfterValidator(_not_negative)] = "0"
    tolerance_type: Tolerance = Tolerance.ABSOLUTE
    credit: Annotated[Credit, Field(ge=0, le=1)]
    rationale: MarkdownText

    def accepted(self) -> Range:
        value, tolerance = Fraction(Decimal(self.value)), Fraction(Decimal(self.tolerance))
        return accepted_range(value, tolerance, self.tolerance_type)


def judge_values(answers: Sequence[NumericAnswer]) -> None:
    """Refuse values of which none is right, or one can never count."""
    if not any(answer.credit == ONE for answer in answers):
        raise refusal("whole_credit", "answers")
    earlier: list[Range] = []
    for place, answer in enumerate(answers):
        accepted = answer.accepted()
        if any(one.covers(accepted) for one in earlier):
            raise refusal("never_reached", "answers", place, "value")
        earlier.append(accepted)


def first_value_match(
    answers: Sequence[NumericAnswer], text: str, *, unit: str | None
) -> tuple[int, NumericAnswer] | None:
    """The first value that accepts what was written, with its place."""
    number = read_with_unit(text, unit=unit)
    if number is None:
        return None
    return next(((place, one) for place, one in enumerate(answers) if one.accepted().has(number)), None)


def read_with_unit(text: str, *, unit: str | None) -> Fraction | None:
    """A number with the unit before it, after it or left out; None for anything else."""
    number = parse_number(text)
    if number is None and unit:
        folded, own = text.casefold(), unit.casefold()
        if folded.endswith(own):
            number = parse_number(folded.removesuffix(own))
        elif folded.startswith(own):
            number = parse_number(folded.removeprefix(own))
    return number


def describe_number(text: str, *, unit: str | None) -> str:
    """What was written, and how it was read where that differs; "" for nothing."""
    if not text:
        return ""
    number = read_with_unit(text, unit=unit)
    if number is None:
        return f"{text} (not a number)"
    said = said_number(number)
    return text if text in (said, with_unit(said, unit)) else f"{text} (read as {said})"


def key_of_values(answers: Sequence[NumericAnswer], *, unit: str | None) -> str:
    """The right value in words, with the range that it accepts."""
    answer = next(answer for answer in answers if answer.credit == ONE)
    accepted, value = answer.accepted(), with_unit(answer.value, unit)
    if accepted.low == accepted.high:
        return value
    return f"{value} (from {said_number(accepted.low)} to {said_number(accepted.high)})"


def with_unit(number: str, unit: str | None) -> str:
    return f"{number} {unit}" if unit else number
