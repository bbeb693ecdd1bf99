"""The tests: what they consist of and by which rules they run."""

import hashlib
import uuid
from fractions import Fraction
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments import engine
from assessments.engine import REVIEW_PARTS

__all__ = ["REVIEW_PARTS", "Assessment", "AssessmentQuerySet", "BlueprintRule"]

MAX_GRACE = 3600


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

    class Navigation(models.TextChoices):
        FREE = "free", _("Free: back and forth at will")
        SEQUENTIAL = "sequential", _("Sequential: no way back to an item once left")

    class ItemOrder(models.TextChoices):
        SHUFFLED = "shuffled", _("Shuffled")
        BLUEPRINT = "blueprint", _("As the blueprint lists its cells")

    class Feedback(models.TextChoices):
        DEFERRED = "deferred", _("After submission")
        IMMEDIATE = "immediate", _("Item by item, with one try each (practice only)")

    class SecondMarking(models.TextChoices):
        NONE = "none", _("Nobody: one mark is enough")
        SAMPLE = "sample", _("A sample of the answers")
        ALL = "all", _("All answers")

    class Grading(models.TextChoices):
        HIGHEST = "highest", _("The highest attempt")
        LATEST = "latest", _("The latest attempt")
        FIRST = "first", _("The first attempt")
        AVERAGE = "average", _("The average of all attempts")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=64)
    bank = models.ForeignKey("assessments.ItemBank", on_delete=models.PROTECT, related_name="assessments")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    instructions = models.TextField(blank=True, help_text=_("Markdown"))
    agreement = models.TextField(
        blank=True, help_text=_("Markdown. What a candidate accepts before starting.")
    )
    minutes = models.PositiveIntegerField(
        _("time limit in minutes"), null=True, blank=True, help_text=_("Empty: untimed.")
    )
    grace_seconds = models.PositiveIntegerField(
        _("grace in seconds"),
        default=0,
        validators=[MaxValueValidator(MAX_GRACE)],
        help_text=_(
            "Answers that reach us this long after the deadline still count. Candidates see the deadline only."
        ),
    )
    attempts_allowed = models.PositiveIntegerField(null=True, blank=True, help_text=_("Empty: unlimited."))
    retake_delay_hours = models.PositiveIntegerField(_("delay in hours after the first attempt"), default=0)
    later_delay_hours = models.PositiveIntegerField(
        _("delay in hours after later attempts"),
        null=True,
        blank=True,
        help_text=_("Empty: the same as after the first."),
    )
    navigation = models.CharField(max_length=12, choices=Navigation.choices, default=Navigation.FREE)
    item_order = models.CharField(
        _("order of items"), max_length=12, choices=ItemOrder.choices, default=ItemOrder.SHUFFLED
    )
    max_repeat = models.CharField(
        _("share of a form that may repeat"),
        max_length=20,
        blank=True,
        help_text=_(
            "Of what a person met before, such as 1/4. Empty: a quarter in an examination, all in practice."
        ),
    )
    pilot_items = models.PositiveIntegerField(
        _("pilot items beside the form"),
        default=0,
        help_text=_(
            "Items on trial, mixed in and not scored. Candidates are told how many, not which. Where fewer are on "
            "trial, fewer are drawn."
        ),
    )
    exposure_limit = models.PositiveIntegerField(
        _("limit of exposure"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("An item that has stood in so many forms is not drawn any more. Empty: no limit."),
    )
    feedback = models.CharField(max_length=10, choices=Feedback.choices, default=Feedback.DEFERRED)
    grading = models.CharField(
        _("grade over several attempts"),
        max_length=8,
        choices=Grading.choices,
        default=Grading.HIGHEST,
        help_text=_("Shown to the learner. A decision always belongs to one attempt."),
    )
    # [{"name": text, "min": 0, "1/2" ...}], lowest first: engine.read_bands.
    grade_bands = models.JSONField(default=list, blank=True)
    # Never in a page, an export or an attempt: only its hash is anywhere.
    access_code_hash = models.CharField(max_length=128, blank=True, editable=False)
    cut_score = models.DecimalField(
        max_digits=8,
        decimal_places=3,
        null=True,
        blank=True,
        help_text=_("The lowest raw score that passes."),
    )
    # Adopting a study sets it, and nothing else does.
    cut_score_status = models.CharField(
        _("status of the cut score"),
        max_length=12,
        choices=CutStatus.choices,
        default=CutStatus.PROVISIONAL,
        help_text=_("“Set by a panel” comes from a cut-score study alone."),
    )
    review = models.JSONField(default=list, help_text=_("What a candidate may see after submission."))
    forms_ahead = models.PositiveIntegerField(
        _("forms drawn ahead"),
        default=0,
        validators=[MaxValueValidator(2000)],
        help_text=_(
            "How many forms are kept ready for people who start for the first time: for an examination that many "
            "start at once. 0: each is drawn when it starts."
        ),
    )
    quiet_minutes = models.PositiveSmallIntegerField(
        _("quiet minutes beside sensitive items"),
        default=0,
        validators=[MaxValueValidator(60)],
        help_text=_(
            "Where an item carries a content note, anybody may stop the clock there for so many minutes in all, and "
            "says nothing why. 0: no."
        ),
    )
    second_marking = models.CharField(
        _("second marker"),
        max_length=6,
        choices=SecondMarking.choices,
        default=SecondMarking.NONE,
        help_text=_("Of what people mark. Neither marker sees the other's mark."),
    )
    second_marking_share = models.PositiveSmallIntegerField(
        _("size of the sample in per cent"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Of the answers, drawn once for all when they come in."),
    )
    marking_tolerance = models.PositiveSmallIntegerField(
        _("difference that may stand, in per cent"),
        default=10,
        validators=[MaxValueValidator(100)],
        help_text=_("Of the item's marks. Up to it the first mark counts; above it a third person decides."),
    )
    supervision = models.CharField(
        max_length=14, choices=Supervision.choices, default=Supervision.UNSUPERVISED
    )
    invigilator = models.CharField(
        _("supervised by"),
        max_length=100,
        blank=True,
        help_text=_(
            "The body or place that watches, as certificates say it for good: a test centre, not a person. "
            "Attempts keep what stands here when they start."
        ),
    )
    opens_at = models.DateTimeField(
        _("opens"), null=True, blank=True, help_text=_("Empty: open from the beginning.")
    )
    start_closes_at = models.DateTimeField(
        _("last start before"),
        null=True,
        blank=True,
        help_text=_("From then on nobody starts; attempts that run go on. Empty: until it closes."),
    )
    due_at = models.DateTimeField(
        _("due"),
        null=True,
        blank=True,
        help_text=_("Said to candidates. A later submission is marked as such; no score changes."),
    )
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_(
            "Every attempt ends then, also one that has time left of its limit: the start page says how much "
            "a late starter really has."
        ),
    )
    is_active = models.BooleanField(default=True)
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["bank", "slug"]
        permissions = [
            ("own_practice", _("Can make and change practice")),
            ("own_examination", _("Can make and change examinations")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["bank", "slug"], name="assessment_slug_once_per_bank"),
            models.CheckConstraint(
                condition=~Q(kind="examination") | Q(cut_score__isnull=False),
                name="assessment_examination_has_cut_score",
            ),
            models.CheckConstraint(
                condition=Q(kind="practice") | Q(feedback="deferred"),
                name="assessment_immediate_feedback_is_practice",
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(opens_at__lt=F("closes_at")),
                name="assessment_opens_before_it_closes",
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

    @property
    def is_sequential(self) -> bool:
        return self.navigation == self.Navigation.SEQUENTIAL

    @property
    def is_immediate(self) -> bool:
        return self.feedback == self.Feedback.IMMEDIATE

    @property
    def repeat_share(self) -> Fraction:
        """How much of a form may repeat what the person met before."""
        if self.max_repeat:
            return Fraction(self.max_repeat)
        return engine.MAX_REPEAT if self.is_examination else Fraction(1)

    def policy(self) -> dict[str, Any]:
        """What an attempt keeps of the rules under which it started; its numbers come from the person's rules."""
        kept = {
            "cut_score": None if self.cut_score is None else str(self.cut_score),
            "cut_score_status": self.cut_score_status,
            "review": self.review,
            "agreement": self.agreement,
            "agreement_digest": hashlib.sha256(self.agreement.encode()).hexdigest() if self.agreement else "",
            "navigation": self.navigation,
            "item_order": self.item_order,
            "max_repeat": str(self.repeat_share),
            "feedback": self.feedback,
            "grade_bands": self.grade_bands,
            "supervision": self.supervision,
            "bank_use": self.bank.use,
        }
        return kept | self._supervision_policy() | self._marking_policy()

    def _supervision_policy(self) -> dict[str, Any]:
        # Left out where nobody is named, as in attempts from before there was a name.
        is_named = self.supervision == self.Supervision.INVIGILATED and self.invigilator
        return {"invigilator": self.invigilator} if is_named else {}

    def _marking_policy(self) -> dict[str, Any]:
        # Left out where one mark is enough, as in attempts from before there were second markers.
        if self.second_marking == self.SecondMarking.NONE:
            return {}
        share = 100 if self.second_marking == self.SecondMarking.ALL else self.second_marking_share
        return {"second_marking": {"share": share, "tolerance": self.marking_tolerance}}


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
