"""What a course leads to and what it asks for first, from the apps below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from courses.models import CoursePage


@dataclass(frozen=True, slots=True)
class Prerequisite:
    """A course that comes first; `path` is "" when it is not here to be linked."""

    title: str
    path: str


@dataclass(frozen=True)
class CourseFacts:
    """The examination and practice sets of a course, and the courses to complete first."""

    examinations: Sequence[Any]
    practice: Sequence[Any]
    prerequisites: Sequence[Prerequisite]


def read_course_facts(course: CoursePage) -> CourseFacts:
    """Ask assessments for what belongs to the course's item bank."""
    assessments: list[Any] = []
    return CourseFacts(
        examinations=[one for one in assessments if one.kind == "examination"],
        practice=[one for one in assessments if one.kind == "practice"],
        prerequisites=_prerequisites(course),
    )


def _prerequisites(course: CoursePage) -> list[Prerequisite]:
    if not course.prerequisites:
        return []
    known = {page.slug: page for page in CoursePage.objects.live().filter(slug__in=course.prerequisites)}
    return [
        Prerequisite(known[slug].title, known[slug].path_on_site) if slug in known else Prerequisite(slug, "")
        for slug in course.prerequisites
    ]
