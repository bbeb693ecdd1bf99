"""What a lesson asks of a learner."""

from typing import Any

from courses.models import LessonPage
from courses.progress import LessonDemand


def check_ids(lesson: LessonPage) -> tuple[int, ...]:
    """The items shown as knowledge checks, in order, whether or not they can be answered just now."""
    return tuple(
        block["value"]["item"]
        for block in _raw(lesson.body)
        if block["type"] == "check" and block["value"].get("item")
    )


def demand_of(lesson: LessonPage, *, answerable: frozenset[int]) -> LessonDemand:
    """What completes the lesson. A check whose item was withdrawn is not asked for."""
    return LessonDemand(
        checks=answerable.intersection(check_ids(lesson)), has_alternative=bool(_raw(lesson.alternative))
    )


def _raw(stream: Any) -> list[dict[str, Any]]:
    return list(stream.raw_data)
