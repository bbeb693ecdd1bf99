"""Matching: each stem has one right choice out of a list that all of them share."""

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


class Pair(Part):
    """A stem and the choice that is right for it."""

    id: Identifier
    text: MarkdownText
    match: Line
    rationale: MarkdownText


class MatchingContent(Content):
    """Two stems or more, each with its right choice; two may share one. `distractors` are right for none."""

    shuffle: StrictBool = True
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=MAX_ROWS)]
    distractors: Annotated[tuple[Line, ...], Field(max_length=MAX_ROWS)] = ()
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        distinct_rows(self.pairs, "pairs")
        right = {token_of(pair.match) for pair in self.pairs}
        wrong: set[str] = set()
        for place, text in enumerate(self.distractors):
            if token_of(text) in right | wrong:
                raise refusal("same_text", "distractors", place)
            wrong.add(token_of(text))
        if len(right | wrong) < 2:
            raise refusal("two_targets", "pairs")
        return self

    def choices(self) -> list[str]:
        """Every choice once, in the author's order."""
        found = {token_of(text): text for text in (*(pair.match for pair in self.pairs), *self.distractors)}
        return list(found.values())


class Matching:
    """The matching interaction. The score is right stems over all stems."""

    type = "matching"
    title = "Matching"
    content_model = MatchingContent

    def view(self, content: MatchingContent, *, seed: int) -> dict[str, Json]:
        texts = {token_of(text): text for text in content.choices()}
        order = shuffled(texts, seed=seed, purpose="choices") if content.shuffle else sorted(texts)
        rows: list[Json] = [{"id": pair.id, "text": pair.text} for pair in content.pairs]
        return {
            "type": self.type,
            "stem": content.stem,
            "rows": rows,
            "targets": shown_targets(texts[name] for name in order),
        }

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        return read_rows(fields)

    def check(self, content: MatchingContent, response: Json) -> Json:
        return check_rows(content.pairs, content.choices(), response)

    def is_answered(self, content: MatchingContent, response: Json) -> bool:
        return bool(rows_of(response))

    def mark(self, content: MatchingContent, response: Json | None) -> Mark:
        return mark_rows([(pair, pair.match) for pair in content.pairs], response, content.general_feedback)

    def guess(self, content: MatchingContent) -> Fraction:
        return Fraction(1, len(content.choices()))

    def describe(self, content: MatchingContent, response: Json) -> str:
        return describe_rows(content.pairs, content.choices(), rows_of(response))

    def key(self, content: MatchingContent) -> str:
        right = {pair.id: token_of(pair.match) for pair in content.pairs}
        return describe_rows(content.pairs, content.choices(), right)
