"""Marking by hand: what the engine cannot judge, a person marks by the item's rubric."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import Attempt, AttemptItem, ManualMark
from assessments.ports import conflict_of_interest
from assessments.services.contents import read_item
from assessments.services.outcomes import compute_outcome, record_outcome

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.engine.interactions.rubric import RubricContent

MARKED_BY_HAND = "Marked by hand."


class MarkRefused(Exception):
    """There is nothing here to mark; the message is for the marker."""


@transaction.atomic
def mark_by_hand(
    attempt_item: AttemptItem, *, levels: Mapping[str, int], comment: str, marker: "User", now: datetime
) -> ManualMark:
    """Keep a person's mark of one response; the newest counts. The same mark again is no new one.

    `levels` are the marks of the level chosen for each criterion. Once no item of the attempt waits for a
    marker a new outcome is added, and whoever listens hears of it after commit.

    Raises PermissionDenied for whoever may not mark, and for the candidate; MarkRefused where there is
    nothing to mark; engine.LevelsInvalid for levels that are not the rubric's.
    """
    if not marker.has_perm("assessments.mark_response"):
        raise PermissionDenied(_("You may not mark responses."))
    # Lock the attempt: two markers, or two clicks of one, must not both find that theirs is the last.
    attempt = Attempt.objects.select_for_update().get(pk=attempt_item.attempt_id)
    item = AttemptItem.objects.select_related("version").get(pk=attempt_item.pk)
    if attempt.candidate_id == marker.pk:
        raise PermissionDenied(_("Nobody marks their own attempt."))
    if why := conflict_of_interest(marker, attempt.candidate_id):
        raise PermissionDenied(why)
    if attempt.is_open:
        raise MarkRefused(_("This attempt is still open."))
    _interaction, content = read_item(item)
    if not engine.is_marked_by_people(content):
        raise MarkRefused(_("This item is marked by its key."))
    if not item.answered:
        raise MarkRefused(_("Nothing was answered here: that is 0 without a marker."))
    score = engine.rubric_score(cast("RubricContent", content), levels)
    newest = ManualMark.objects.filter(attempt_item=item).order_by("-number").first()
    if newest is not None and _is_same(newest, item, levels=levels, comment=comment, marker=marker):
        return newest
    mark = ManualMark.objects.create(
        attempt_item=item,
        number=(newest.number if newest else 0) + 1,
        version=item.version,
        step=item.sequence,
        levels=dict(levels),
        score=score,
        comment=comment,
        marker=marker,
        marked_at=now,
    )
    if not compute_outcome(attempt).waiting:
        record_outcome(attempt, now=now, reason=MARKED_BY_HAND)
    return mark


def _is_same(
    newest: ManualMark, item: AttemptItem, *, levels: Mapping[str, int], comment: str, marker: "User"
) -> bool:
    said = (newest.marker_id, newest.step, newest.levels, newest.comment)
    return said == (marker.pk, item.sequence, dict(levels), comment)
