"""Essay: free text that people mark by a rubric. The engine counts words and never judges."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from assessments.engine.faults import refusal
from assessments.engine.interactions.rubric import RubricContent
from assessments.engine.json_types import Json
from assessments.engine.marks import ZERO, Mark
from assessments.engine.responses import checked_text, text_of
from assessments.engine.texts import MAX_TEXT, Kept, MarkdownText, normal

MAX_CHARACTERS = 20_000
MAX_WORDS = 2500

Words = Annotated[int, Field(strict=True, ge=1, le=MAX_WORDS)]


class EssayContent(RubricContent):
    """A stem, the rubric, how many words are asked for, and what the box is like.

    `lines` is the height of the box; `template` stands in it at first and is no answer while unchanged.
    """

    min_words: Words | None = None
    max_words: Words | None = None
    lines: Annotated[int, Field(strict=True, ge=3, le=40)] = 12
    template: Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT), Kept] | None = None
    general_feedback: MarkdownText

    @model_validator(mode="after")
    def _words_in_order(self) -> Self:
        if self.min_words and self.max_words and self.max_words < self.min_words:
            raise refusal("words_order", "max_words", min_words=self.min_words)
        return self

    def is_template(self, text: str) -> bool:
        """Whether a text is the unchanged template, whatever became of its spaces."""
        if self.template is None:
            return False
        return normal(text, case_sensitive=True) == normal(self.template, case_sensitive=True)


class Essay:
    """The essay interaction. A mark says that a person has to mark, unless nothing was answered."""

    type = "essay"
    title = "Essay"
    content_model = EssayContent

    def view(self, content: EssayContent, *, seed: int) -> dict[str, Json]:
        return {
            "type": self.type,
            "stem": content.stem,
            "criteria": content.criteria_view(),
            "min_words": content.min_words,
            "max_words": content.max_words,
            "lines": content.lines,
            "template": content.template or "",
            "max_length": MAX_CHARACTERS,
        }

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        text = _with_plain_ends(next(iter(fields.get("text", ())), ""))
        return {"text": text} if text.strip() else {}

    def check(self, content: EssayContent, response: Json) -> Json:
        if response == {}:
            return {}
        if isinstance(response, dict):
            response = {
                name: _with_plain_ends(kept) if isinstance(kept, str) else kept
                for name, kept in response.items()
            }
        checked = checked_text(response, max_length=MAX_CHARACTERS, rule="write_answer")
        return {} if content.is_template(text_of(checked)) else checked

    def is_answered(self, content: EssayContent, response: Json) -> bool:
        text = text_of(response)
        return bool(text) and not content.is_template(text)

    def mark(self, content: EssayContent, response: Json | None) -> Mark:
        waits = self.is_answered(content, response)
        return Mark(ZERO, (), content.general_feedback, needs_marker=waits)

    def guess(self, content: EssayContent) -> Fraction | None:
        return ZERO

    def describe(self, content: EssayContent, response: Json) -> str:
        return text_of(response)

    def key(self, content: EssayContent) -> str:
        return content.best_levels()


def _with_plain_ends(text: str) -> str:
    """Lines as the engine ends them: a form ends them as on paper."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
