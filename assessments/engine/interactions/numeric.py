"""A number with a tolerance: read exactly, compared exactly, never through a float."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from assessments.engine.content import Content, MarkdownText, ResponseInvalid
from assessments.engine.exact import Credit
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark

MAX_LENGTH = 60
_MAX_EXPONENT = 300
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>[0-9][0-9., ]*|[.,][0-9]+)(?:(?:[eE]|[x*·×]10\^)(?P<exponent>[+-]?[0-9]{1,3}))?\Z"
)


class Tolerance(StrEnum):
    """How far from the value an answer may be: A±t, A±|A|t, or A/(1+t) to A(1+t)."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    GEOMETRIC = "geometric"


def _exact_text(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


NumberText = Annotated[
    str,
    BeforeValidator(_exact_text),
    StringConstraints(pattern=r"^[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?$"),
]


class NumericAnswer(BaseModel):
    """One value that is accepted, or foreseen as a particular mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: NumberText
    tolerance: NumberText = "0"
    tolerance_type: Tolerance = Tolerance.ABSOLUTE
    credit: Annotated[Credit, Field(ge=0, le=1)]
    rationale: MarkdownText

    @model_validator(mode="after")
    def _sensible(self) -> "NumericAnswer":
        if Fraction(Decimal(self.tolerance)) < 0:
            raise PydanticCustomError("tolerance", "A tolerance is zero or more.", {"path": ("tolerance",)})
        return self

    def accepts(self, number: Fraction) -> bool:
        """Whether a number is within the tolerance, the edges included."""
        value, tolerance = Fraction(Decimal(self.value)), Fraction(Decimal(self.tolerance))
        if self.tolerance_type is Tolerance.GEOMETRIC:
            edges = sorted((value / (1 + tolerance), value * (1 + tolerance)))
            return edges[0] <= number <= edges[1]
        reach = tolerance * abs(value) if self.tolerance_type is Tolerance.RELATIVE else tolerance
        return abs(number - value) <= reach


class NumericContent(Content):
    """A stem, the values to compare with in order, and a unit to show beside the box."""

    answers: Annotated[tuple[NumericAnswer, ...], Field(min_length=1, max_length=20)]
    unit: Annotated[str, StringConstraints(max_length=30)] | None = None


def parse_number(text: str) -> Fraction | None:
    """Read a number as people write it; None when it cannot be told.

    A comma or a point may be the decimal mark or part thousands; "x10^3", "×10^3" and "e3" are powers.
    One mark that is followed by exactly three digits and stands alone after one to three digits is taken
    for a decimal mark when it is a point, and for thousands when it is a comma, as in "1,299".
    """
    text = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace("'", "").replace("’", "")
    text = re.sub(r"\s*([x*·×])\s*10\s*\^\s*", r"\g<1>10^", text)
    found = _NUMBER.match(text) if len(text) <= MAX_LENGTH else None
    if found is None:
        return None
    digits = _plain(found["digits"].replace(" ", ""))
    exponent = int(found["exponent"] or 0)
    if digits is None or abs(exponent) > _MAX_EXPONENT:
        return None
    number = Fraction(Decimal(digits)) * Fraction(10) ** exponent
    return -number if found["sign"] == "-" else number


def _plain(digits: str) -> str | None:
    """Digits with at most one point, or None where the marks contradict one another."""
    marks = [character for character in digits if character in ".,"]
    if not marks:
        return digits
    last = marks[-1]
    whole, _mark, rest = digits.rpartition(last)
    thousands = "," if last == "." else "."
    if len(set(marks)) == 2:
        groups = whole.split(thousands)
        return f"{''.join(groups)}.{rest}" if last not in whole and _grouped(groups) else None
    if len(marks) > 1 or (last == "," and len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0"):
        groups = digits.split(last)
        return "".join(groups) if _grouped(groups) else None
    return f"{whole or '0'}.{rest or '0'}"


def _grouped(groups: Sequence[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


class Numeric:
    """The numeric interaction."""

    type = "numeric"
    title = "Number"
    content_model = NumericContent

    def view(self, content: NumericContent, *, seed: int) -> dict[str, Json]:
        return {"type": self.type, "stem": content.stem, "unit": content.unit}

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        text = next(iter(fields.get("text", ())), "")
        return {"text": text} if text.strip() else {}

    def check(self, content: NumericContent, response: Json) -> Json:
        if response == {}:
            return {}
        if (
            not isinstance(response, dict)
            or set(response) != {"text"}
            or not isinstance(response["text"], str)
        ):
            raise ResponseInvalid("Write a number.")
        if len(response["text"]) > MAX_LENGTH:
            raise ResponseInvalid(f"Write at most {MAX_LENGTH} characters.")
        if "\x00" in response["text"]:
            raise ResponseInvalid("The answer has a character that cannot be kept.")
        text = response["text"].strip()
        return {"text": text} if text else {}

    def is_answered(self, content: NumericContent, response: Json) -> bool:
        return isinstance(response, dict) and bool(str(response.get("text", "")).strip())

    def _number(self, content: NumericContent, response: Json) -> Fraction | None:
        text = str(response.get("text", "")).strip() if isinstance(response, dict) else ""
        if content.unit and text.casefold().endswith(content.unit.casefold()):
            text = text[: -len(content.unit)].strip()
        return parse_number(text) if text else None

    def mark(self, content: NumericContent, response: Json) -> Mark:
        number = self._number(content, response)
        if number is not None:
            for place, answer in enumerate(content.answers):
                if answer.accepts(number):
                    part = PartMark(str(place), answer.credit, chosen=True, feedback=answer.rationale)
                    return Mark(answer.credit, (part,), content.general_feedback)
        return Mark(ZERO, (), content.general_feedback)

    def guess(self, content: NumericContent) -> Fraction:
        return ZERO

    def describe(self, content: NumericContent, response: Json) -> str:
        text = str(response.get("text", "")) if isinstance(response, dict) else ""
        return f"{text} {content.unit}" if text and content.unit else text

    def key(self, content: NumericContent) -> str:
        best = next((answer for answer in content.answers if answer.credit == ONE), content.answers[0])
        return f"{best.value} {content.unit or ''}".strip()
