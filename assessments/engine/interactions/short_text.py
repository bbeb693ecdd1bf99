"""Short text: compared with answers in order, and the first that matches wins."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from assessments.engine.content import Content
from assessments.engine.interactions.text_answers import (
    MAX_ANSWERS,
    TextAnswer,
    first_text_match,
    guess_text,
    judge_text_answers,
    key_of_texts,
)
from assessments.engine.json_types import Json
from assessments.engine.marks import ZERO, Mark, PartMark
from assessments.engine.responses import checked_text, text_of
from assessments.engine.texts import MarkdownText

MAX_LENGTH = 500


class ShortTextContent(Content):
    """A stem and the answers to compare with, in order. `max_length` is in characters."""

    answers: Annotated[tuple[TextAnswer, ...], Field(min_length=1, max_length=MAX_ANSWERS)]
    case_sensitive: StrictBool = False
    max_length: Annotated[int, Field(strict=True, ge=1, le=MAX_LENGTH)] = 60
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        judge_text_answers(self.answers, case_sensitive=self.case_sensitive, max_length=self.max_length)
        return self


class ShortText:
    """The short-text interaction."""

    type = "short-text"
    title = "Short text"
    content_model = ShortTextContent

    def view(self, content: ShortTextContent, *, seed: int) -> dict[str, Json]:
        return {"type": self.type, "stem": content.stem, "max_length": content.max_length}

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        text = next(iter(fields.get("text", ())), "")
        return {"text": text} if text.strip() else {}

    def check(self, content: ShortTextContent, response: Json) -> Json:
        if response == {}:
            return {}
        return checked_text(response, max_length=content.max_length, rule="write_answer")

    def is_answered(self, content: ShortTextContent, response: Json) -> bool:
        return bool(text_of(response))

    def mark(self, content: ShortTextContent, response: Json | None) -> Mark:
        found = first_text_match(content.answers, text_of(response), case_sensitive=content.case_sensitive)
        if found is None:
            return Mark(ZERO, (), content.general_feedback)
        place, answer = found
        part = PartMark(str(place), answer.credit, chosen=True, feedback=answer.rationale)
        return Mark(answer.credit, (part,), content.general_feedback)

    def guess(self, content: ShortTextContent) -> Fraction:
        return guess_text(content.answers)

    def describe(self, content: ShortTextContent, response: Json) -> str:
        return text_of(response)

    def key(self, content: ShortTextContent) -> str:
        return key_of_texts(content.answers)
