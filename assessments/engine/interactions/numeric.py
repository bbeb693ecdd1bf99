"""A number with a tolerance: read exactly, compared exactly, never through a float."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from assessments.engine.content import Content
from assessments.engine.exact import Credit
from assessments.engine.interactions.numeric_answers import (
    MAX_VALUES,
    NumericAnswer,
    describe_number,
    first_value_match,
    judge_values,
    key_of_values,
)
from assessments.engine.interactions.units import (
    MAX_UNITS,
    Unit,
    UnitPolicy,
    UnitRules,
    earned,
    judge_units,
    measure,
)
from assessments.engine.json_types import Json
from assessments.engine.marks import ZERO, Mark, PartMark
from assessments.engine.numbers import MAX_LENGTH
from assessments.engine.responses import checked_text, text_of
from assessments.engine.texts import Line, MarkdownText


class NumericContent(Content):
    """A stem, the values to compare with in order, and their unit with others that convert to it.

    The unit is shown beside the box, unless writing it is part of the answer.
    """

    answers: Annotated[tuple[NumericAnswer, ...], Field(min_length=1, max_length=MAX_VALUES)]
    unit: Line | None = None
    units: Annotated[
        Annotated[tuple[Unit, ...], Field(max_length=MAX_UNITS)] | None,
        BeforeValidator(lambda given: given or None),
    ] = None
    unit_policy: UnitPolicy | None = None
    unit_penalty: Credit | None = None
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        judge_values(self.answers)
        judge_units(self.unit, self.units, self.unit_policy, self.unit_penalty)
        return self

    @property
    def unit_rules(self) -> UnitRules:
        return UnitRules(
            self.unit, self.units or (), self.unit_policy or UnitPolicy.OPTIONAL, self.unit_penalty or ZERO
        )


class Numeric:
    """The numeric interaction. The unit may be written before or after the number; the policy says if it must."""

    type = "numeric"
    title = "Number"
    content_model = NumericContent

    def view(self, content: NumericContent, *, seed: int) -> dict[str, Json]:
        # Where the unit is asked for, showing it beside the box would give it away.
        asked = content.unit_rules.policy is not UnitPolicy.OPTIONAL
        shown = "" if asked else content.unit or ""
        return {"type": self.type, "stem": content.stem, "unit": shown} | (
            {"asks_unit": True} if asked else {}
        )

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        text = next(iter(fields.get("text", ())), "")
        return {"text": text} if text.strip() else {}

    def check(self, content: NumericContent, response: Json) -> Json:
        # What is not a number is kept all the same: a half-typed answer must not be lost.
        return {} if response == {} else checked_text(response, max_length=MAX_LENGTH, rule="write_number")

    def is_answered(self, content: NumericContent, response: Json) -> bool:
        return bool(text_of(response))

    def mark(self, content: NumericContent, response: Json | None) -> Mark:
        rules = content.unit_rules
        written = measure(text_of(response), rules)
        found = first_value_match(content.answers, written.number) if written is not None else None
        if found is None or written is None:
            return Mark(ZERO, (), content.general_feedback)
        place, answer = found
        score = earned(answer.credit, written, rules)
        part = PartMark(str(place), score, chosen=True, feedback=answer.rationale)
        return Mark(score, (part,), content.general_feedback)

    def guess(self, content: NumericContent) -> Fraction:
        return ZERO

    def describe(self, content: NumericContent, response: Json) -> str:
        return describe_number(text_of(response), units=content.unit_rules)

    def key(self, content: NumericContent) -> str:
        return key_of_values(content.answers, unit=content.unit)
