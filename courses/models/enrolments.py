"""The right to study a course."""

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from accounts.models import User


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Reads of enrolments."""

    def visible_to(self, user: "User") -> Self:
        """The one door for reads: a person's own enrolments."""
        return self.filter(user=user)


class Enrolment(models.Model):
    """One learner's right to study one course, and the place where they left off."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course = models.ForeignKey("courses.CoursePage", on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField()
    # Where the learner is: opening a lesson moves it, which is not completing the lesson.
    place = models.ForeignKey(
        "courses.LessonPage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    objects: ClassVar[EnrolmentQuerySet] = EnrolmentQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs: a manager made from a QuerySet

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course"], name="enrolment_one_per_course"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.course_id}"
