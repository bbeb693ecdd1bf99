"""Enrolling on a course, and keeping one's place in it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from courses.models import CoursePage, Enrolment
from courses.progress import missing
from courses.services.overview import completed_slugs

if TYPE_CHECKING:
    from accounts.models import User

if TYPE_CHECKING:
    from accounts.models import User


class PrerequisitesMissing(Exception):
    """Other courses come first. `slugs` says which."""

    def __init__(self, slugs: tuple[str, ...]) -> None:
        super().__init__(", ".join(slugs))
        self.slugs = slugs


class CourseNotOpen(Exception):
    """The course is not live: nobody can enrol."""


@transaction.atomic
def enrol(*, user: "User", course: CoursePage, now: datetime) -> Enrolment:
    """Enrol a person on a live course. Enrolling again changes nothing.

    Raises CourseNotOpen, or PrerequisitesMissing when courses that come first are not completed.
    """
    existing = Enrolment.objects.filter(user=user, course=course).first()
    if existing is not None:
        return existing
    if not course.live:
        raise CourseNotOpen(course.slug)
    required = list(course.prerequisites)
    open_ones = missing(required, completed_slugs(user.pk, required))
    if open_ones:
        raise PrerequisitesMissing(open_ones)
    # Two clicks arrive together: the constraint decides, and both get the one row.
    enrolment, _created = Enrolment.objects.get_or_create(
        user=user, course=course, defaults={"enrolled_at": now}
    )
    return enrolment


def move_place(*, enrolment_id: int, lesson_id: int) -> None:
    """Remember where the learner is. Opening a lesson is not completing it."""
    Enrolment.objects.filter(pk=enrolment_id).update(place_id=lesson_id)
