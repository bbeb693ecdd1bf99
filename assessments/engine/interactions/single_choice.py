"""Single choice: one option of several; each option earns its own credit."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from assessments.engine.content import ResponseInvalid
from assessments.engine.interactions.choices import ChoiceContent, choice_view
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark


class SingleChoiceContent(ChoiceContent):
    """Exactly one option earns the whole mark; another may earn part of it, or cost."""

    @model_validator(mode="after")
    def _one_key(self) -> "SingleChoiceContent":
        if len(set(self.ids())) != len(self.ids()):
            raise PydanticCustomError(
                "distinct_ids", "Give every option an id of its own.", {"path": ("choices",)}
            )
        if sum(choice.credit == ONE for choice in self.choices) != 1:
            raise PydanticCustomError(
                "one_key", "Exactly one option must have credit 1.", {"path": ("choices",)}
            )
        return self


class SingleChoice:
    """The single-choice interaction. A negative credit is kept: it is the assessment that sums."""

    type = "single-choice"
    title = "Single choice"
    content_model = SingleChoiceContent

    def view(self, content: SingleChoiceContent, *, seed: int) -> dict[str, Json]:
        return choice_view(self.type, content, seed=seed)

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        chosen = [value for value in fields.get("choice", ()) if value]
        return {"choice": chosen[-1]} if chosen else {}

    def check(self, content: SingleChoiceContent, response: Json) -> Json:
        if response == {}:
            return {}
        if (
            not isinstance(response, dict)
            or set(response) != {"choice"}
            or not isinstance(response["choice"], str)
        ):
            raise ResponseInvalid("Choose one of the options.")
        if response["choice"] not in content.ids():
            raise ResponseInvalid("That option does not belong to this item.")
        return {"choice": response["choice"]}

    def is_answered(self, content: SingleChoiceContent, response: Json) -> bool:
        return isinstance(response, dict) and bool(response.get("choice"))

    def mark(self, content: SingleChoiceContent, response: Json) -> Mark:
        chosen = response.get("choice") if isinstance(response, dict) else None
        parts = tuple(
            PartMark(choice.id, choice.credit, choice.id == chosen, choice.rationale)
            for choice in content.choices
        )
        score = next((part.score for part in parts if part.chosen), ZERO)
        return Mark(score, parts, content.general_feedback)

    def guess(self, content: SingleChoiceContent) -> Fraction:
        return sum((choice.credit for choice in content.choices), ZERO) / len(content.choices)

    def describe(self, content: SingleChoiceContent, response: Json) -> str:
        chosen = response.get("choice") if isinstance(response, dict) else None
        return next((choice.text for choice in content.choices if choice.id == chosen), "")

    def key(self, content: SingleChoiceContent) -> str:
        return next(choice.text for choice in content.choices if choice.credit == ONE)
