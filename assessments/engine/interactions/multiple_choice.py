"""Multiple choice: the credits of the options taken are added and clipped between 0 and 1."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Self

from pydantic import model_validator

from assessments.engine.exact import format_credit
from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.interactions.choices import ChoiceContent, choice_parts, choice_view
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, clip
from assessments.engine.plain_text import plain_text
from assessments.engine.responses import only_value
from assessments.engine.texts import MarkdownText


class MultipleChoiceContent(ChoiceContent):
    """The credits of the right options add up to exactly one; a wrong one earns nothing, or costs."""

    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _sum_of_credits(self) -> Self:
        right = sum((choice.credit for choice in self.choices if choice.credit > 0), ZERO)
        if right != ONE:
            raise refusal("credits_sum", "choices", sum=format_credit(right))
        if all(choice.credit > 0 for choice in self.choices):
            raise refusal("some_wrong", "choices")
        return self


def _chosen(response: Json | None) -> set[str]:
    found = only_value(response, "choices")
    return {name for name in found if isinstance(name, str)} if isinstance(found, list) else set()


class MultipleChoice:
    """The multiple-choice interaction."""

    type = "multiple-choice"
    title = "Multiple choice"
    content_model = MultipleChoiceContent

    def view(self, content: MultipleChoiceContent, *, seed: int) -> dict[str, Json]:
        return choice_view(self.type, content, seed=seed)

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        chosen: list[Json] = [value for value in fields.get("choices", ()) if value]
        return {"choices": chosen} if chosen else {}

    def check(self, content: MultipleChoiceContent, response: Json) -> Json:
        if response == {}:
            return {}
        chosen = only_value(response, "choices")
        if not isinstance(chosen, list) or not all(isinstance(name, str) for name in chosen):
            raise ResponseInvalid("choose_some")
        taken = _chosen(response)
        if not taken <= set(content.ids()):
            raise ResponseInvalid("foreign_option")
        # In the item's own order, each once: the same choice is the same response.
        kept: list[Json] = [name for name in content.ids() if name in taken]
        return {"choices": kept} if kept else {}

    def is_answered(self, content: MultipleChoiceContent, response: Json) -> bool:
        return bool(_chosen(response))

    def mark(self, content: MultipleChoiceContent, response: Json | None) -> Mark:
        parts = choice_parts(content, _chosen(response))
        score = clip(sum((part.score for part in parts if part.chosen), ZERO))
        return Mark(score, parts, content.general_feedback)

    def guess(self, content: MultipleChoiceContent) -> Fraction | None:
        return None

    def describe(self, content: MultipleChoiceContent, response: Json) -> str:
        chosen = _chosen(response)
        return "; ".join(plain_text(choice.text) for choice in content.choices if choice.id in chosen)

    def key(self, content: MultipleChoiceContent) -> str:
        return "; ".join(plain_text(choice.text) for choice in content.choices if choice.credit > 0)
