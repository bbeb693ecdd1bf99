"""What a bank holds for the outcomes of its course, for whoever plans the course."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q

from assessments.models import Item


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """One item as a course map names it; `can_be_asked` says that a lesson may show it as a check now."""

    pk: int
    bank: str
    slug: str
    outcome: str
    can_be_asked: bool


@dataclass(frozen=True, slots=True)
class OutcomeSupply:
    """How many items there are to ask about one outcome: for practice, and for examinations."""

    practice: int
    examination: int


def place_items(ids: Collection[int]) -> dict[int, PlacedItem]:
    """These items by id; one that is gone is left out. One query, none for no items."""
    if not ids:
        return {}
    asked = Q(
        live=True,
        purpose=Item.Purpose.PRACTICE,
        stage=Item.Stage.LIVE,
        current_version__isnull=False,
    )
    rows = Item.objects.filter(pk__in=ids).annotate(asked=Count("pk", filter=asked))
    return {
        pk: PlacedItem(pk, bank, slug, outcome, bool(is_asked))
        for pk, bank, slug, outcome, is_asked in rows.order_by().values_list(
            "pk", "bank__slug", "slug", "outcome", "asked"
        )
    }


def outcome_supply(bank_slug: str) -> dict[str, OutcomeSupply]:
    """The published and scored items of a bank, counted by outcome. One query."""
    rows = (
        Item.objects.filter(
            bank__slug=bank_slug, live=True, stage=Item.Stage.LIVE, current_version__isnull=False
        )
        .order_by()
        .values("outcome")
        .annotate(
            practice=Count("pk", filter=Q(purpose=Item.Purpose.PRACTICE)),
            examination=Count("pk", filter=Q(purpose=Item.Purpose.EXAMINATION)),
        )
    )
    return {row["outcome"]: OutcomeSupply(row["practice"], row["examination"]) for row in rows}
