"""Who sat what, when, under which rules, with which form."""

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.utils.translation import gettext_lazy as _

from assessments import engine
from assessments.models.assessments import Assessment
from assessments.models.fields import ExactField

if TYPE_CHECKING:
    from accounts.models import User


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Reads of attempts; `visible_to` is the one door for a person's reads."""

    def visible_to(self, user: "User") -> Self:
        """Own attempts, or all of them for those who may view attempts."""
        if user.has_perm("assessments.view_attempt"):
            return self
        return self.filter(candidate=user)

    def of(self, user_id: int) -> Self:
        """One candidate's own attempts: a sitting is entered by its candidate only."""
        return self.filter(candidate_id=user_id)

    def open(self) -> Self:
        return self.filter(submitted_at=None)

    def overdue(self, *, now: datetime) -> Self:
        """Attempts whose time and grace have run out but which nobody submitted; a break has moved the deadline."""
        ended = ExpressionWrapper(F("deadline") + F("grace"), output_field=models.DateTimeField())
        # The deadline alone first: it has an index.
        return self.open().filter(deadline__lte=now).alias(ended=ended).filter(ended__lte=now)


class Attempt(models.Model):
    """One candidate's sitting of one assessment.

    Append-only once submitted: certificates are issued on the strength of it. A re-mark adds an
    Outcome; it never edits a Response.
    """

    class ClosedBy(models.TextChoices):
        CANDIDATE = "candidate", _("The candidate")
        EXPIRY = "expiry", _("The end of the time")

    class IdentityBasis(models.TextChoices):
        SELF_DECLARED = "self-declared", _("Self-declared")
        DOCUMENT_CHECKED = "document-checked", _("Document checked")
        EMPLOYER_ATTESTED = "employer-attested", _("Employer attested")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="attempts"
    )
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField()
    seed = models.BigIntegerField()
    policy = models.JSONField()
    form_digest = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True, blank=True)
    # What the candidate was given, kept here so that a page and a save of the sitting need not look it up:
    # the limit before extra time, and the breaks. `break_time` is by how much they have moved the deadline.
    minutes = models.PositiveIntegerField(null=True, blank=True)
    multiplier = ExactField(default=1)
    breaks_allowed = models.PositiveSmallIntegerField(default=0)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    breaks_taken = models.PositiveSmallIntegerField(default=0)
    break_time = models.DurationField(default=timedelta(0))
    paused_at = models.DateTimeField(null=True, blank=True)
    break_ends_at = models.DateTimeField(null=True, blank=True)
    # What is left of the quiet minutes beside sensitive items, and whether the running break is one of these.
    quiet_left = models.DurationField(default=timedelta(0))
    is_quiet = models.BooleanField(default=False)
    # Answers on their way count this long after the deadline; nobody is given it to work in.
    grace = models.DurationField(default=timedelta(0))
    # Where a sequential attempt stands; empty where one moves freely.
    at_position = models.PositiveIntegerField(null=True, blank=True)
    # Whether items are checked one by one while the attempt runs.
    is_immediate = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    # Over the answers that counted at submission (engine.receipt_digest).
    receipt_digest = models.CharField(max_length=64, blank=True)
    closed_by = models.CharField(max_length=10, choices=ClosedBy.choices, blank=True)
    agreement_accepted_at = models.DateTimeField(null=True, blank=True)
    supervision = models.CharField(max_length=14, choices=Assessment.Supervision.choices)
    supervised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    identity_basis = models.CharField(
        max_length=18, choices=IdentityBasis.choices, default=IdentityBasis.SELF_DECLARED
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        permissions = [("view_candidate_names", _("Can see the names of candidates in results"))]
        constraints = [
            # A candidate may not hold two open sittings of the same assessment.
            models.UniqueConstraint(
                fields=["assessment", "candidate"],
                condition=Q(submitted_at=None),
                name="attempt_one_open_per_candidate",
            ),
            models.UniqueConstraint(fields=["assessment", "candidate", "number"], name="attempt_number_once"),
            # The deadline moves when a break starts, so nothing that looks at deadlines closes a paused attempt.
            models.CheckConstraint(
                condition=Q(break_ends_at__isnull=True) | Q(deadline__gt=F("break_ends_at")),
                name="attempt_break_ends_before_deadline",
            ),
        ]
        indexes = [
            models.Index(fields=["deadline"], condition=Q(submitted_at=None), name="attempt_open_deadline"),
            models.Index(fields=["-started_at", "-id"], name="attempt_newest"),
            models.Index(fields=["assessment", "-started_at", "-id"], name="attempt_newest_of_assessment"),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def accept_until(self) -> datetime | None:
        """Until when answers count: the deadline and the grace. None without a deadline."""
        return None if self.deadline is None else self.deadline + self.grace

    def visible_parts(self, *, now: datetime) -> frozenset[str]:
        """What its candidate may see of its result now, by the policy under which it started."""
        matrix = engine.read_review(self.policy.get("review", []))
        column = engine.when(
            matrix, submitted_at=self.submitted_at, closes_at=self._moment("closes_at"), now=now
        )
        return engine.allowed(matrix, column)

    def awaits_result(self, *, now: datetime) -> bool:
        """Whether its candidate will see what it came to, and does not yet."""
        matrix = engine.read_review(self.policy.get("review", []))
        coming = (engine.When.LATER, engine.When.CLOSED)
        return "outcome" not in self.visible_parts(now=now) and any(
            "outcome" in engine.allowed(matrix, column) for column in coming
        )

    @property
    def is_after_due(self) -> bool:
        """Whether it was submitted after it was due, by the policy under which it started."""
        return engine.is_after_due(self._moment("due_at"), self.submitted_at)

    def _moment(self, name: str) -> datetime | None:
        text = self.policy.get(name)
        return datetime.fromisoformat(text) if text else None

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None

    def is_on_break(self, now: datetime) -> bool:
        """Whether the clock stands still: until the end of the break, and at its end no more."""
        return self.break_ends_at is not None and now < self.break_ends_at

    @property
    def breaks_left(self) -> int:
        return max(0, self.breaks_allowed - self.breaks_taken)


class AttemptItem(models.Model):
    """One place of an attempt's form: which version of which item, with which values, in which order of options."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    version = models.ForeignKey("assessments.ItemVersion", on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    # What was drawn for the item's parameters; {} for most items.
    values = models.JSONField(default=dict)
    # A pilot item is answered like any other, and counts for nothing.
    is_scored = models.BooleanField(default=True)
    # What a candidate reads before a sensitive item, as it was when the form was drawn.
    note = models.TextField(blank=True)
    flagged = models.BooleanField(default=False)
    # Derived from the steps, so that saving and showing an item need not read them: the number and the
    # data of the newest accepted step, how many steps there are, whether two devices disagree.
    sequence = models.PositiveIntegerField(default=0)
    response = models.JSONField(default=dict)
    step_count = models.PositiveIntegerField(default=0)
    answered = models.BooleanField(default=False)
    in_conflict = models.BooleanField(default=False)
    # When a sequential attempt went on from here, and when the item was checked: from then on it is final.
    left_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="attempt_item_position_once"),
            models.UniqueConstraint(fields=["attempt", "version"], name="attempt_item_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"
