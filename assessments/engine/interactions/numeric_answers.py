"""Values with a tolerance to compare a number with, shared by the numeric interaction and the gaps of a cloze."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import Field

from assessments.engine.content import Part
from assessments.engine.exact import Credit
from assessments.engine.faults import refusal
from assessments.engine.interactions.units import UnitPolicy, UnitRules, measure
from assessments.engine.marks import ONE
from assessments.engine.numbers import Range, Tolerance, accepted_range, said_number
from assessments.engine.texts import MarkdownText
from assessments.engine.written import Exact, NotNegative, is_named

MAX_VALUES = 20


class NumericAnswer(Part):
    """One value that is accepted, or foreseen as a particular mistake."""

    value: Exact
    tolerance: NotNegative = "0"
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
    if any(is_named(answer.value) or is_named(answer.tolerance) for answer in answers):
        # Each variant is judged with its numbers in place.
        return
    earlier: list[Range] = []
    for place, answer in enumerate(answers):
        accepted = answer.accepted()
        if any(one.covers(accepted) for one in earlier):
            raise refusal("never_reached", "answers", place, "value")
        earlier.append(accepted)


def first_value_match(answers: Sequence[NumericAnswer], number: Fraction) -> tuple[int, NumericAnswer] | None:
    """The first value that accepts a number, with its place."""
    return next(((place, one) for place, one in enumerate(answers) if one.accepted().has(number)), None)


def describe_number(text: str, *, units: UnitRules) -> str:
    """What was written, and how it was read where that differs; "" for nothing."""
    if not text:
        return ""
    found = measure(text, units)
    if found is None:
        return f"{text} (not a number)"
    said = said_number(found.number)
    shown = text if text in (said, with_unit(said, units.unit)) else f"{text} (read as {said})"
    asked = units.policy is not UnitPolicy.OPTIONAL
    return f"{shown} (without the unit)" if asked and not found.has_unit else shown


def key_of_values(answers: Sequence[NumericAnswer], *, unit: str | None) -> str:
    """The right value in words, with the range that it accepts."""
    answer = next(answer for answer in answers if answer.credit == ONE)
    accepted, value = answer.accepted(), with_unit(answer.value, unit)
    if accepted.low == accepted.high:
        return value
    return f"{value} (from {said_number(accepted.low)} to {said_number(accepted.high)})"


def with_unit(number: str, unit: str | None) -> str:
    return f"{number} {unit}" if unit else number
