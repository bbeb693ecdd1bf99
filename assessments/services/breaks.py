"""Breaks with the clock stopped, for those to whom they are granted."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import Attempt, AttemptEvent, AttemptItem

_MOVED = ("deadline", "break_ends_at", "break_time", "quiet_left", "is_quiet")


class BreakRefused(Exception):
    """No break starts now; the message is for the candidate."""


def _locked(uuid: UUID, user_id: int) -> Attempt:
    return Attempt.objects.of(user_id).select_for_update().get(uuid=uuid)


@transaction.atomic
def pause_attempt(uuid: UUID, *, user_id: int, now: datetime) -> Attempt:
    """Stop the clock of one's own attempt; two clicks make one break.

    Raises Attempt.DoesNotExist for somebody else's attempt, BreakRefused with a sentence for the candidate.
    """
    attempt = _locked(uuid, user_id)
    if not attempt.is_open or engine.is_over(now, attempt.deadline):
        raise BreakRefused(_("This attempt is over."))
    if attempt.is_on_break(now):
        return attempt
    if not attempt.breaks_allowed:
        raise BreakRefused(_("Breaks with the clock stopped are not among your accommodations."))
    if not attempt.breaks_left:
        raise BreakRefused(_("You have taken every break that you have in this attempt."))
    if attempt.deadline is None:
        raise BreakRefused(_("No clock runs in this attempt: leave and come back as you like."))
    attempt.breaks_taken += 1
    return _stop(attempt, timedelta(minutes=attempt.break_minutes), quiet=False, now=now)


@transaction.atomic
def pause_quietly(uuid: UUID, position: int, *, user_id: int, now: datetime) -> Attempt:
    """Stop the clock beside a sensitive item, for as long as quiet minutes are left. No reason is asked or kept.

    Raises AttemptItem.DoesNotExist for somebody else's attempt and for an item without a content note,
    BreakRefused with a sentence for the candidate.
    """
    item = AttemptItem.objects.exclude(note="").get(
        attempt__uuid=uuid, attempt__candidate_id=user_id, position=position
    )
    attempt = Attempt.objects.select_for_update().get(pk=item.attempt_id)
    if not attempt.is_open or engine.is_over(now, attempt.deadline):
        raise BreakRefused(_("This attempt is over."))
    if attempt.is_on_break(now):
        return attempt
    if attempt.deadline is None:
        raise BreakRefused(_("No clock runs in this attempt: leave and come back as you like."))
    if attempt.quiet_left <= timedelta(0):
        raise BreakRefused(_("There are no quiet minutes left in this attempt."))
    length, attempt.quiet_left = attempt.quiet_left, timedelta(0)
    return _stop(attempt, length, quiet=True, now=now)


def _stop(attempt: Attempt, length: timedelta, *, quiet: bool, now: datetime) -> Attempt:
    if attempt.deadline is None:
        raise BreakRefused(_("No clock runs in this attempt: leave and come back as you like."))
    started = engine.start_break(attempt.deadline, now=now, length=length)
    attempt.break_time += started.deadline - attempt.deadline
    attempt.deadline, attempt.break_ends_at, attempt.paused_at = started.deadline, started.ends_at, now
    attempt.is_quiet = quiet
    attempt.save(update_fields=[*_MOVED, "paused_at", "breaks_taken"])
    _record(attempt, AttemptEvent.Kind.BREAK_STARTED, now=now, given_back=timedelta(0))
    return attempt


@transaction.atomic
def resume_attempt(uuid: UUID, *, user_id: int, now: datetime) -> Attempt:
    """End the break of one's own attempt; nothing happens where none runs, or it has ended by itself.

    What was not used of the break is taken back from the deadline. Raises Attempt.DoesNotExist for
    somebody else's attempt.
    """
    attempt = _locked(uuid, user_id)
    if not attempt.is_open or attempt.break_ends_at is None or not attempt.is_on_break(now):
        return attempt
    back = engine.break_left(attempt.break_ends_at, now=now)
    if attempt.deadline is not None:
        attempt.deadline -= back
    attempt.break_time -= back
    if attempt.is_quiet:
        attempt.quiet_left = back
    attempt.break_ends_at = attempt.paused_at = None
    attempt.save(update_fields=[*_MOVED, "paused_at"])
    _record(attempt, AttemptEvent.Kind.BREAK_ENDED, now=now, given_back=back)
    return attempt


def _record(attempt: Attempt, kind: AttemptEvent.Kind, *, now: datetime, given_back: timedelta) -> None:
    AttemptEvent.objects.create(
        attempt=attempt,
        kind=kind,
        actor_id=attempt.candidate_id,
        at=now,
        data={
            "number": attempt.breaks_taken,
            "quiet": attempt.is_quiet,
            "ends_at": attempt.break_ends_at and attempt.break_ends_at.isoformat(),
            "given_back_seconds": str(given_back.total_seconds()),
            "deadline": attempt.deadline and attempt.deadline.isoformat(),
        },
    )
