"""What people are told: on the page of their course, and once each by mail."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PERSON = settings.AUTH_USER_MODEL


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Reads of announcements."""

    def for_learner(self, *, user_id: int, course_id: int) -> Self:
        """What a learner of a course is told there: to all of it, or to their own cohort."""
        own = Q(cohort__courses=course_id, cohort__members__user=user_id)
        return self.filter(Q(course=course_id) | own).distinct().order_by("-at", "-pk")


class Announcement(models.Model):
    """A few words of an instructor to a cohort, or to everybody on a course. Never edited."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(
        "courses.Cohort", null=True, blank=True, on_delete=models.CASCADE, related_name="announcements"
    )
    course = models.ForeignKey(
        "courses.CoursePage", null=True, blank=True, on_delete=models.CASCADE, related_name="announcements"
    )
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=4000)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    # When a mail was owed to everybody whom it is for.
    spread_at = models.DateTimeField(null=True, blank=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cohort__isnull=False, course__isnull=True)
                | Q(cohort__isnull=True, course__isnull=False),
                name="announcement_to_cohort_or_course",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(spread_at=None), name="announcement_to_spread")]

    def __str__(self) -> str:
        return self.title


class CourseMail(models.Model):
    """One owed mail: an announcement to a person, or an invitation. Claimed before it goes: at most once."""

    class State(models.TextChoices):
        PENDING = "pending", _("Owed")
        SENDING = "sending", _("Handed over, not confirmed")
        SENT = "sent", _("Sent")

    announcement = models.ForeignKey(
        Announcement, null=True, blank=True, on_delete=models.CASCADE, related_name="mails"
    )
    person = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    invitation = models.OneToOneField(
        "courses.CohortInvitation", null=True, blank=True, on_delete=models.CASCADE, related_name="mail"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["announcement", "person"], name="course_mail_once_each"),
            models.CheckConstraint(
                condition=Q(announcement__isnull=False, person__isnull=False, invitation__isnull=True)
                | Q(announcement__isnull=True, person__isnull=True, invitation__isnull=False),
                name="course_mail_of_one_kind",
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(state="pending"), name="course_mail_owed")]

    def __str__(self) -> str:
        return f"{self.pk} {self.state}"
