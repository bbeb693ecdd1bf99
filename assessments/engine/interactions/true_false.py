"""True or false."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pydantic import StrictBool

from assessments.engine.content import Content, MarkdownText, ResponseInvalid
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark


class TrueFalseContent(Content):
    """A statement, whether it is true, and why each answer is right or wrong."""

    answer: StrictBool
    rationale_true: MarkdownText
    rationale_false: MarkdownText


class TrueFalse:
    """The true-or-false interaction."""

    type = "true-false"
    title = "True or false"
    content_model = TrueFalseContent

    def view(self, content: TrueFalseContent, *, seed: int) -> dict[str, Json]:
        return {"type": self.type, "stem": content.stem}

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        chosen = [value for value in fields.get("value", ()) if value]
        if not chosen:
            return {}
        return {"value": {"true": True, "false": False}.get(chosen[-1], chosen[-1])}

    def check(self, content: TrueFalseContent, response: Json) -> Json:
        if response == {}:
            return {}
        if (
            not isinstance(response, dict)
            or set(response) != {"value"}
            or not isinstance(response["value"], bool)
        ):
            raise ResponseInvalid("Choose true or false.")
        return {"value": response["value"]}

    def is_answered(self, content: TrueFalseContent, response: Json) -> bool:
        return isinstance(response, dict) and isinstance(response.get("value"), bool)

    def mark(self, content: TrueFalseContent, response: Json) -> Mark:
        value = response.get("value") if isinstance(response, dict) else None
        parts = tuple(
            PartMark(name, ONE if content.answer is truth else ZERO, value is truth, rationale)
            for name, truth, rationale in (
                ("true", True, content.rationale_true),
                ("false", False, content.rationale_false),
            )
        )
        return Mark(ONE if value is content.answer else ZERO, parts, content.general_feedback)

    def guess(self, content: TrueFalseContent) -> Fraction:
        return Fraction(1, 2)

    def describe(self, content: TrueFalseContent, response: Json) -> str:
        value = response.get("value") if isinstance(response, dict) else None
        return {True: "True", False: "False"}.get(value, "") if isinstance(value, bool) else ""

    def key(self, content: TrueFalseContent) -> str:
        return "True" if content.answer else "False"
