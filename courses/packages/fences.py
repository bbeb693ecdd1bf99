"""Fenced blocks of a lesson: YAML inside of ```` ```name ```` ↔ the value of one block.

A value has every key of its block, `""` where nothing is said. Rich text is HTML in its one form.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from courses.packages.fields import (
    MAX_TEXT,
    Address,
    Document,
    ItemReference,
    Line,
    Markdown,
    PackagePath,
    Text,
)
from courses.packages.html import HtmlUnsupported, normal_html, read_html, write_html
from courses.packages.markdown_reading import read_markdown
from courses.packages.markdown_writing import write_markdown


def _html(text: str) -> str:
    try:
        return normal_html(text)
    except HtmlUnsupported as error:
        raise PydanticCustomError("html", "is not of the HTML subset: {what}", {"what": str(error)}) from None


Html = Annotated[str, AfterValidator(_html), Field(max_length=MAX_TEXT)]
Cell = Annotated[str, Field(max_length=MAX_TEXT)]


class Fence(Document):
    """What stands inside of one fence, and its translation."""

    def value(self) -> Any:
        """The block's value."""
        return {name: "" if kept is None else kept for name, kept in self.model_dump().items()}

    @classmethod
    def from_value(cls, value: Any, anchors: frozenset[str] | None) -> dict[str, Any]:
        """What to write inside of the fence for a block's value."""
        return {name: value[name] for name in cls.model_fields if value.get(name)}


class HeadingFence(Fence):
    """A heading whose words Markdown cannot hold."""

    text: Annotated[str, Field(max_length=200)]
    size: Literal["h2", "h3"]

    @classmethod
    def from_value(cls, value: Any, anchors: frozenset[str] | None) -> dict[str, Any]:
        return dict(value)


class TextFence(Fence):
    """Rich text that is outside of the Markdown subset."""

    html: Html

    def value(self) -> Any:
        return self.html

    @classmethod
    def from_value(cls, value: Any, anchors: frozenset[str] | None) -> dict[str, Any]:
        return {"html": value}


class CalloutFence(Fence):
    """A note beside the text."""

    kind: Literal["note", "warning", "practice", "example"]
    title: Annotated[Line, Field(max_length=200)] | None = None
    text: Markdown | None = None
    html: Html | None = None

    @model_validator(mode="after")
    def _one_text(self) -> Self:
        if (self.text is None) == (self.html is None):
            raise PydanticCustomError("callout", "a callout has a text")
        return self

    def value(self) -> Any:
        html = self.html if self.text is None else write_html(read_markdown(self.text)[0])
        return {"kind": self.kind, "title": self.title or "", "text": html}

    @classmethod
    def from_value(cls, value: Any, anchors: frozenset[str] | None) -> dict[str, Any]:
        markdown = write_markdown(read_html(value["text"]), anchors)
        text = {"html": value["text"]} if markdown is None else {"text": markdown}
        return {"kind": value["kind"], **({"title": value["title"]} if value["title"] else {}), **text}


class QuoteFence(Fence):
    """Somebody's words."""

    text: Text
    source: Annotated[Line, Field(max_length=300)] | None = None
    url: Address | None = None


class TableFence(Fence):
    """A table: every row has a cell for every column."""

    caption: Annotated[Line, Field(max_length=300)] | None = None
    columns: Annotated[list[Annotated[Line, Field(max_length=200)]], Field(min_length=1)]
    rows: Annotated[list[list[Cell]], Field(min_length=1)]

    @model_validator(mode="after")
    def _rows_are_full(self) -> Self:
        for number, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                message = f"row {number + 1} has {len(row)} cells for {len(self.columns)} columns"
                raise PydanticCustomError(
                    "table", "{message}", {"message": message, "path": ("rows", number)}
                )
        return self


class FigureFence(Fence):
    """A picture of the package."""

    image: PackagePath
    alt: Text
    caption: Annotated[Line, Field(max_length=500)] | None = None


class DownloadFence(Fence):
    """A file to take away."""

    file: PackagePath
    title: Annotated[Line, Field(max_length=200)] | None = None


class ContentNoteFence(Fence):
    """What comes next, what does not, how to leave."""

    text: Text


class ItemFence(Fence):
    """A practice item as a knowledge check."""

    item: ItemReference


# The fence's name, the block's name, what stands inside.
_KINDS: tuple[tuple[str, str, type[Fence]], ...] = (
    ("heading", "heading", HeadingFence),
    ("text", "text", TextFence),
    ("callout", "callout", CalloutFence),
    ("quote", "quote", QuoteFence),
    ("table", "table", TableFence),
    ("figure", "figure", FigureFence),
    ("download", "download", DownloadFence),
    ("content-note", "content_note", ContentNoteFence),
    ("item", "check", ItemFence),
)
BY_FENCE: Mapping[str, tuple[str, type[Fence]]] = {fence: (block, model) for fence, block, model in _KINDS}
BY_BLOCK: Mapping[str, tuple[str, type[Fence]]] = {block: (fence, model) for fence, block, model in _KINDS}
