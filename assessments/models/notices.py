"""Mails that are owed to candidates."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class CandidateNotice(models.Model):
    """A mail that is owed after a decision; at most one is sent. `sending` is committed before it goes out."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        SENDING = "sending", _("Sending, or unconfirmed")
        SENT = "sent", _("Sent")

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
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

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

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"

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
