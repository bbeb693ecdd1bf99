"""Knowledge checks: practice items shown in lessons. Assessments show and mark them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments import api as assessments

# Where the session keeps, until the next page, which check's answer was refused and why.
REFUSED_CHECK = "refused_check"


class AnswerRefused(Exception):
    """Nothing was answered, or the answer has no proper form. Its message is for the learner."""


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """One knowledge check as a learner sees it; `mark` is None before it is answered."""

    item_id: int
    type: str
    view: Mapping[str, Any]
    response: Any
    mark: Any
    is_lab: bool = False

    @property
    def is_answered(self) -> bool:
        return self.mark is not None

    @property
    def is_right(self) -> bool:
        return self.mark is not None and self.mark.score == 1

    @property
    def is_partly_right(self) -> bool:
        return self.mark is not None and 0 < self.mark.score < 1

    @property
    def template(self) -> str:
        """The template that shows the interaction."""
        return f"assessments/interactions/{self.type}.html"

    @property
    def uid(self) -> str:
        """What tells the ids of this check's controls from those of the lesson's other checks."""
        return f"check-{self.item_id}"


def answerable_checks(item_ids: Collection[int]) -> frozenset[int]:
    """Which of these items can be answered now."""
    return assessments.answerable_checks(item_ids) if item_ids else frozenset()


def check_versions(item_ids: Collection[int]) -> dict[int, int]:
    """The version of each answerable item: what a check shows depends on it and on the answer alone."""
    return assessments.check_versions(item_ids) if item_ids else {}


def show_checks(item_ids: Collection[int], answers: Mapping[str, Any]) -> dict[int, ShownCheck]:
    """Each answerable check by item id, with the learner's last answer and its feedback. One query."""
    if not item_ids:
        return {}
    asked = {item_id: answers.get(str(item_id)) for item_id in item_ids}
    return {
        item_id: ShownCheck(item_id, check.type, check.view, check.response or {}, check.mark, check.is_lab)
        for item_id, check in assessments.show_checks(asked).items()
    }


def read_answer(item_id: int, fields: Mapping[str, Sequence[str]]) -> Any:
    """The response that a posted form carries, in its proper form; raises AnswerRefused."""
    try:
        return assessments.read_check_answer(item_id, fields)
    except assessments.ResponseInvalid as error:
        raise AnswerRefused(assessments.sentence_of(error)) from error
