"""What waits for a marker: made when answers come in, held by one person at a time, given back or done."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.api import record_act
from assessments import engine
from assessments.models import Attempt, AttemptItem, MarkingTask, MarkPart, Outcome
from assessments.models.marking import LEAD, MARK
from assessments.ports import without_conflicts

if TYPE_CHECKING:
    from accounts.models import User

HELD_FOR = timedelta(minutes=60)
# Crockford's base 32: nothing that is read for something else.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class ClaimRefused(Exception):
    """The task is not this person's; the message is for the marker."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that waits for a person: the item of an attempt, and the number of the step that counts."""

    item: AttemptItem
    step: int


def keep_tasks(attempt: Attempt, waiting: Sequence[Answer], *, now: datetime) -> None:
    """Make the tasks that an attempt's waiting answers lack, and withdraw those that nothing waits for any more.

    With a second marker both tasks stand from the beginning, so that neither marker can tell which is which.
    The caller holds the lock on the attempt.
    """
    needed = {(one.item.pk, one.step) for one in waiting}
    tasks = MarkingTask.objects.filter(attempt_item__attempt=attempt, withdrawn_at=None)
    known = set(tasks.values_list("attempt_item_id", "step"))
    gone = [
        task.pk
        for task in tasks.open().exclude(part=MarkPart.AGAIN)
        if (task.attempt_item_id, task.step) not in needed
    ]
    MarkingTask.objects.filter(pk__in=gone).update(withdrawn_at=now, claimed_by=None, claimed_until=None)
    new = [
        new_task(attempt, one, part, now=now)
        for one in waiting
        if (one.item.pk, one.step) not in known
        for part in _parts(attempt, one.item)
    ]
    MarkingTask.objects.bulk_create(new)


def _parts(attempt: Attempt, item: AttemptItem) -> list[str]:
    share = attempt.policy.get("second_marking", {}).get("share", 0)
    # The attempt's own seed is known to nobody outside: who is in the sample cannot be guessed.
    name, seed = f"{attempt.seed}|{item.position}", str(attempt.assessment.uuid)
    if engine.is_sampled(name, seed=seed, percent=share):
        return [MarkPart.FIRST, MarkPart.SECOND]
    return [MarkPart.FIRST]


def new_task(attempt: Attempt, answer: Answer, part: str, *, now: datetime) -> MarkingTask:
    """A task for one more mark of an answer, not kept."""
    return MarkingTask(
        # At random, so that it says nothing of whose answer it is.
        code="".join(secrets.choice(_ALPHABET) for _place in range(8)),
        attempt_item=answer.item,
        step=answer.step,
        part=part,
        assessment_id=attempt.assessment_id,
        item_id=answer.item.version.item_id,
        waits_since=now,
    )


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One item of one assessment with answers that wait: how many this person may take, since when."""

    assessment_id: int
    assessment: str
    item_id: int
    item: str
    measures: str
    waiting: int
    oldest: datetime


def _open_to(marker: "User", *, now: datetime, assessment_id: int | None = None) -> QuerySet[MarkingTask]:
    """What this person may take: as the rows say, and of nobody whom they trained."""
    tasks = MarkingTask.objects.claimable_by(marker, now=now)
    if assessment_id is not None:
        tasks = tasks.filter(assessment_id=assessment_id)
    return without_conflicts(tasks, marker, path="attempt_item__attempt__candidate")


def queue_for(marker: "User", *, now: datetime, assessment_id: int | None = None) -> list[QueueRow]:
    """What this person may take, by assessment and item, what waits longest first. As many queries for any number."""
    tasks = _open_to(marker, now=now, assessment_id=assessment_id)
    rows: Any = (
        tasks.order_by()
        .values("assessment_id", "item_id", "assessment__title", "item__slug", "item__measures")
        .annotate(waiting=Count("pk"), oldest=Min("waits_since"))
        .order_by("oldest", "item_id")
    )
    return [
        QueueRow(
            row["assessment_id"],
            row["assessment__title"],
            row["item_id"],
            row["item__slug"],
            row["item__measures"],
            row["waiting"],
            row["oldest"],
        )
        for row in rows
    ]


def claim_next(
    marker: "User", *, now: datetime, assessment_id: int | None = None, item_id: int | None = None
) -> MarkingTask | None:
    """Take the oldest answer that this person may mark; the one that they hold already, if any. None without one.

    Two people never get the same one: the row is taken by one conditional update. Raises PermissionDenied.
    """
    if not marker.has_perm(MARK):
        raise PermissionDenied
    tasks = _open_to(marker, now=now, assessment_id=assessment_id)
    if item_id is not None:
        tasks = tasks.filter(item_id=item_id)
    tasks = tasks.order_by("waits_since", "pk")
    held = tasks.filter(claimed_by=marker, claimed_until__gt=now).first()
    if held is not None:
        return held
    for task in tasks.iterator(chunk_size=50):
        if _take(task, marker, now=now):
            task.refresh_from_db()
            return task
    return None


def _take(task: MarkingTask, marker: "User", *, now: datetime) -> bool:
    free = MarkingTask.objects.open().filter(pk=task.pk)
    free = free.filter(Q(claimed_by=None) | Q(claimed_until__lte=now) | Q(claimed_by=marker))
    try:
        with transaction.atomic():
            return bool(free.update(claimed_by=marker, claimed_until=now + HELD_FOR))
    except IntegrityError:
        # The same person took the other mark of this answer in the same moment.
        return False


def hold(task: MarkingTask, marker: "User", *, now: datetime) -> None:
    """Hold a task for another while, when its page is opened again. Raises ClaimRefused where it went to others."""
    if task.claimed_by_id != marker.pk or not task.is_open or not _take(task, marker, now=now):
        raise ClaimRefused(_("You do not hold this answer any more: take the next one."))


@transaction.atomic
def release_task(task: MarkingTask, *, by: "User", now: datetime) -> bool:
    """Give an answer back to the queue: one's own, or anybody's for whoever leads. Nothing of it was kept."""
    held = MarkingTask.objects.open().filter(pk=task.pk).exclude(claimed_by=None)
    if not by.has_perm(LEAD):
        held = held.filter(claimed_by=by)
    # Locked, so that the trail says whose it was when it was put back.
    found = held.select_related("attempt_item__attempt").select_for_update(of=("self",)).first()
    if found is None:
        return False
    MarkingTask.objects.filter(pk=found.pk).update(claimed_by=None, claimed_until=None)
    if found.claimed_by_id != by.pk:
        facts = {"answer": found.code}
        record_act("marking.released", by=by, about=found.attempt_item.attempt, facts=facts, now=now)
    return True


def attempts_without_tasks(*, limit: int = 500) -> list[int]:
    """Attempts that wait for a marker and have no task: those from before there were tasks."""
    known = MarkingTask.objects.filter(attempt_item__attempt=OuterRef("attempt"))
    held = Outcome.objects.current().filter(decision=Outcome.Decision.HELD).exclude(Exists(known))
    found = held.order_by("pk").only("attempt_id", "items")
    return [one.attempt_id for one in found[:limit] if one.waiting]


def held_tasks() -> QuerySet[MarkingTask]:
    """What somebody has taken and not finished, oldest first, for whoever leads."""
    taken = MarkingTask.objects.open().exclude(claimed_by=None)
    return taken.select_related("claimed_by", "assessment", "item").order_by("claimed_until", "pk")
