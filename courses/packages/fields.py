"""The kinds of text that a package's keys take."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from courses.packages.markdown_reading import read_markdown

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_TEXT = 100_000


class Document(BaseModel):
    """A mapping of a package: its keys in the order in which they are written, no others."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def said(self) -> dict[str, Any]:
        """The keys that say something, in their order."""
        return self.model_dump(exclude_none=True)


def _one_line(text: str) -> str:
    if "\n" in text or "\r" in text:
        raise PydanticCustomError("one_line", "must stand on one line")
    if text != text.strip():
        raise PydanticCustomError("edges", "begins or ends with a space")
    return text


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("blank", "is empty")
    return text


def _markdown(text: str) -> str:
    _rich, problems = read_markdown(text)
    if problems:
        # One error for all: the lines are told apart where the file is known.
        raise PydanticCustomError("markdown", "is not of the Markdown subset", {"problems": problems})
    return text


def _date(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _url(text: str) -> str:
    if not re.fullmatch(r"(https?|ftps?)://\S+", text, re.IGNORECASE):
        raise PydanticCustomError("url", "must be an address that begins with https://")
    return text


Slug = Annotated[str, Field(pattern=SLUG, max_length=100)]
# A page's slug is the editor's choice; capitals, letters of any language and underscores are allowed there.
PageSlug = Annotated[str, Field(pattern=r"^[\w-]+$", max_length=255)]
# Items and assessments are named as in a database of any age: capitals and underscores are allowed.
ObjectSlug = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=64)]
# An item of another bank is named with that bank.
ItemReference = Annotated[str, Field(pattern=r"^([A-Za-z0-9_-]+/)?[A-Za-z0-9_-]+$", max_length=130)]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
SourceName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=80)]
Line = Annotated[
    str, AfterValidator(_not_blank), AfterValidator(_one_line), Field(min_length=1, max_length=1000)
]
Title = Annotated[
    str, AfterValidator(_not_blank), AfterValidator(_one_line), Field(min_length=1, max_length=255)
]
Summary = Annotated[
    str, AfterValidator(_not_blank), AfterValidator(_one_line), Field(min_length=1, max_length=400)
]
Text = Annotated[str, AfterValidator(_not_blank), Field(min_length=1, max_length=MAX_TEXT)]
Markdown = Annotated[
    str,
    AfterValidator(_not_blank),
    AfterValidator(_markdown),
    Field(
        min_length=1, max_length=MAX_TEXT, description="Markdown: paragraphs, lists, emphasis, links, code"
    ),
]
Address = Annotated[
    str, AfterValidator(_url), Field(max_length=1000), WithJsonSchema({"type": "string", "format": "uri"})
]
# A year alone is read as a number; it is a date like the others.
Date = Annotated[
    str,
    BeforeValidator(_date),
    Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
    WithJsonSchema({"type": ["string", "integer"], "description": "2024, 2024-07 or 2024-07-26"}),
]
Positive = Annotated[int, Field(ge=1, le=100_000)]
PackagePath = Annotated[str, Field(pattern=r"^(figures|files)/[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=200)]
