"""What people mark by hand, and what waits for them."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from assessments.models.fields import ExactField

if TYPE_CHECKING:
    from accounts.models import User

MARK = "assessments.mark_response"
LEAD = "assessments.lead_marking"


class MarkPart(models.TextChoices):
    """Which mark of an answer it is."""

    FIRST = "first", _("First mark")
    SECOND = "second", _("Second mark")
    THIRD = "third", _("Reconciliation")
    AGAIN = "again", _("Marked again")


class ManualMarkQuerySet(models.QuerySet["ManualMark"]):
    """Reads of marks by hand."""

    def newest(self) -> Self:
        """The newest mark of each item of an attempt that can count; a second one only stands beside the first.

        It counts if its step is the answer that counts.
        """
        same_item = ManualMark.objects.filter(attempt_item=OuterRef("attempt_item"))
        same_item = same_item.exclude(part=MarkPart.SECOND)
        newest = same_item.order_by("-number").values("number")[:1]
        return self.annotate(newest=Subquery(newest)).filter(number=F("newest"))


class ManualMark(models.Model):
    """One person's mark of one response by its rubric. Append-only: marked again, the newest counts.

    `levels` are the marks chosen for each criterion, `step` is the answer that the marker read, `version` the one
    whose rubric it was. Certificates are issued on the strength of it.
    """

    attempt_item = models.ForeignKey(
        "assessments.AttemptItem", on_delete=models.PROTECT, related_name="manual_marks"
    )
    # Of the attempt, kept here so that the marks of an assessment are counted without joins.
    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    number = models.PositiveIntegerField()
    part = models.CharField(max_length=6, choices=MarkPart.choices, default=MarkPart.FIRST)
    version = models.ForeignKey("assessments.ItemVersion", on_delete=models.PROTECT, related_name="+")
    step = models.PositiveIntegerField()
    levels = models.JSONField()
    score = ExactField()
    comment = models.TextField(blank=True)
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="manual_marks"
    )
    marked_at = models.DateTimeField()

    objects = ManualMarkQuerySet.as_manager()

    class Meta:
        ordering = ["attempt_item", "-number"]
        permissions = [("mark_response", _("Can mark responses by hand"))]
        constraints = [
            models.UniqueConstraint(fields=["attempt_item", "number"], name="manual_mark_number_once"),
        ]
        indexes = [
            models.Index(fields=["assessment", "marker", "score"], name="manual_mark_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_item_id} #{self.number} {self.score}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A mark by hand is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A mark by hand is append-only.")


class MarkingTaskQuerySet(models.QuerySet["MarkingTask"]):
    """Reads of what waits for a marker."""

    def open(self) -> Self:
        return self.filter(done_at=None, withdrawn_at=None)

    def holding(self) -> Self:
        """Those without which nothing is decided: the mark that is there does not count before them."""
        return self.open().filter(part__in=(MarkPart.SECOND, MarkPart.THIRD))

    def claimable_by(self, marker: "User", *, now: datetime) -> Self:
        """What this person may mark as far as the rows say: nobody else holds it, it is not their own attempt,
        and they have had no part in the marks of this answer. Who trained whom is asked at the claim."""
        free = Q(claimed_by=None) | Q(claimed_until__lte=now) | Q(claimed_by=marker)
        same = {"attempt_item": OuterRef("attempt_item"), "step": OuterRef("step")}
        other = MarkingTask.objects.filter(**same, claimed_by=marker).exclude(pk=OuterRef("pk"))
        marked = ManualMark.objects.filter(**same, marker=marker)
        return (
            self.open()
            .filter(free)
            .exclude(attempt_item__attempt__candidate=marker)
            .exclude(Exists(other))
            .exclude(Exists(marked))
        )


class MarkingTask(models.Model):
    """One mark that an answer waits for. Markers know it by its code, never by its candidate.

    Open, held by one person until `claimed_until`, then done with a mark, or withdrawn where the answer needs none
    any more. `step` is the number of the answer to be read.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=8, unique=True, editable=False)
    attempt_item = models.ForeignKey(
        "assessments.AttemptItem", on_delete=models.PROTECT, related_name="marking_tasks"
    )
    step = models.PositiveIntegerField()
    part = models.CharField(max_length=6, choices=MarkPart.choices)
    # Of the attempt and its item, kept here so that the queue is counted without joins.
    assessment = models.ForeignKey("assessments.Assessment", on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey("assessments.Item", on_delete=models.PROTECT, related_name="+")
    waits_since = models.DateTimeField()
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    mark = models.OneToOneField(
        ManualMark, null=True, blank=True, on_delete=models.PROTECT, related_name="task"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = MarkingTaskQuerySet.as_manager()

    class Meta:
        ordering = ["waits_since", "pk"]
        default_permissions = ()
        permissions = [("lead_marking", _("Can see how marking stands, and how far markers agree"))]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt_item", "step", "part"],
                condition=Q(withdrawn_at=None, done_at=None),
                name="marking_task_one_open",
            ),
            # Nobody is two of the people who mark one answer.
            models.UniqueConstraint(
                fields=["attempt_item", "step", "claimed_by"], name="marking_task_one_per_person"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, mark=None) | Q(done_at__isnull=False, mark__isnull=False),
                name="marking_task_done_with_mark",
            ),
        ]
        indexes = [
            models.Index(
                fields=["assessment", "item", "waits_since"],
                condition=Q(done_at=None, withdrawn_at=None),
                name="marking_task_waiting",
            ),
            models.Index(fields=["item", "part", "done_at"], name="marking_task_done"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.part}"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.withdrawn_at is None

    def is_held_by_another(self, person: "User", *, now: datetime) -> bool:
        """Whether somebody else is marking it now."""
        held = self.claimed_by_id is not None and self.claimed_until is not None and now < self.claimed_until
        return held and self.claimed_by_id != person.pk
