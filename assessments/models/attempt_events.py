"""What happened to a running attempt beside its answers."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.adjustments import DECIDE

if TYPE_CHECKING:
    from accounts.models import User


class AttemptEventQuerySet(models.QuerySet["AttemptEvent"]):
    """Reads of events; `visible_to` is the one door: breaks and extra time are health data."""

    def visible_to(self, user: "User") -> Self:
        """Those of one's own attempts, or all of them for whoever decides on accommodations."""
        return self if user.has_perm(DECIDE) else self.filter(attempt__candidate=user)


class AttemptEvent(models.Model):
    """One event of an attempt: what, by whom, when. Append-only."""

    class Kind(models.TextChoices):
        RULES_CHANGED = "rules_changed", _("Time or breaks changed")
        BREAK_STARTED = "break_started", _("Break started")
        BREAK_ENDED = "break_ended", _("Break ended")
        FILE_TAKEN = "file_taken", _("A file was taken by staff")

    attempt = models.ForeignKey("assessments.Attempt", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    objects = AttemptEventQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An event is append-only.")
        super().save(*args, **kwargs)
