"""What was counted of attempts, for statistics. Derived: it can be thrown away and counted again."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.engine import statistics
from assessments.engine.statistics.tallies import SHAPE_LENGTH

VIEW_STATISTICS = "assessments.view_statistics"


class TallyQuerySet(models.QuerySet["Tally"]):
    """Reads of tallies."""

    def of(self, assessment_id: int, kind: statistics.Kind) -> Self:
        return self.filter(assessment_id=assessment_id, kind=kind.value)


class Tally(models.Model):
    """Histograms of one form, place of the blueprint or item, of the attempts that were submitted in one month.

    Forms of different shape are counted apart: their totals do not compare. `counts` is engine data
    (`statistics.Tally.plain`); `version` is set for items.
    """

    class Kind(models.TextChoices):
        FORM = "form", _("Form")
        PLACE = "place", _("Place of the blueprint")
        ITEM = "item", _("Item")

    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    shape = models.CharField(max_length=SHAPE_LENGTH)
    month = models.CharField(max_length=7)
    name = models.CharField(max_length=150, blank=True)
    version = models.ForeignKey(
        "assessments.ItemVersion", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    counts = models.JSONField()

    objects = TallyQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        permissions = [("view_statistics", _("Can see statistics of assessments and items"))]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "kind", "shape", "month", "name"], name="tally_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.month} {self.kind} {self.name}"


class TalliedOutcome(models.Model):
    """That an outcome was looked at, and whether it is the one of its attempt that is counted."""

    outcome = models.OneToOneField("assessments.Outcome", on_delete=models.CASCADE, related_name="tallied")
    attempt = models.ForeignKey("assessments.Attempt", on_delete=models.CASCADE, related_name="+")
    is_in = models.BooleanField()

    class Meta:
        default_permissions = ()
        constraints = [
            # Of each attempt one outcome counts: the newest that was looked at, where nobody has to mark any more.
            models.UniqueConstraint(
                fields=["attempt"], condition=models.Q(is_in=True), name="tallied_one_per_attempt"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome_id}: {self.is_in}"


class TallyState(models.Model):
    """How far an assessment is counted. Its row is the lock under which tallies change."""

    assessment = models.OneToOneField(
        "assessments.Assessment", on_delete=models.CASCADE, related_name="tally_state"
    )
    # By which rules of counting; where they changed, everything is counted again.
    rules = models.PositiveSmallIntegerField(default=0)
    # Moves with each change: what was computed from an older one is stale.
    generation = models.PositiveIntegerField(default=0)
    # Attempts in the tallies, and outcomes that were not looked at when it last changed.
    counted = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.counted}"
