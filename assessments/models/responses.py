"""Every saved answer, for ever."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Response(models.Model):
    """One append-only step: what a candidate saved for one item, and what became of it.

    `sequence` numbers the steps of one item in the order in which they were received; `seen_sequence`
    is the step that the device had seen. Only an accepted step is marked.
    """

    class Status(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        CONFLICT = "conflict", _("Kept as a conflict")
        LATE = "late", _("Kept as late")

    attempt_item = models.ForeignKey(
        "assessments.AttemptItem", on_delete=models.PROTECT, related_name="steps"
    )
    sequence = models.PositiveIntegerField()
    seen_sequence = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices)
    data = models.JSONField()
    device_time = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    # The device's own name for this save: sent twice, it is one step.
    client_id = models.CharField(max_length=64, blank=True)
    # This step is the candidate's choice between versions that conflicted.
    settles = models.BooleanField(default=False)

    class Meta:
        ordering = ["attempt_item", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["attempt_item", "sequence"], name="response_sequence_once"),
        ]
        indexes = [
            # The few that were late or in conflict are looked for among millions.
            models.Index(
                fields=["status", "attempt_item"],
                condition=~models.Q(status="accepted"),
                name="response_not_accepted",
            ),
            models.Index(
                fields=["-received_at", "-id"],
                condition=models.Q(status="late"),
                name="response_late_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_item_id} #{self.sequence} {self.status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A response is append-only.")
        super().save(*args, **kwargs)
