"""Knowledge checks: practice items shown in lessons. Assessments show and mark them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class AnswerRefused(Exception):
    """Nothing was answered, or the answer has no proper form. Its message is for the learner."""


@dataclass(frozen=True)
class ShownCheck:
    """One knowledge check as a learner sees it; `mark` is None before it is answered."""

    item_id: int
    type: str
    view: Mapping[str, Any]
    response: Any
    mark: Any

    @property
    def is_answered(self) -> bool:
        return self.mark is not None

    @property
    def template(self) -> str:
        """The template that shows the interaction."""
        return f"assessments/interactions/{self.type}.html"


def answerable_checks(item_ids: Collection[int]) -> frozenset[int]:
    """Which of these items can be answered now."""
    return frozenset()


def show_checks(item_ids: Collection[int], answers: Mapping[str, Any]) -> dict[int, ShownCheck]:
    """Each answerable check by item id, with the learner's last answer and its feedback."""
    return {}


def read_answer(item_id: int, fields: Mapping[str, Sequence[str]]) -> Any:
    """The response that a posted form carries, in its proper form; raises AnswerRefused."""
    raise AnswerRefused
