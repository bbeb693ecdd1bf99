"""Saving answers: append-only steps, conflicts and late answers kept, nothing overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import AttemptItem, Response, ResponseFile
from assessments.services.contents import read_item
from website.compiled import CompiledLookup

MAX_STEPS = 500
_KEPT = ("sequence", "response", "step_count", "answered", "in_conflict")
# A save reads what it needs and nothing wider, by a lookup compiled once: it is what candidates do most.
_LOCKED_FIELDS = (
    *_KEPT,
    "position",
    "values",
    "left_at",
    "checked_at",
    "attempt__deadline",
    "attempt__grace",
    "attempt__at_position",
    "attempt__is_immediate",
    "attempt__started_at",
    "attempt__submitted_at",
    "attempt__break_ends_at",
    "version__digest",
)


class SaveRefused(Exception):
    """The answer was not kept; the message is for the candidate."""


class OnBreak(SaveRefused):
    """The clock stands still, so nothing is answered: the device keeps it and sends it after the break."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer on its way in: what the device had seen, when it says it was, and its own name for it.

    Either the response itself, or the fields of the posted form, which its interaction reads.
    """

    data: engine.Json
    seen_sequence: int
    device_time: datetime | None = None
    client_id: str = ""
    fields: Mapping[str, Sequence[str]] | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an answer. `sequence` is the step that the device may now say that it has seen."""

    status: engine.StepStatus
    sequence: int
    answered: bool
    is_new: bool
    deadline: datetime | None = None


def _lockable() -> QuerySet[AttemptItem]:
    # The attempt's row too: a save and the submission often arrive together.
    return (
        AttemptItem.objects.select_for_update(of=("self", "attempt"))
        .select_related("attempt", "version")
        .only(*_LOCKED_FIELDS)
    )


_LOOKUP = CompiledLookup(_lockable, attempt__uuid=UUID(int=0), attempt__candidate_id=-1, position=999_999_999)


def lock_item(attempt: UUID, position: int, user_id: int) -> AttemptItem:
    """An item of the person's own attempt, locked with the attempt. Raises AttemptItem.DoesNotExist."""
    item = _LOOKUP.find(attempt__uuid=attempt, attempt__candidate_id=user_id, position=position)
    if item is None:
        raise AttemptItem.DoesNotExist
    return item


@transaction.atomic
def save_response(attempt: UUID, position: int, answer: Answer, *, user_id: int, now: datetime) -> Saved:
    """Keep one answer as a step: accepted, or as a conflict, or as late. The same answer again is no new step.

    Raises AttemptItem.DoesNotExist for somebody else's attempt, engine.ResponseInvalid for a form that
    the interaction refuses or that takes back what was decided for good, SaveRefused for an item that was left in a sequential attempt, is not reached or was
    checked, and when an item has more steps than any candidate makes, OnBreak during a break with the clock stopped.
    """
    item = lock_item(attempt, position, user_id)
    if item.attempt.is_open and item.attempt.is_on_break(now):
        raise OnBreak(_("You are on a break: nothing is answered until you resume."))
    interaction, content = read_item(item)
    sent = answer.data if answer.fields is None else interaction.read_form(answer.fields)
    data = interaction.check(content, sent)
    _judge_files(item, data)
    answer = replace(answer, data=data)
    last = engine.Step(item.sequence, engine.StepStatus.ACCEPTED, item.response) if item.sequence else None
    end = item.attempt.accept_until if item.attempt.is_open else item.attempt.started_at
    status = engine.classify_step(
        last, data, seen_sequence=answer.seen_sequence, received_at=now, deadline=end
    )
    if status is None:
        return _saved(item, engine.StepStatus.ACCEPTED, item.sequence, is_new=False)
    if status is not engine.StepStatus.LATE:
        refuse_final(item)
    if status is engine.StepStatus.ACCEPTED and not engine.may_follow(
        interaction, content, item.response, data
    ):
        raise engine.ResponseInvalid("taken_back")
    if status is not engine.StepStatus.ACCEPTED:
        known = _kept_before(item, answer, status=status)
        if known is not None:
            return known
    if item.step_count >= MAX_STEPS:
        raise SaveRefused(_("This item has been answered too often to keep more. Your last answer is kept."))
    _append(item, answer, status=status, now=now)
    if status is engine.StepStatus.ACCEPTED:
        item.sequence, item.response = item.step_count, data
        item.answered = interaction.is_answered(content, data)
    elif status is engine.StepStatus.CONFLICT:
        item.in_conflict = True
    item.save(update_fields=_KEPT)
    return _saved(item, status, item.sequence, is_new=True)


def _judge_files(item: AttemptItem, data: engine.Json) -> None:
    """Raise ResponseInvalid where an answer names a file that was not handed in for this item."""
    named = set(engine.files_of(data))
    held = ResponseFile.objects.filter(attempt_item=item, digest__in=named)
    if named and named != set(held.values_list("digest", flat=True)):
        raise engine.ResponseInvalid("foreign_file")


def refuse_final(item: AttemptItem) -> None:
    """Raise SaveRefused, with the reason for the candidate, where the item's answer may not change any more."""
    here = item.attempt.at_position
    if here is not None and item.position < here:
        raise SaveRefused(_("You have left this item: there is no way back, and its answer stays as it was."))
    if here is not None and item.position > here:
        raise SaveRefused(_("You have not reached this item yet: the items come one after the other."))
    if item.checked_at is not None:
        raise SaveRefused(_("You have checked this item: its answer is final."))


def _saved(item: AttemptItem, status: engine.StepStatus, sequence: int, *, is_new: bool) -> Saved:
    return Saved(status, sequence, answered=item.answered, is_new=is_new, deadline=item.attempt.deadline)


def _append(
    item: AttemptItem, answer: Answer, *, status: engine.StepStatus, now: datetime, settles: bool = False
) -> None:
    item.step_count += 1
    Response.objects.create(
        attempt_item=item,
        sequence=item.step_count,
        seen_sequence=answer.seen_sequence,
        status=status.value,
        data=answer.data,
        device_time=answer.device_time,
        received_at=now,
        client_id=answer.client_id,
        settles=settles,
    )


def _kept_before(item: AttemptItem, answer: Answer, *, status: engine.StepStatus) -> Saved | None:
    """What is known of an answer that arrives again: resent by its device, or kept for the same reason before.

    A resent answer that was accepted at the time names its own step, not the newest one: the device has not
    seen what another one answered since.
    """
    settled = _settled_at(item)
    again = Q(status=status.value, sequence__gt=settled)
    if answer.client_id:
        again |= Q(client_id=answer.client_id)
    for step in item.steps.filter(again).order_by("-sequence"):
        if step.data == answer.data:
            found = engine.StepStatus(step.status)
            seen = step.sequence if found is engine.StepStatus.ACCEPTED else item.sequence
            return _saved(item, found, seen, is_new=False)
    return None


def _settled_at(item: AttemptItem) -> int:
    """The number of the step by which the candidate last chose between versions; 0 when never."""
    newest = item.steps.filter(settles=True).order_by("-sequence").values_list("sequence", flat=True)
    return newest.first() or 0


@transaction.atomic
def resolve_conflict(attempt: UUID, position: int, *, sequence: int, user_id: int, now: datetime) -> bool:
    """Make one of the kept versions the answer, as a new step; False when time has run out or there is none.

    Raises AttemptItem.DoesNotExist for somebody else's attempt, Response.DoesNotExist for no such version,
    engine.ResponseInvalid for one that takes back what the counting one has decided.
    """
    item = lock_item(attempt, position, user_id)
    sat = item.attempt
    over = engine.is_over(now, sat.accept_until)
    if not item.in_conflict or not sat.is_open or over or sat.is_on_break(now):
        return False
    try:
        refuse_final(item)
    except SaveRefused:
        return False
    chosen = item.steps.exclude(status=Response.Status.LATE).get(sequence=sequence)
    interaction, content = read_item(item)
    if not engine.may_follow(interaction, content, item.response, chosen.data):
        # A second window is no way to take back what was decided.
        raise engine.ResponseInvalid("taken_back")
    # A step even where the counting version is kept: that the candidate chose, and when, is part of the record.
    _append(
        item, Answer(chosen.data, item.sequence), status=engine.StepStatus.ACCEPTED, now=now, settles=True
    )
    item.sequence, item.response, item.in_conflict = item.step_count, chosen.data, False
    item.answered = interaction.is_answered(content, chosen.data)
    item.save(update_fields=_KEPT)
    return True


def flag_item(attempt: UUID, position: int, *, flagged: bool, user_id: int) -> bool:
    """Flag an item to come back to, or take the flag away; False when the attempt is closed or another's."""
    return bool(
        AttemptItem.objects.filter(
            attempt__uuid=attempt,
            attempt__candidate_id=user_id,
            attempt__submitted_at=None,
            position=position,
            left_at=None,
        ).update(flagged=flagged)
    )


def conflict_versions(item: AttemptItem) -> list[Response]:
    """The versions between which a candidate picks, newest first: the one that counts, and what conflicted since."""
    kept = Q(status=Response.Status.CONFLICT, sequence__gt=_settled_at(item)) | Q(sequence=item.sequence)
    return list(item.steps.filter(kept).order_by("-sequence"))
