"""When a lesson, and when a course, is complete."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LessonDemand:
    """What a lesson asks: its knowledge checks, by item id, and whether it has an alternative."""

    checks: frozenset[int]
    has_alternative: bool = False


def is_answered(demand: LessonDemand, answered: Collection[int]) -> bool:
    """Every check has some answer, right or wrong. A lesson without checks is never complete this way."""
    return bool(demand.checks) and demand.checks <= set(answered)


def may_press_done(demand: LessonDemand, answered: Collection[int]) -> bool:
    """Done completes a lesson without open checks, and any lesson that offers an alternative.

    The press is the same for whoever read the body and whoever read the alternative: nothing
    here, and so nothing that is recorded, tells the two apart.
    """
    return demand.has_alternative or demand.checks <= set(answered)


def is_course_complete(lessons: Collection[int], completed: Collection[int]) -> bool:
    """Every lesson is complete. A course without lessons is never complete."""
    return bool(lessons) and set(lessons) <= set(completed)
