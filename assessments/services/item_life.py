"""An item's life after its approval: tried out, live, retired; and who has looked at it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.api import record_act
from assessments.models import Attempt, AttemptItem, Item, ItemMove, ItemView
from assessments.models.item_life import MOVE_ITEM
from assessments.models.workflows import writers_of
from assessments.services.items import record_version

if TYPE_CHECKING:
    from accounts.models import User

# From which stage one may go to which. What was retired comes back by way of a trial.
MOVES = {
    Item.Stage.PILOT: (Item.Stage.LIVE, Item.Stage.RETIRED),
    Item.Stage.LIVE: (Item.Stage.PILOT, Item.Stage.RETIRED),
    Item.Stage.RETIRED: (Item.Stage.PILOT,),
}


class MoveRefused(Exception):
    """The item stays where it is; the message is for whoever wanted to move it."""


@transaction.atomic
def keep_published(item: Item, *, now: datetime) -> None:
    """Give a published item its version; an examination item that is new is tried out before it counts."""
    is_new = not item.versions.exists()
    record_version(item, now=now)
    if is_new and item.purpose == Item.Purpose.EXAMINATION:
        Item.objects.filter(pk=item.pk).update(stage=Item.Stage.PILOT)
        item.stage = Item.Stage.PILOT
        ItemMove.objects.create(
            item=item,
            version_id=item.current_version_id,
            from_stage="",
            to_stage=Item.Stage.PILOT,
            reason="Approved.",
            at=now,
        )


@transaction.atomic
def move_item(item: Item, *, to: str, reason: str, by: "User", now: datetime) -> ItemMove:
    """Bring a published item from one stage to another, with a reason. Attempts that have it keep it.

    Nobody brings what they wrote to where it counts, administrators included: raises PermissionDenied.
    Raises MoveRefused with a sentence.
    """
    locked = Item.objects.select_for_update(of=("self",)).select_related("live_revision").get(pk=item.pk)
    if not by.has_perm(MOVE_ITEM):
        raise PermissionDenied
    if not locked.live or locked.current_version_id is None:
        raise MoveRefused(_("Only a published item has a stage: this one has to be approved first."))
    if to not in MOVES[Item.Stage(locked.stage)]:
        raise MoveRefused(_("The item cannot go there from where it is."))
    if to == Item.Stage.LIVE and _wrote_live(locked, by):
        raise PermissionDenied(_("You wrote this item: another person decides that it counts."))
    if not reason.strip():
        raise MoveRefused(_("Give the reason: it stays in the item's history."))
    move = ItemMove.objects.create(
        item=locked,
        version_id=locked.current_version_id,
        from_stage=locked.stage,
        to_stage=to,
        reason=reason.strip(),
        actor=by,
        at=now,
    )
    Item.objects.filter(pk=locked.pk).update(stage=to)
    facts = {"from": str(move.from_stage), "to": str(to)}
    record_act("item.moved", by=by, about=locked, label=locked.slug, facts=facts, now=now)
    return move


def _wrote_live(item: Item, user: "User") -> bool:
    """Whether this person wrote any revision up to the one that is live."""
    revisions = item.revisions.all()
    if item.live_revision_id is not None:
        revisions = revisions.filter(pk__lte=item.live_revision_id)
    return revisions.filter(user=user).exists() or (
        item.live_revision is not None and user.pk in writers_of(item, upto=item.live_revision)
    )


def record_view(item_id: int, *, viewer: "User", screen: str, now: datetime) -> None:
    """Record that somebody of the staff opened a live item; a draft's views are nobody's concern."""
    if Item.objects.filter(pk=item_id, live=True).exists():
        ItemView.objects.create(item_id=item_id, viewer=viewer, screen=screen, at=now)


def record_views(attempt: Attempt, *, viewer: "User", screen: str, now: datetime) -> None:
    """The same for every live item of an attempt's form. Two queries."""
    live = attempt.items.filter(version__item__live=True).order_by()
    ItemView.objects.bulk_create(
        ItemView(item_id=item_id, viewer=viewer, screen=screen, at=now)
        for item_id in live.values_list("version__item_id", flat=True)
    )


def count_exposures() -> int:
    """Count for every item in how many forms it has stood; how many counts have changed. Safe to run at any time."""
    by_item = AttemptItem.objects.order_by().values("version__item_id").annotate(forms=Count("pk"))
    stood = dict(by_item.values_list("version__item_id", "forms"))
    changed = [
        Item(pk=pk, exposures=stood.get(pk, 0))
        for pk, known in Item.objects.values_list("pk", "exposures")
        if stood.get(pk, 0) != known
    ]
    return Item.objects.bulk_update(changed, ["exposures"], batch_size=500)
