"""Multiple choice: the credits of the options taken are added and clipped between 0 and 1."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from assessments.engine.content import ResponseInvalid
from assessments.engine.interactions.choices import ChoiceContent, choice_view
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark, clip


class MultipleChoiceContent(ChoiceContent):
    """The credits of the right options sum to exactly one."""

    @model_validator(mode="after")
    def _sum_of_credits(self) -> "MultipleChoiceContent":
        if len(set(self.ids())) != len(self.ids()):
            raise PydanticCustomError(
                "distinct_ids", "Give every option an id of its own.", {"path": ("choices",)}
            )
        if sum((choice.credit for choice in self.choices if choice.credit > 0), ZERO) != ONE:
            raise PydanticCustomError(
                "credits_sum",
                "The credits of the right options must add up to exactly 1.",
                {"path": ("choices",)},
            )
        return self


class MultipleChoice:
    """The multiple-choice interaction."""

    type = "multiple-choice"
    title = "Multiple choice"
    content_model = MultipleChoiceContent

    def view(self, content: MultipleChoiceContent, *, seed: int) -> dict[str, Json]:
        return choice_view(self.type, content, seed=seed)

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        chosen = [value for value in fields.get("choices", ()) if value]
        return {"choices": list(chosen)} if chosen else {}

    def check(self, content: MultipleChoiceContent, response: Json) -> Json:
        if response == {}:
            return {}
        chosen = (
            response.get("choices") if isinstance(response, dict) and set(response) == {"choices"} else None
        )
        if not isinstance(chosen, list) or not all(isinstance(name, str) for name in chosen):
            raise ResponseInvalid("Choose from the options.")
        taken = set(map(str, chosen))
        if not taken <= set(content.ids()):
            raise ResponseInvalid("That option does not belong to this item.")
        # In the item's own order, each once: the same choice is the same response.
        kept: list[Json] = [name for name in content.ids() if name in taken]
        return {"choices": kept} if kept else {}

    def is_answered(self, content: MultipleChoiceContent, response: Json) -> bool:
        return isinstance(response, dict) and bool(response.get("choices"))

    def _chosen(self, response: Json) -> set[str]:
        found = response.get("choices", []) if isinstance(response, dict) else []
        return {name for name in found if isinstance(name, str)} if isinstance(found, list) else set()

    def mark(self, content: MultipleChoiceContent, response: Json) -> Mark:
        chosen = self._chosen(response)
        parts = tuple(
            PartMark(choice.id, choice.credit, choice.id in chosen, choice.rationale)
            for choice in content.choices
        )
        return Mark(
            clip(sum((part.score for part in parts if part.chosen), ZERO)), parts, content.general_feedback
        )

    def guess(self, content: MultipleChoiceContent) -> Fraction | None:
        return None

    def describe(self, content: MultipleChoiceContent, response: Json) -> str:
        chosen = self._chosen(response)
        return "; ".join(choice.text for choice in content.choices if choice.id in chosen)

    def key(self, content: MultipleChoiceContent) -> str:
        return "; ".join(choice.text for choice in content.choices if choice.credit > 0)
