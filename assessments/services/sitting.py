"""Saving answers: append-only steps, conflicts and late answers kept, nothing overwritten."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import AttemptItem, Response
from assessments.services.contents import read_version
from website.compiled import CompiledLookup

MAX_STEPS = 500
_KEPT = ("sequence", "response", "step_count", "answered", "in_conflict")
# A save reads what it needs and nothing wider, by a lookup compiled once: it is what candidates do most.
_LOCKED_FIELDS = (
    *_KEPT,
    "position",
    "attempt__deadline",
    "attempt__started_at",
    "attempt__submitted_at",
    "version__digest",
)


class SaveRefused(Exception):
    """The answer was not kept; the message is for the candidate."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer on its way in: what the device had seen, when it says it was, and its own name for it."""

    data: engine.Json
    seen_sequence: int
    device_time: datetime | None = None
    client_id: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an answer. `sequence` is the newest accepted step's number afterwards."""

    status: engine.StepStatus
    sequence: int
    answered: bool
    is_new: bool


def _lockable() -> QuerySet[AttemptItem]:
    # The attempt's row too: a save and the submission often arrive together.
    return (
        AttemptItem.objects.select_for_update(of=("self", "attempt"))
        .select_related("attempt", "version")
        .only(*_LOCKED_FIELDS)
    )


_LOOKUP = CompiledLookup(_lockable, attempt__uuid=UUID(int=0), attempt__candidate_id=-1, position=999_999_999)


def _locked(attempt: UUID, position: int, user_id: int) -> AttemptItem:
    item = _LOOKUP.find(attempt__uuid=attempt, attempt__candidate_id=user_id, position=position)
    if item is None:
        raise AttemptItem.DoesNotExist
    return item


@transaction.atomic
def save_response(attempt: UUID, position: int, answer: Answer, *, user_id: int, now: datetime) -> Saved:
    """Keep one answer as a step: accepted, or as a conflict, or as late. The same answer again is no new step.

    Raises AttemptItem.DoesNotExist for somebody else's attempt, engine.ResponseInvalid for a form that
    the interaction refuses, SaveRefused when an item has more steps than any candidate makes.
    """
    item = _locked(attempt, position, user_id)
    interaction, content = read_version(item.version)
    data = interaction.check(content, answer.data)
    last = engine.Step(item.sequence, engine.StepStatus.ACCEPTED, item.response) if item.sequence else None
    end = item.attempt.deadline if item.attempt.is_open else item.attempt.started_at
    status = engine.classify_step(
        last, data, seen_sequence=answer.seen_sequence, received_at=now, deadline=end
    )
    if status is None or _is_repeated(item, answer, data):
        kept = status or engine.StepStatus.ACCEPTED
        return Saved(kept, item.sequence, answered=item.answered, is_new=False)
    if item.step_count >= MAX_STEPS:
        raise SaveRefused(_("This item has been answered too often to keep more. Your last answer is kept."))
    _append(item, answer, data, status=status, now=now)
    if status is engine.StepStatus.ACCEPTED:
        item.sequence, item.response = item.step_count, data
        item.answered = interaction.is_answered(content, data)
    elif status is engine.StepStatus.CONFLICT:
        item.in_conflict = True
    item.save(update_fields=_KEPT)
    return Saved(status, item.sequence, answered=item.answered, is_new=True)


def _append(
    item: AttemptItem, answer: Answer, data: engine.Json, *, status: engine.StepStatus, now: datetime
) -> None:
    item.step_count += 1
    Response.objects.create(
        attempt_item=item,
        sequence=item.step_count,
        seen_sequence=answer.seen_sequence,
        status=status.value,
        data=data,
        device_time=answer.device_time,
        received_at=now,
        client_id=answer.client_id[:64],
    )


def _is_repeated(item: AttemptItem, answer: Answer, data: engine.Json) -> bool:
    """Whether a step that was not accepted arrives a second time."""
    if item.step_count == item.sequence:
        return False
    newest = item.steps.order_by("-sequence").first()
    return newest is not None and newest.status != Response.Status.ACCEPTED and newest.data == data


@transaction.atomic
def resolve_conflict(attempt: UUID, position: int, *, sequence: int, user_id: int, now: datetime) -> bool:
    """Make one of the kept versions the answer, as a new step; False when time has run out or there is none.

    Raises AttemptItem.DoesNotExist for somebody else's attempt, Response.DoesNotExist for no such version.
    """
    item = _locked(attempt, position, user_id)
    if not item.in_conflict or not item.attempt.is_open or engine.is_over(now, item.attempt.deadline):
        return False
    chosen = item.steps.exclude(status=Response.Status.LATE).get(sequence=sequence)
    if chosen.sequence != item.sequence:
        answer = Answer(chosen.data, item.sequence, client_id="resolved")
        _append(item, answer, chosen.data, status=engine.StepStatus.ACCEPTED, now=now)
        item.sequence, item.response = item.step_count, chosen.data
        interaction, content = read_version(item.version)
        item.answered = interaction.is_answered(content, chosen.data)
    item.in_conflict = False
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
        ).update(flagged=flagged)
    )


def conflict_versions(item: AttemptItem) -> list[Response]:
    """The versions between which a candidate picks: the accepted one, and those kept since, newest first."""
    steps = item.steps.exclude(status=Response.Status.LATE).filter(sequence__gte=item.sequence)
    return list(steps.order_by("-sequence"))
