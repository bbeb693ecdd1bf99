"""What single and multiple choice share: options with exact credits, shuffled stably."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from assessments.engine.content import Content, Part
from assessments.engine.exact import Credit
from assessments.engine.faults import refusal
from assessments.engine.json_types import Json
from assessments.engine.marks import PartMark
from assessments.engine.shuffling import shuffled
from assessments.engine.texts import Identifier, MarkdownText, normal

MAX_CHOICES = 12


class Choice(Part):
    """One option, with the reason why it is right or wrong."""

    id: Identifier
    text: MarkdownText
    credit: Annotated[Credit, Field(ge=-1, le=1)]
    rationale: MarkdownText


def judge_distinct(choices: Sequence[Choice]) -> None:
    """Refuse two options with one id or one text."""
    ids, texts = set(), set()
    for place, choice in enumerate(choices):
        text = normal(choice.text, case_sensitive=True)
        if choice.id in ids:
            raise refusal("same_id", "choices", place, "id", id=choice.id)
        if text in texts:
            raise refusal("same_text", "choices", place, "text")
        ids.add(choice.id)
        texts.add(text)


class ChoiceContent(Content):
    """A stem and two to twelve options with distinct ids and texts."""

    shuffle: StrictBool = True
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=MAX_CHOICES)]

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        judge_distinct(self.choices)
        return self

    def ids(self) -> list[str]:
        return [choice.id for choice in self.choices]


def choice_view(type_name: str, content: ChoiceContent, *, seed: int) -> dict[str, Json]:
    """What a candidate may see: texts without credits and rationales."""
    texts = {choice.id: choice.text for choice in content.choices}
    order = shuffled(texts, seed=seed, purpose="choices") if content.shuffle else list(texts)
    return {
        "type": type_name,
        "stem": content.stem,
        "choices": [{"id": name, "text": texts[name]} for name in order],
    }


def choice_parts(content: ChoiceContent, chosen: set[str]) -> tuple[PartMark, ...]:
    """Every option with its credit, whether it was taken, and its rationale."""
    return tuple(
        PartMark(choice.id, choice.credit, choice.id in chosen, choice.rationale)
        for choice in content.choices
    )
