"""Typed answers to compare a text with, shared by short texts and the gaps of a cloze."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from assessments.engine.content import Part
from assessments.engine.exact import Credit
from assessments.engine.faults import refusal
from assessments.engine.marks import ONE, ZERO
from assessments.engine.texts import Line, MarkdownText
from assessments.engine.wildcards import Pattern, literal_text, read_pattern, shown

MAX_ANSWERS = 30


class TextAnswer(Part):
    """One answer to compare with, right or foreseen; `*` stands for any text."""

    text: Line
    credit: Annotated[Credit, Field(ge=0, le=1)]
    rationale: MarkdownText


def judge_text_answers(answers: Sequence[TextAnswer], *, case_sensitive: bool, max_length: int) -> None:
    """Refuse answers of which none is right, or one is too long to be written, or can never count."""
    if not any(answer.credit == ONE for answer in answers):
        raise refusal("whole_credit", "answers")
    earlier: list[Pattern] = []
    for place, answer in enumerate(answers):
        literal = literal_text(answer.text)
        if literal is not None and len(literal) > max_length:
            raise refusal("answer_too_long", "answers", place, "text", max_length=max_length)
        if any(_takes_all(one, literal) for one in earlier):
            raise refusal("never_reached", "answers", place, "text")
        earlier.append(read_pattern(answer.text, case_sensitive=case_sensitive))


def _takes_all(earlier: Pattern, literal: str | None) -> bool:
    """Whether an earlier pattern takes all that a later one accepts, as far as that is plain to see."""
    return earlier.accepts_anything or (literal is not None and earlier.matches(literal))


def first_text_match(
    answers: Sequence[TextAnswer], text: str, *, case_sensitive: bool
) -> tuple[int, TextAnswer] | None:
    """The first answer that a text matches, with its place; None for an empty text."""
    if not text:
        return None
    for place, answer in enumerate(answers):
        if read_pattern(answer.text, case_sensitive=case_sensitive).matches(text):
            return place, answer
    return None


def guess_text(answers: Sequence[TextAnswer]) -> Credit:
    """What any text whatever earns: the credit of the first answer that accepts everything."""
    patterns = ((answer, read_pattern(answer.text, case_sensitive=False)) for answer in answers)
    return next((answer.credit for answer, pattern in patterns if pattern.accepts_anything), ZERO)


def key_of_texts(answers: Sequence[TextAnswer]) -> str:
    """The right answers in words."""
    return " or ".join(shown(answer.text) for answer in answers if answer.credit == ONE)
