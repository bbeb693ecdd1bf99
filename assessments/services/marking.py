"""Marking by hand: what the engine cannot judge, a person marks by the item's rubric."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import record_act
from assessments import engine
from assessments.models import Attempt, AttemptItem, ManualMark, MarkingTask, MarkPart
from assessments.models.marking import MARK
from assessments.ports import conflict_of_interest
from assessments.services.marking_tasks import Answer, new_task
from assessments.services.marks import Marked, marks_of
from assessments.services.outcomes import compute_outcome, keep_waiting, record_outcome

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.engine.interactions.rubric import RubricContent

MARKED_BY_HAND = "Marked by hand."
MARKED_AGAIN = "Marked again by another person after an appeal."
MAX_COMMENT = 5000


class MarkRefused(Exception):
    """There is nothing here to mark; the message is for the marker."""


@transaction.atomic
def mark_by_hand(
    attempt_item: AttemptItem,
    *,
    levels: Mapping[str, int],
    comment: str,
    marker: "User",
    now: datetime,
    task: MarkingTask | None = None,
) -> ManualMark:
    """Keep a person's mark of one response; the newest counts. The same mark again is no new one.

    `levels` are the marks of the level chosen for each criterion, `task` what the marker took from the queue;
    without one the first mark is given, or the answer marked again. Once no item of the attempt waits for a
    marker a new outcome is added, and whoever listens hears of it after commit.

    Raises PermissionDenied for whoever may not mark, and for the candidate; MarkRefused where there is
    nothing to mark, or somebody else has taken it; engine.LevelsInvalid for levels that are not the rubric's.
    """
    if not marker.has_perm(MARK):
        raise PermissionDenied(_("You may not mark responses."))
    # Lock the attempt: two markers, or two clicks of one, must not both find that theirs is the last.
    attempt = Attempt.objects.select_for_update().get(pk=attempt_item.attempt_id)
    if attempt.candidate_id == marker.pk:
        raise PermissionDenied(_("Nobody marks their own attempt."))
    if why := conflict_of_interest(marker, attempt.candidate_id):
        raise PermissionDenied(why)
    if attempt.is_open:
        raise MarkRefused(_("This attempt is still open."))
    if len(comment) > MAX_COMMENT:
        raise MarkRefused(_("Please use fewer words: at most %(most)s characters.") % {"most": MAX_COMMENT})
    one = next(found for found in marks_of(attempt) if found.item.pk == attempt_item.pk)
    content = engine.read_content(one.content)
    if not engine.is_marked_by_people(content):
        raise MarkRefused(_("This item is marked by its key."))
    if not one.answered:
        raise MarkRefused(_("Nothing was answered here: that is 0 without a marker."))
    score = engine.rubric_score(cast("RubricContent", content), levels)
    mine = ManualMark.objects.filter(attempt_item=one.item, step=one.step, marker=marker).first()
    if mine is not None and (mine.levels, mine.comment) == (dict(levels), comment):
        return mine
    task = _task_of(one, task, marker, now=now)
    newest = ManualMark.objects.filter(attempt_item=one.item).values_list("number", flat=True).first() or 0
    by_version = one.remark.by_version if one.remark is not None else None
    mark = ManualMark.objects.create(
        attempt_item=one.item,
        assessment_id=attempt.assessment_id,
        number=newest + 1,
        part=task.part if task is not None else MarkPart.FIRST,
        version=by_version or one.item.version,
        step=one.step,
        levels=dict(levels),
        score=score,
        comment=comment,
        marker=marker,
        marked_at=now,
    )
    if task is not None:
        MarkingTask.objects.filter(pk=task.pk).update(claimed_by=marker, done_at=now, mark=mark)
        _reconcile(attempt, one, now=now)
    if not compute_outcome(attempt).waiting:
        again = task is not None and task.part == MarkPart.AGAIN
        record_outcome(attempt, now=now, reason=MARKED_AGAIN if again else MARKED_BY_HAND)
    facts = {"part": str(mark.part), "answer": task.code if task is not None else ""}
    record_act("response.marked", by=marker, about=attempt, facts=facts, now=now)
    return mark


def _task_of(one: Marked, task: MarkingTask | None, marker: "User", *, now: datetime) -> MarkingTask | None:
    """The open task that a mark is for, as it stands under the lock of the attempt."""
    tasks = MarkingTask.objects.filter(attempt_item=one.item, step=one.step)
    if task is None:
        open_task = tasks.open().filter(part=MarkPart.FIRST).first()
        if open_task is not None and open_task.is_held_by_another(marker, now=now):
            raise MarkRefused(_("Somebody else is marking this answer now."))
        return open_task
    found = tasks.filter(pk=task.pk).first()
    if found is None or not found.is_open:
        raise MarkRefused(_("This answer needs no mark any more. Nothing was kept of yours."))
    if found.claimed_by_id != marker.pk:
        raise MarkRefused(_("Your time with this answer ran out, and it went back to the queue."))
    if ManualMark.objects.filter(attempt_item=one.item, step=one.step, marker=marker).exists():
        raise PermissionDenied(_("You have marked this answer: another person gives the other mark."))
    return found


def _reconcile(attempt: Attempt, one: Marked, *, now: datetime) -> None:
    """Ask for a third person where both marks are there and lie too far apart."""
    tasks = MarkingTask.objects.filter(attempt_item=one.item, step=one.step, withdrawn_at=None)
    marks = {task.part: task.mark for task in tasks.select_related("mark")}
    first, second = marks.get(MarkPart.FIRST), marks.get(MarkPart.SECOND)
    if first is None or second is None or MarkPart.THIRD in marks:
        return
    tolerance = attempt.policy.get("second_marking", {}).get("tolerance", 0)
    if engine.needs_third(first.score, second.score, tolerance=tolerance):
        new_task(attempt, Answer(one.item, one.step), MarkPart.THIRD, now=now).save()


@transaction.atomic
def ensure_tasks(attempt_id: int, *, now: datetime) -> None:
    """Make what an attempt from before the queue lacks. Safe to run twice."""
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    if attempt.submitted_at is not None:
        keep_waiting(attempt, now=now)
