"""What an item bank certifies: an officer decides whether its items are kept back, or public."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.api import record_act
from assessments.models import Assessment, Item, ItemBank

if TYPE_CHECKING:
    from accounts.models import User

DECIDE_USE = "assessments.decide_bank_use"


class UseRefused(Exception):
    """Nothing was changed; the message is for the officer."""


def banks_with_counts() -> Any:
    """Every bank by title, with how many items it has live and how many assessments draw from it."""
    # Each counted by itself: joined, every item would meet every assessment.
    live = Item.objects.filter(bank=OuterRef("pk"), live=True)
    assessments = Assessment.objects.filter(bank=OuterRef("pk"))
    return ItemBank.objects.annotate(live_items=_count_of(live), drawn_by=_count_of(assessments)).order_by(
        "title", "slug"
    )


def _count_of(rows: Any) -> Coalesce:
    counted = rows.order_by().values("bank").annotate(found=Count("pk")).values("found")
    return Coalesce(Subquery(counted), 0)


@transaction.atomic
def decide_bank_use(bank: ItemBank, *, use: str, by: "User", now: datetime) -> None:
    """Let a bank be live, or a specimen again, for attempts that start from now on; others keep what they began with.

    Raises PermissionDenied, or UseRefused with a sentence.
    """
    if not by.has_perm(DECIDE_USE):
        raise PermissionDenied
    bank = ItemBank.objects.select_for_update().get(pk=bank.pk)
    if use not in ItemBank.Use.values or bank.use == use:
        raise UseRefused(_("The bank is that already."))
    bank.use = use
    bank.save(update_fields=["use"])
    record_act("bank.use_decided", by=by, about=bank, label=bank.slug, facts={"use": use}, now=now)
