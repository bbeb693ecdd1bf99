"""Short text: the first answer that matches wins; `*` stands for anything, `\\*` for a star."""

import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assessments.engine.content import Content, MarkdownText, ResponseInvalid
from assessments.engine.exact import Credit
from assessments.engine.json_types import Json
from assessments.engine.marks import ZERO, Mark, PartMark

_ANYTHING = object()


class TextAnswer(BaseModel):
    """One accepted (or foreseen wrong) answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    credit: Annotated[Credit, Field(ge=0, le=1)]
    rationale: MarkdownText


class ShortTextContent(Content):
    """A stem and the answers to compare with, in order."""

    answers: Annotated[tuple[TextAnswer, ...], Field(min_length=1, max_length=30)]
    case_sensitive: bool = False
    max_length: Annotated[int, Field(ge=1, le=500)] = 60
    """In characters. Text that is a whole number is read as one: editing forms hold text."""


def normal(text: str, *, case_sensitive: bool) -> str:
    """Unicode's composed form, outer space gone, inner space single, case folded unless it counts."""
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return text if case_sensitive else unicodedata.normalize("NFC", text.casefold())


def _pieces(pattern: str, *, case_sensitive: bool) -> list[str]:
    """The literal pieces between the pattern's wildcards."""
    pieces, current, escaped = [], "", False
    for character in pattern:
        if escaped:
            current += character if character in "*\\" else "\\" + character
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "*":
            pieces.append(current)
            current = ""
        else:
            current += character
    pieces.append(current + ("\\" if escaped else ""))

    def fold(piece: str) -> str:
        piece = unicodedata.normalize("NFC", piece)
        return piece if case_sensitive else unicodedata.normalize("NFC", piece.casefold())

    return [fold(piece) for piece in pieces]


def matches(pattern: str, text: str, *, case_sensitive: bool) -> bool:
    """Whether the whole text fits the pattern; time is linear in the text for each wildcard.

    Pieces are looked for from the left, each after the one before: with only `*` for a wildcard
    the leftmost find is never worse than a later one, so nothing has to be tried again.
    """
    text = normal(text, case_sensitive=case_sensitive)
    pieces = _pieces(" ".join(pattern.split()), case_sensitive=case_sensitive)
    if len(pieces) == 1:
        return text == pieces[0]
    first, *middle, last = pieces
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    position, end = len(first), len(text) - len(last)
    for piece in middle:
        found = text.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True


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
        if (
            not isinstance(response, dict)
            or set(response) != {"text"}
            or not isinstance(response["text"], str)
        ):
            raise ResponseInvalid("Write an answer.")
        text = response["text"]
        if len(text) > content.max_length:
            raise ResponseInvalid(f"Write at most {content.max_length} characters.")
        if "\x00" in text:
            raise ResponseInvalid("The answer has a character that cannot be kept.")
        return {"text": text} if text.strip() else {}

    def is_answered(self, content: ShortTextContent, response: Json) -> bool:
        return isinstance(response, dict) and bool(str(response.get("text", "")).strip())

    def mark(self, content: ShortTextContent, response: Json) -> Mark:
        text = str(response.get("text", "")) if isinstance(response, dict) else ""
        if not text.strip():
            return Mark(ZERO, (), content.general_feedback)
        for number, answer in enumerate(content.answers):
            if matches(answer.text, text, case_sensitive=content.case_sensitive):
                part = PartMark(str(number), answer.credit, chosen=True, feedback=answer.rationale)
                return Mark(answer.credit, (part,), content.general_feedback)
        return Mark(ZERO, (), content.general_feedback)

    def guess(self, content: ShortTextContent) -> Fraction:
        return next((answer.credit for answer in content.answers if answer.text == "*"), ZERO)

    def describe(self, content: ShortTextContent, response: Json) -> str:
        return str(response.get("text", "")) if isinstance(response, dict) else ""

    def key(self, content: ShortTextContent) -> str:
        best = max(answer.credit for answer in content.answers)
        return " or ".join(answer.text for answer in content.answers if answer.credit == best)
