"""A number with a tolerance: read exactly, compared exactly, never through a float."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.engine.content import Content
from assessments.engine.interactions.numeric_answers import (
    MAX_VALUES,
    NumericAnswer,
    describe_number,
    first_value_match,
    judge_values,
    key_of_values,
)
from assessments.engine.json_types import Json
from assessments.engine.marks import ZERO, Mark, PartMark
from assessments.engine.numbers import MAX_LENGTH
from assessments.engine.responses import checked_text, text_of
from assessments.engine.texts import Line, MarkdownText


class NumericContent(Content):
    """A stem, the values to compare with in order, and a unit to show beside the box."""

    answers: Annotated[tuple[NumericAnswer, ...], Field(min_length=1, max_length=MAX_VALUES)]
    unit: Line | None = None
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        judge_values(self.answers)
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
        found = first_value_match(content.answers, text_of(response), unit=content.unit)
        if found is None:
            return Mark(ZERO, (), content.general_feedback)
        place, answer = found
        part = PartMark(str(place), answer.credit, chosen=True, feedback=answer.rationale)
        return Mark(answer.credit, (part,), content.general_feedback)

    def guess(self, content: NumericContent) -> Fraction:
        return ZERO

    def describe(self, content: NumericContent, response: Json) -> str:
        return describe_number(text_of(response), unit=content.unit)

    def key(self, content: NumericContent) -> str:
        return key_of_values(content.answers, unit=content.unit)
