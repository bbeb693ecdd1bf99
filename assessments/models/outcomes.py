"""What an attempt came to."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.models.fields import ExactField

DECIDE_OUTCOME = "assessments.decide_outcome"


class OutcomeQuerySet(models.QuerySet["Outcome"]):
    """Reads of outcomes."""

    def current(self) -> Self:
        """The newest outcome of each attempt."""
        newer = Outcome.objects.filter(attempt=OuterRef("attempt"), number__gt=OuterRef("number"))
        return self.filter(~Exists(newer))

    def passed(self) -> Self:
        return self.current().filter(decision=Outcome.Decision.PASS)


class Outcome(models.Model):
    """One computed result of an attempt. Append-only: a re-mark adds another, the newest counts."""

    class Decision(models.TextChoices):
        NONE = "", _("No decision")
        PASS = "pass", _("Passed")
        FAIL = "fail", _("Not passed")
        HELD = "held", _("Held for an officer")

    attempt = models.ForeignKey("assessments.Attempt", on_delete=models.PROTECT, related_name="outcomes")
    number = models.PositiveIntegerField()
    score = ExactField()
    maximum = ExactField()
    domains = models.JSONField()
    items = models.JSONField()
    rules_version = models.CharField(max_length=16)
    decision = models.CharField(max_length=8, choices=Decision.choices, blank=True)
    # Submitted after it was due. It changes no score.
    after_due = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What the score said when an officer decided; empty where nobody had to.
    decided_on = models.CharField(max_length=8, blank=True)
    decided_at = models.DateTimeField()

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        ordering = ["attempt", "-number"]
        permissions = [("decide_outcome", _("Can decide on held outcomes"))]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="outcome_number_once"),
        ]
        indexes = [
            # The few that wait are looked for among all that ever were.
            models.Index(fields=["decided_at", "id"], condition=Q(decision="held"), name="outcome_held"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} #{self.number} {self.decision}"

    @property
    def decision_in_words(self) -> str:
        """The decision; of one that is held, for whom it waits."""
        return decision_words(self.decision, self.domains)

    @property
    def waiting(self) -> int:
        """How many items waited for a marker when this was computed."""
        return sum(bool(entry.get("needs_marker")) for entry in self.items)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An outcome is append-only.")
        super().save(*args, **kwargs)


def decision_words(decision: str | None, domains: Sequence[Mapping[str, Any]] | None) -> str:
    """A decision as people read it: held for an officer, unless its domains say that a marker comes first."""
    if decision == Outcome.Decision.HELD and any(entry.get("waiting") for entry in domains or ()):
        return gettext("Waits for a marker")
    return str(Outcome.Decision(decision or "").label)
