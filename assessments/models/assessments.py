"""The tests: what they consist of and by which rules they run."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

REVIEW_PARTS = ("outcome", "domains", "responses", "correctness", "feedback", "key")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    """Reads of assessments."""

    def active(self) -> Self:
        return self.filter(is_active=True)


class Assessment(models.Model):
    """One practice set or examination, with its policies.

    A change of policy holds for later attempts: each attempt keeps the policy under which it started.
    """

    class Kind(models.TextChoices):
        PRACTICE = "practice", _("Practice")
        EXAMINATION = "examination", _("Examination")

    class CutStatus(models.TextChoices):
        PROVISIONAL = "provisional", _("Provisional")
        SET = "set", _("Set by a panel")

    class Supervision(models.TextChoices):
        UNSUPERVISED = "unsupervised", _("Unsupervised")
        INVIGILATED = "invigilated", _("Invigilated")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=64)
    bank = models.ForeignKey("assessments.ItemBank", on_delete=models.PROTECT, related_name="assessments")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    instructions = models.TextField(blank=True, help_text=_("Markdown"))
    agreement = models.TextField(
        blank=True, help_text=_("Markdown. What a candidate accepts before starting.")
    )
    minutes = models.PositiveIntegerField(null=True, blank=True, help_text=_("Empty: untimed."))
    attempts_allowed = models.PositiveIntegerField(null=True, blank=True, help_text=_("Empty: unlimited."))
    retake_delay_hours = models.PositiveIntegerField(default=0)
    cut_score = models.DecimalField(
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("The lowest raw score that passes."),
    )
    cut_score_status = models.CharField(
        max_length=12, choices=CutStatus.choices, default=CutStatus.PROVISIONAL
    )
    review = models.JSONField(default=list, help_text=_("What a candidate may see after submission."))
    supervision = models.CharField(
        max_length=14, choices=Supervision.choices, default=Supervision.UNSUPERVISED
    )
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["bank", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["bank", "slug"], name="assessment_slug_once_per_bank"),
            models.CheckConstraint(
                condition=~Q(kind="examination") | Q(cut_score__isnull=False),
                name="assessment_examination_has_cut_score",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_examination(self) -> bool:
        return self.kind == self.Kind.EXAMINATION

    @property
    def item_count(self) -> int:
        """How many items a form has; prefetch `blueprint` for lists."""
        return sum(rule.items for rule in self.blueprint.all())

    @property
    def retake_delay_days(self) -> int:
        """The delay in days, where it is whole days; otherwise 0."""
        days, rest = divmod(self.retake_delay_hours, 24)
        return 0 if rest else days

    def policy(self) -> dict[str, Any]:
        """What an attempt keeps of the rules under which it started."""
        return {
            "minutes": self.minutes,
            "cut_score": None if self.cut_score is None else str(self.cut_score),
            "cut_score_status": self.cut_score_status,
            "review": list(self.review),
            "agreement": self.agreement,
            "bank_use": self.bank.use,
        }


class BlueprintRule(models.Model):
    """One cell of the blueprint: so many items of a domain and a level."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="blueprint")
    domain = models.CharField(max_length=64)
    level = models.CharField(max_length=64)
    items = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "domain", "level"], name="blueprint_cell_once"),
            models.CheckConstraint(condition=Q(items__gt=0), name="blueprint_cell_has_items"),
        ]

    def __str__(self) -> str:
        return f"{self.domain} × {self.level}: {self.items}"
