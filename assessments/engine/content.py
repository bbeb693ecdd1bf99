"""What every interaction's content has in common."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, model_validator

from assessments.engine.parameters import Parameters, judge_parameters
from assessments.engine.parts import Part
from assessments.engine.texts import MarkdownText

__all__ = ["Content", "Part", "texts_in"]


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


def texts_in(data: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text, number and yes or no of plain content with its place, as "nodes 2 › options 1 › score"."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from texts_in(value, f"{place} › {name}" if place else str(name))
    elif isinstance(data, list | tuple):
        for number, value in enumerate(data, start=1):
            yield from texts_in(value, f"{place} {number}")
    elif data is not None:
        yield place, str(data)
