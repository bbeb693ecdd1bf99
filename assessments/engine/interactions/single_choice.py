"""Single choice: one option of several; each option earns its own credit."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Self

from pydantic import model_validator

from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.interactions.choices import ChoiceContent, choice_parts, choice_view
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark
from assessments.engine.plain_text import plain_text
from assessments.engine.responses import only_value
from assessments.engine.texts import MarkdownText


class SingleChoiceContent(ChoiceContent):
    """Exactly one option earns the whole mark; another may earn part of it, or cost."""

    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if sum(choice.credit == ONE for choice in self.choices) != 1:
            raise refusal("one_key", "choices")
        return self


class SingleChoice:
    """The single-choice interaction. A negative credit is kept: what clips is the sum of the form."""

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
        chosen = only_value(response, "choice")
        if not isinstance(chosen, str):
            raise ResponseInvalid("choose_one")
        if chosen not in content.ids():
            raise ResponseInvalid("foreign_option")
        return {"choice": chosen}

    def is_answered(self, content: SingleChoiceContent, response: Json) -> bool:
        return only_value(response, "choice") in content.ids()

    def mark(self, content: SingleChoiceContent, response: Json | None) -> Mark:
        chosen = only_value(response, "choice")
        parts = choice_parts(content, {chosen} if isinstance(chosen, str) else set())
        score = next((part.score for part in parts if part.chosen), ZERO)
        return Mark(score, parts, content.general_feedback)

    def guess(self, content: SingleChoiceContent) -> Fraction:
        return sum((choice.credit for choice in content.choices), ZERO) / len(content.choices)

    def describe(self, content: SingleChoiceContent, response: Json) -> str:
        chosen = only_value(response, "choice")
        return next((plain_text(choice.text) for choice in content.choices if choice.id == chosen), "")

    def key(self, content: SingleChoiceContent) -> str:
        return next(plain_text(choice.text) for choice in content.choices if choice.credit == ONE)
