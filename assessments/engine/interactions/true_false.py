"""True or false."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from pydantic import StrictBool

from assessments.engine.content import Content
from assessments.engine.faults import ResponseInvalid
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO, Mark, PartMark
from assessments.engine.responses import only_value
from assessments.engine.texts import MarkdownText


class TrueFalseContent(Content):
    """A statement, whether it is true, and what to say to each answer."""

    answer: StrictBool
    rationale_true: MarkdownText
    rationale_false: MarkdownText
    general_feedback: MarkdownText


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
        value = only_value(response, "value")
        if not isinstance(value, bool):
            raise ResponseInvalid("choose_truth")
        return {"value": value}

    def is_answered(self, content: TrueFalseContent, response: Json) -> bool:
        return isinstance(only_value(response, "value"), bool)

    def mark(self, content: TrueFalseContent, response: Json | None) -> Mark:
        value = only_value(response, "value")
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
        value = only_value(response, "value")
        return ("True" if value else "False") if isinstance(value, bool) else ""

    def key(self, content: TrueFalseContent) -> str:
        return "True" if content.answer else "False"
