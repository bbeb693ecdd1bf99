"""Steps that cannot be taken back: leaving an item of a sequential attempt, checking one where feedback is immediate."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import AttemptItem
from assessments.services.sitting import lock_item, refuse_final


class StepRefused(Exception):
    """It was not done; the message is for the candidate."""


def _is_running(item: AttemptItem, now: datetime) -> bool:
    return item.attempt.is_open and not engine.is_over(now, item.attempt.deadline)


@transaction.atomic
def leave_item(attempt: UUID, position: int, *, user_id: int, now: datetime) -> bool:
    """Go on from an item of a sequential attempt, for good, and record when. False when it was left before.

    Raises AttemptItem.DoesNotExist for somebody else's attempt, StepRefused where there is nothing to go on to.
    """
    item = lock_item(attempt, position, user_id)
    here = item.attempt.at_position
    if here is None or not _is_running(item, now):
        raise StepRefused(_("There is nothing to leave here."))
    if position != here:
        return False
    if not AttemptItem.objects.filter(attempt_id=item.attempt_id, position=here + 1).exists():
        raise StepRefused(_("This is the last item. Check your answers and submit."))
    item.left_at = now
    item.save(update_fields=["left_at"])
    item.attempt.at_position = here + 1
    item.attempt.save(update_fields=["at_position"])
    return True


@transaction.atomic
def check_item(attempt: UUID, position: int, *, user_id: int, now: datetime) -> None:
    """Make the answer that counts final, so that its feedback may be seen. Checked twice is checked once.

    Raises AttemptItem.DoesNotExist for somebody else's attempt; StepRefused where nothing is checked while the
    attempt runs, for an item without an answer or answered in two places; SaveRefused for one that was left.
    """
    item = lock_item(attempt, position, user_id)
    if not item.attempt.is_immediate or not _is_running(item, now):
        raise StepRefused(_("Items are not checked one by one here."))
    if item.checked_at is not None:
        return
    refuse_final(item)
    if item.in_conflict:
        raise StepRefused(_("This item was answered in two places: choose one answer first."))
    if not item.answered:
        raise StepRefused(_("Answer the item before you check it. There is one try."))
    item.checked_at = now
    item.save(update_fields=["checked_at"])
