"""Where a cut score comes from: a panel, its rounds, what each judge said, and what was adopted."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assessments.models.fields import ExactField

if TYPE_CHECKING:
    from accounts.models import User

RUN_STUDY = "assessments.run_cut_study"
JUDGE = "assessments.judge_cut_score"


class CutScoreStudyQuerySet(models.QuerySet["CutScoreStudy"]):
    """Reads of studies; `visible_to` is the one door."""

    def visible_to(self, user: "User") -> Self:
        """Those that one judges in, or all of them for whoever runs them."""
        if user.has_perm(RUN_STUDY):
            return self
        return self.filter(judges__person=user, judges__left_out_at=None)

    def running(self) -> Self:
        return self.filter(adopted_at=None, abandoned_at=None)

    def to_apply(self) -> Self:
        """Adopted, and not yet the assessment's cut."""
        return self.filter(adopted_at__isnull=False, applied_at=None)


class CutScoreStudy(models.Model):
    """One panel's study of an examination's cut score, with its record.

    `blueprint` is what a form consisted of when the panel began. What was adopted never changes: another study may
    take its place.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="cut_studies"
    )
    definition = models.TextField(_("who is just competent"))
    training = models.TextField(_("how the judges were prepared"))
    blueprint = models.JSONField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    # Nothing before `adopted_at`.
    adopted_cut = ExactField(default=0)
    adopted_reason = models.TextField(blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    adopted_at = models.DateTimeField(null=True, blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)

    objects = CutScoreStudyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [
            ("run_cut_study", _("Can run cut-score studies and adopt cut scores")),
            ("judge_cut_score", _("Can be a judge in cut-score studies")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(adopted_at=None, abandoned_at=None),
                name="cut_study_one_running",
            ),
            models.CheckConstraint(
                condition=Q(adopted_at=None, adopted_by=None, effective_at=None)
                | Q(adopted_at__isnull=False, adopted_by__isnull=False, effective_at__isnull=False),
                name="cut_study_adopted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.opened_at:%Y-%m-%d}"


class StudyItem(models.Model):
    """One item that the panel judges, in which version, and how much it stands for in a form."""

    study = models.ForeignKey(CutScoreStudy, on_delete=models.PROTECT, related_name="items")
    version = models.ForeignKey("assessments.ItemVersion", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    weight = ExactField()
    # What candidates did with it until the first round was closed: how many, and the sum of their marks.
    impact_count = models.PositiveIntegerField(default=0)
    impact_sum = ExactField(default=0)

    class Meta:
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["study", "version"], name="study_item_once"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id}/{self.position}"


class StudyJudge(models.Model):
    """A member of the panel. Who is left out keeps their ratings on record, and they count no more."""

    study = models.ForeignKey(CutScoreStudy, on_delete=models.PROTECT, related_name="judges")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    left_out_at = models.DateTimeField(null=True, blank=True)
    left_out_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["study", "person"], name="study_judge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.study_id}: {self.person_id}"


class StudyRound(models.Model):
    """One round: the first each judge alone, the later ones after a discussion of the one before."""

    study = models.ForeignKey(CutScoreStudy, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    discussion = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # When it was closed: how many candidates there were, and how many of them reach its cut.
    candidates = models.PositiveIntegerField(default=0)
    passing = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="study_round_number_once"),
            models.UniqueConstraint(
                fields=["study"], condition=Q(closed_at=None), name="study_round_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study_id}: {self.number}"


class JudgeRating(models.Model):
    """How likely one judge thinks a right answer of somebody just competent, in per cent; fixed when the round closes."""

    round = models.ForeignKey(StudyRound, on_delete=models.PROTECT, related_name="ratings")
    judge = models.ForeignKey(StudyJudge, on_delete=models.PROTECT, related_name="ratings")
    item = models.ForeignKey(StudyItem, on_delete=models.PROTECT, related_name="ratings")
    percent = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["round", "judge", "item"], name="judge_rating_once"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="judge_rating_in_per_cent"),
        ]

    def __str__(self) -> str:
        return f"{self.judge_id}/{self.item_id}: {self.percent}"
