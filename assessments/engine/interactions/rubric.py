"""Content that people mark by a rubric: criteria, each with its levels."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from assessments.engine.content import Content, Part
from assessments.engine.faults import refusal
from assessments.engine.json_types import Json
from assessments.engine.plain_text import plain_text
from assessments.engine.texts import Identifier, Line, MarkdownText


class Level(Part):
    """One level of a criterion: what it is worth, and what an answer on it is like."""

    marks: Annotated[int, Field(strict=True, ge=0, le=100)]
    descriptor: MarkdownText


class Criterion(Part):
    """One thing that a marker looks at. Candidates see its title, and its levels never before the review."""

    id: Identifier
    title: Line
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=10)]

    @model_validator(mode="after")
    def _distinct_marks(self) -> Self:
        marks = [level.marks for level in self.levels]
        for place, one in enumerate(marks):
            if one in marks[:place]:
                raise refusal("marks_twice", "levels", place, "marks", marks=one)
        return self

    @property
    def maximum(self) -> int:
        return max(level.marks for level in self.levels)


class RubricContent(Content):
    """A stem and the rubric by which people mark the answer."""

    rubric: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=12)]

    @model_validator(mode="after")
    def _distinct_criteria(self) -> Self:
        ids: set[str] = set()
        for place, criterion in enumerate(self.rubric):
            if criterion.id in ids:
                raise refusal("criterion_twice", "rubric", place, "id", id=criterion.id)
            ids.add(criterion.id)
        return self

    @property
    def maximum(self) -> int:
        """The marks of the best levels together."""
        return sum(criterion.maximum for criterion in self.rubric)

    def criteria_view(self) -> list[Json]:
        """The criteria as a candidate may see them: without their levels."""
        return [
            {"id": criterion.id, "title": criterion.title, "marks": criterion.maximum}
            for criterion in self.rubric
        ]

    def best_levels(self) -> str:
        """The best level of each criterion, in words."""
        best = (
            (criterion.title, max(criterion.levels, key=lambda level: level.marks))
            for criterion in self.rubric
        )
        return "; ".join(f"{title}: {plain_text(level.descriptor)}" for title, level in best)
