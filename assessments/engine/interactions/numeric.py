"""A number with a tolerance: read exactly, compared exactly, never through a float."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from assessments.engine.content import Content, Part
from assessments.engine.exact import Credit
from assessments.engine.faults import refusal
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark
from assessments.engine.numbers import (
    MAX_LENGTH,
    Range,
    Tolerance,
    accepted_range,
    parse_number,
    said_number,
)
from assessments.engine.responses import checked_text, text_of
from assessments.engine.texts import Line, MarkdownText

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


class NumericContent(Content):
    """A stem, the values to compare with in order, and a unit to show beside the box."""

    answers: Annotated[tuple[NumericAnswer, ...], Field(min_length=1, max_length=20)]
    unit: Line | None = None
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not any(answer.credit == ONE for answer in self.answers):
            raise refusal("whole_credit", "answers")
        earlier: list[Range] = []
        for place, answer in enumerate(self.answers):
            accepted = answer.accepted()
            if any(one.covers(accepted) for one in earlier):
                raise refusal("never_reached", "answers", place, "value")
            earlier.append(accepted)
        return self


class Numeric:
    """The numeric interaction. The unit may be written with the number, before or after it, or left out."""

    type = "numeric"
    title = "Number"
    content_model = NumericContent

    def view(self, content: NumericContent, *, seed: int) -> dict[str, Json]:
        return {"type": self.type, "stem": content.stem, "unit": content.unit or ""}

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        text = next(iter(fields.get("text", ())), "")
        return {"text": text} if text.strip() else {}

    def check(self, content: NumericContent, response: Json) -> Json:
        # What is not a number is kept all the same: a half-typed answer must not be lost.
        return {} if response == {} else checked_text(response, max_length=MAX_LENGTH, rule="write_number")

    def is_answered(self, content: NumericContent, response: Json) -> bool:
        return bool(text_of(response))

    def mark(self, content: NumericContent, response: Json | None) -> Mark:
        number = _number(content, response)
        if number is not None:
            for place, answer in enumerate(content.answers):
                if answer.accepted().has(number):
                    part = PartMark(str(place), answer.credit, chosen=True, feedback=answer.rationale)
                    return Mark(answer.credit, (part,), content.general_feedback)
        return Mark(ZERO, (), content.general_feedback)

    def guess(self, content: NumericContent) -> Fraction:
        return ZERO

    def describe(self, content: NumericContent, response: Json) -> str:
        text, number = text_of(response), _number(content, response)
        if not text:
            return ""
        if number is None:
            return f"{text} (not a number)"
        said = said_number(number)
        return text if text in (said, _with_unit(said, content)) else f"{text} (read as {said})"

    def key(self, content: NumericContent) -> str:
        answer = next(answer for answer in content.answers if answer.credit == ONE)
        accepted, value = answer.accepted(), _with_unit(answer.value, content)
        if accepted.low == accepted.high:
            return value
        return f"{value} (from {said_number(accepted.low)} to {said_number(accepted.high)})"


def _number(content: NumericContent, response: Json | None) -> Fraction | None:
    text = text_of(response)
    number = parse_number(text)
    if number is None and content.unit:
        unit = content.unit.casefold()
        folded = text.casefold()
        if folded.endswith(unit):
            number = parse_number(folded.removesuffix(unit))
        elif folded.startswith(unit):
            number = parse_number(folded.removeprefix(unit))
    return number


def _with_unit(number: str, content: NumericContent) -> str:
    return f"{number} {content.unit}" if content.unit else number
