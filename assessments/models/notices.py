"""Mails that are owed: to candidates after a decision, to reviewers of many items sent at once."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from website.owed_mail import OwedMail

if TYPE_CHECKING:
    from accounts.models import User


class CandidateNotice(OwedMail):
    """A mail that is owed after a decision."""

    # What was decided: one of these.
    accommodation = models.OneToOneField(
        "assessments.Accommodation", null=True, blank=True, on_delete=models.PROTECT, related_name="notice"
    )
    appeal_event = models.OneToOneField(
        "assessments.AppealEvent", null=True, blank=True, on_delete=models.PROTECT, related_name="notice"
    )
    outcome = models.OneToOneField(
        "assessments.Outcome", null=True, blank=True, on_delete=models.PROTECT, related_name="notice"
    )

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["state"], name="candidate_notice_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(accommodation__isnull=False, appeal_event=None, outcome=None)
                | Q(accommodation=None, appeal_event__isnull=False, outcome=None)
                | Q(accommodation=None, appeal_event=None, outcome__isnull=False),
                name="candidate_notice_one_cause",
            ),
        ]

    @property
    def person(self) -> "User":
        """Whom it is owed to."""
        if self.accommodation is not None:
            return self.accommodation.person
        if self.appeal_event is not None:
            return self.appeal_event.appeal.attempt.candidate
        if self.outcome is not None:
            return self.outcome.attempt.candidate
        raise ValueError("a notice has a cause")


class ReviewerNotice(OwedMail):
    """A mail that is owed to somebody who may approve items that were sent in one go."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Their keys: the mail tells how many of them still wait when it goes out.
    items = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["state"], name="reviewer_notice_state")]
