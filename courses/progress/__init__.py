"""The rules of progress: completion, order and prerequisites. No clock, no database."""

from courses.progress.completion import LessonDemand, is_answered, is_course_complete, may_press_done
from courses.progress.order import neighbours, resume_at
from courses.progress.prerequisites import missing

__all__ = [
    "LessonDemand",
    "is_answered",
    "is_course_complete",
    "may_press_done",
    "missing",
    "neighbours",
    "resume_at",
]
