"""What every interaction's content has in common."""

from typing import Annotated, Self

from pydantic import BeforeValidator, model_validator

from assessments.engine.parameters import Parameters, judge_parameters
from assessments.engine.parts import Part
from assessments.engine.texts import MarkdownText

__all__ = ["Content", "Part"]


class Content(Part):
    """The content of one item. Field names and their order are those of item files; texts are Markdown."""

    stem: MarkdownText
    # None rather than empty: content without parameters keeps the digest that it always had.
    parameters: Annotated[Parameters | None, BeforeValidator(lambda given: given or None)] = None

    @model_validator(mode="after")
    def _drawable(self) -> Self:
        if self.parameters:
            judge_parameters(self.parameters)
        return self
