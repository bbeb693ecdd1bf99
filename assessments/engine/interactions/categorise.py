"""Categorise: each entry belongs to one of a few named categories."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from assessments.engine.content import Content, Part
from assessments.engine.faults import refusal
from assessments.engine.interactions.pairing import (
    MAX_ROWS,
    check_rows,
    describe_rows,
    distinct_rows,
    mark_rows,
    read_rows,
    rows_of,
    shown_targets,
    token_of,
)
from assessments.engine.json_types import Json
from assessments.engine.marks import Mark
from assessments.engine.shuffling import shuffled
from assessments.engine.texts import Identifier, Line, MarkdownText

MAX_CATEGORIES = 10


class Entry(Part):
    """Something to put into a category; `category` is the category's own text."""

    id: Identifier
    text: MarkdownText
    category: Line
    rationale: MarkdownText


class CategoriseContent(Content):
    """Two categories or more, in the author's order, and the entries; a category may stay empty."""

    shuffle: StrictBool = True
    categories: Annotated[tuple[Line, ...], Field(min_length=2, max_length=MAX_CATEGORIES)]
    entries: Annotated[tuple[Entry, ...], Field(min_length=2, max_length=MAX_ROWS)]
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _known(self) -> Self:
        known: set[str] = set()
        for place, text in enumerate(self.categories):
            if token_of(text) in known:
                raise refusal("same_text", "categories", place)
            known.add(token_of(text))
        distinct_rows(self.entries, "entries")
        for place, entry in enumerate(self.entries):
            if token_of(entry.category) not in known:
                raise refusal("unknown_category", "entries", place, "category", name=entry.category)
        return self


class Categorise:
    """The categorise interaction. The score is right entries over all entries."""

    type = "categorise"
    title = "Categorise"
    content_model = CategoriseContent

    def view(self, content: CategoriseContent, *, seed: int) -> dict[str, Json]:
        texts = {entry.id: entry.text for entry in content.entries}
        order = shuffled(texts, seed=seed, purpose="entries") if content.shuffle else list(texts)
        return {
            "type": self.type,
            "stem": content.stem,
            "rows": [{"id": name, "text": texts[name]} for name in order],
            "targets": shown_targets(content.categories),
        }

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        return read_rows(fields)

    def check(self, content: CategoriseContent, response: Json) -> Json:
        return check_rows(content.entries, content.categories, response)

    def is_answered(self, content: CategoriseContent, response: Json) -> bool:
        return bool(rows_of(response))

    def mark(self, content: CategoriseContent, response: Json | None) -> Mark:
        rows = [(entry, entry.category) for entry in content.entries]
        return mark_rows(rows, response, content.general_feedback)

    def guess(self, content: CategoriseContent) -> Fraction:
        return Fraction(1, len(content.categories))

    def describe(self, content: CategoriseContent, response: Json) -> str:
        return describe_rows(content.entries, content.categories, rows_of(response))

    def key(self, content: CategoriseContent) -> str:
        right = {entry.id: token_of(entry.category) for entry in content.entries}
        return describe_rows(content.entries, content.categories, right)
