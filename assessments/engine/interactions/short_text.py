"""Short text: compared with answers in order, and the first that matches wins."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from assessments.engine.content import Content, Part
from assessments.engine.exact import Credit
from assessments.engine.faults import refusal
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark
from assessments.engine.responses import checked_text, text_of
from assessments.engine.texts import Line, MarkdownText
from assessments.engine.wildcards import Pattern, literal_text, read_pattern, shown

MAX_LENGTH = 500


class TextAnswer(Part):
    """One answer to compare with, right or foreseen; `*` stands for any text."""

    text: Line
    credit: Annotated[Credit, Field(ge=0, le=1)]
    rationale: MarkdownText


class ShortTextContent(Content):
    """A stem and the answers to compare with, in order. `max_length` is in characters."""

    answers: Annotated[tuple[TextAnswer, ...], Field(min_length=1, max_length=30)]
    case_sensitive: StrictBool = False
    max_length: Annotated[int, Field(strict=True, ge=1, le=MAX_LENGTH)] = 60
    general_feedback: MarkdownText

    def patterns(self) -> list[Pattern]:
        return [read_pattern(answer.text, case_sensitive=self.case_sensitive) for answer in self.answers]

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not any(answer.credit == ONE for answer in self.answers):
            raise refusal("whole_credit", "answers")
        earlier: list[Pattern] = []
        for place, (answer, pattern) in enumerate(zip(self.answers, self.patterns(), strict=True)):
            literal = literal_text(answer.text)
            if literal is not None and len(literal) > self.max_length:
                raise refusal("answer_too_long", "answers", place, "text", max_length=self.max_length)
            if any(_takes_all(one, literal) for one in earlier):
                raise refusal("never_reached", "answers", place, "text")
            earlier.append(pattern)
        return self


def _takes_all(earlier: Pattern, literal: str | None) -> bool:
    """Whether an earlier pattern takes all that a later one accepts, as far as that is plain to see."""
    return earlier.accepts_anything or (literal is not None and earlier.matches(literal))


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
        text = text_of(response)
        if not text:
            return Mark(ZERO, (), content.general_feedback)
        for place, (answer, pattern) in enumerate(zip(content.answers, content.patterns(), strict=True)):
            if pattern.matches(text):
                part = PartMark(str(place), answer.credit, chosen=True, feedback=answer.rationale)
                return Mark(answer.credit, (part,), content.general_feedback)
        return Mark(ZERO, (), content.general_feedback)

    def guess(self, content: ShortTextContent) -> Fraction:
        caught = zip(content.answers, content.patterns(), strict=True)
        return next((answer.credit for answer, pattern in caught if pattern.accepts_anything), ZERO)

    def describe(self, content: ShortTextContent, response: Json) -> str:
        return text_of(response)

    def key(self, content: ShortTextContent) -> str:
        return " or ".join(shown(answer.text) for answer in content.answers if answer.credit == ONE)
