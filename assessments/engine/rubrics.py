"""From the levels that a marker chose to an exact score; and what is said of an answer's length."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.engine import sentences
from assessments.engine.content import Content
from assessments.engine.faults import ResponseInvalid
from assessments.engine.interactions.essay import EssayContent
from assessments.engine.interactions.rubric import Criterion, Level, RubricContent
from assessments.engine.json_types import Json
from assessments.engine.marks import Mark, PartMark
from assessments.engine.responses import text_of
from assessments.engine.words import count_words


class LevelsInvalid(ResponseInvalid):
    """Levels that are not those of the rubric, or not all of them; the message is for the marker."""


def is_marked_by_people(content: Content) -> bool:
    """Whether people mark this content by a rubric."""
    return isinstance(content, RubricContent)


def _chosen(content: RubricContent, levels: Mapping[str, Any]) -> list[tuple[Criterion, Level]]:
    known = {criterion.id for criterion in content.rubric}
    for name in levels:
        if name not in known:
            raise LevelsInvalid("foreign_criterion", id=name)
    found = []
    for criterion in content.rubric:
        if criterion.id not in levels:
            raise LevelsInvalid("choose_level", title=criterion.title)
        marks = levels[criterion.id]
        # A truth value is a number to Python, and no marks to us.
        level = next((one for one in criterion.levels if type(marks) is int and one.marks == marks), None)
        if level is None:
            raise LevelsInvalid("foreign_level", title=criterion.title, marks=marks)
        found.append((criterion, level))
    return found


def rubric_score(content: RubricContent, levels: Mapping[str, int]) -> Fraction:
    """The marks of the chosen levels over the most that the rubric gives; `levels` are marks by criterion.

    Raises LevelsInvalid unless every criterion has one of its own levels, and nothing else has any.
    """
    return Fraction(sum(level.marks for _criterion, level in _chosen(content, levels)), content.maximum)


def rubric_mark(content: RubricContent, levels: Mapping[str, int]) -> Mark:
    """The mark by a rubric, each criterion a part with its share of the item and its level's descriptor."""
    parts = tuple(
        PartMark(criterion.id, Fraction(level.marks, content.maximum), chosen=True, feedback=level.descriptor)
        for criterion, level in _chosen(content, levels)
    )
    return Mark(rubric_score(content, levels), parts, getattr(content, "general_feedback", ""))


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to say of an answer that is kept all the same; `is_outside` when it is too short or long."""

    rule: str
    template: str
    values: Mapping[str, str]

    @property
    def is_outside(self) -> bool:
        return self.rule != "words"


def remark_on(content: Content, response: Json) -> Remark | None:
    """How long an essay is against what is asked for; None for other items and where nothing was answered."""
    text = text_of(response)
    if not isinstance(content, EssayContent) or not text or content.is_template(text):
        return None
    return remark_on_length(text, at_least=content.min_words, at_most=content.max_words)


def remark_on_length(text: str, *, at_least: int | None, at_most: int | None) -> Remark:
    """What to say of the number of words of a text."""
    words, rule = count_words(text), "words"
    values = {"words": str(words)}
    if at_least is not None and words < at_least:
        rule, values["min_words"] = "few_words", str(at_least)
    elif at_most is not None and words > at_most:
        rule, values["max_words"] = "many_words", str(at_most)
    return Remark(rule, sentences.REMARKS[rule], values)
