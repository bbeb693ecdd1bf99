"""How far a learner has come."""

from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models

from website.compiled import CompiledLookup


class LessonProgress(models.Model):
    """What one learner did in one lesson.

    Completing it by its alternative leaves the same row as completing it by its body: who took
    which is not recorded. `answers` holds the last response to each knowledge check, by the
    item's id, so that the learner sees it again; it is never counted and shown to nobody else.
    `labs` holds the work on each lab in the same way: what was drawn for it, how far it has come, and which
    variants the learner has met.
    """

    enrolment = models.ForeignKey("courses.Enrolment", on_delete=models.CASCADE, related_name="lessons")
    lesson = models.ForeignKey("courses.LessonPage", on_delete=models.CASCADE, related_name="progress")
    answers = models.JSONField(default=dict, blank=True)
    labs = models.JSONField(default=dict, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    # The live revision at the time of completion: what this learner was shown.
    revision_seen = models.BigIntegerField(null=True, blank=True)
    # The live revision of which the learner has put the notice of changes away.
    changes_known = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "lesson progress"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "lesson"], name="progress_one_per_lesson"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.lesson_id}"


class CourseCompletion(models.Model):
    """One learner met the completion rule of one course. Append-only: certificates rest on it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="course_completions"
    )
    course = models.ForeignKey("courses.CoursePage", on_delete=models.PROTECT, related_name="completions")
    completed_at = models.DateTimeField()
    lessons = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "course"], name="completion_one_per_course"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} completed {self.course_id}"


class OutlineStampQuerySet(models.QuerySet["OutlineStamp"]):
    """Reads of stamps."""

    def at(self, url_path: str, *, slug: str) -> UUID | None:
        """The stamp of the course at a url_path; its last step is repeated because slugs are indexed."""
        found = _OF_COURSE.find(course__slug=slug, course__url_path=url_path)
        return None if found is None else found.stamp


class OutlineStamp(models.Model):
    """Changes whenever the outline of a course does, so that every process drops what it has cached.

    It is apart from the page because publishing a revision writes the page's own fields anew.
    """

    course = models.OneToOneField(
        "courses.CoursePage", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    stamp = models.UUIDField()
    objects: ClassVar[OutlineStampQuerySet] = OutlineStampQuerySet.as_manager()  # type: ignore[assignment]  # django-stubs: a manager made from a QuerySet

    def __str__(self) -> str:
        return str(self.stamp)


# Asked at every page of every course.
_OF_COURSE = CompiledLookup(
    lambda: OutlineStamp.objects.all(), course__slug="stand-in", course__url_path="/stand-in/"
)
