"""What single and multiple choice share: options with exact credits, shuffled stably."""

import random
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assessments.engine.content import Content, Identifier, MarkdownText
from assessments.engine.exact import Credit
from assessments.engine.json_types import Json


class Choice(BaseModel):
    """One option, with the reason why it is right or wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Identifier
    text: MarkdownText
    credit: Annotated[Credit, Field(ge=-1, le=1)]
    rationale: MarkdownText


class ChoiceContent(Content):
    """A stem and two to twelve options with distinct ids."""

    shuffle: bool = True
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=12)]

    def ids(self) -> list[str]:
        return [choice.id for choice in self.choices]


def shuffled(ids: Sequence[str], *, seed: int, shuffle: bool) -> list[str]:
    """The options' order for one candidate: the same for the same seed, for ever."""
    order = list(ids)
    if shuffle:
        # Not for secrecy: the order only has to be stable and spread.
        random.Random(seed).shuffle(order)  # noqa: S311
    return order


def choice_view(type_name: str, content: ChoiceContent, *, seed: int) -> dict[str, Json]:
    """What a candidate may see: texts without credits and rationales."""
    texts = {choice.id: choice.text for choice in content.choices}
    order = shuffled(content.ids(), seed=seed, shuffle=content.shuffle)
    return {
        "type": type_name,
        "stem": content.stem,
        "choices": [{"id": name, "text": texts[name]} for name in order],
    }
