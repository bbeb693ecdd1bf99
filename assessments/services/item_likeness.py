"""Finding items of a bank that say nearly the same, with bounded work for each item."""

from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from django.db import transaction
from django.db.models import Count

from assessments.linting import ALIKE, ItemText, likeness, prints_of, wording_of
from assessments.models import Item, ItemLikeness, ItemPrint
from assessments.services.item_figures import keep_facets

# So many of the twelve prints are shared at least where half of the wording is, but for rare bad luck.
_SHARED = 3
_CANDIDATES = 50
# A print that so many items have is a phrase of the house, and says nothing.
_COMMON = 100


def compare_some(*, most: int = 200) -> int:
    """Compare items whose wording is new with the rest of their bank; how many. Safe to run twice."""
    ids = list(Item.objects.uncompared().order_by("pk").values_list("pk", flat=True)[:most])
    for pk in ids:
        compare_item(pk)
    return len(ids)


@transaction.atomic
def compare_item(item_id: int) -> None:
    """Compare the newest wording of one item with the few of its bank that may be alike, and keep the pairs."""
    item = Item.objects.select_for_update(of=("self",)).select_related("latest_revision").get(pk=item_id)
    if item.latest_revision is not None and not item.interaction_type:
        # Saved before lists kept what items ask.
        keep_facets(item_id, item.latest_revision.content)
    newest = item.get_latest_revision_as_object()
    wording = wording_of(ItemText(newest.content))
    prints = prints_of(wording)
    ItemPrint.objects.filter(item=item).delete()
    ItemPrint.objects.bulk_create(ItemPrint(item=item, bank_id=item.bank_id, value=found) for found in prints)
    ItemLikeness.objects.of(item_id).delete()
    pairs = []
    for other_id, text in _texts(_candidates(item, prints)).items():
        share = likeness(wording, wording_of(text))
        if share >= ALIKE:
            one, other = sorted((item_id, other_id))
            pairs.append(
                ItemLikeness(one_id=one, other_id=other, bank_id=item.bank_id, share=_rounded(share))
            )
    ItemLikeness.objects.bulk_create(pairs, ignore_conflicts=True)
    Item.objects.filter(pk=item_id).update(compared_revision=item.latest_revision_id)


def _candidates(item: Item, prints: Collection[int]) -> list[int]:
    """The items that share enough prints; few, however large the bank is."""
    same = ItemPrint.objects.filter(bank_id=item.bank_id, value__in=prints).exclude(item=item).order_by()
    common = same.values("value").annotate(items=Count("pk")).filter(items__gt=_COMMON)
    rare = set(prints) - set(common.values_list("value", flat=True))
    needed = min(_SHARED, len(rare))
    found = (
        same.filter(value__in=rare)
        .values("item_id")
        .annotate(shared=Count("pk"))
        .filter(shared__gte=needed)
        .order_by("-shared", "item_id")
    )
    return [pk for pk, _shared in found.values_list("item_id", "shared")[:_CANDIDATES]] if needed else []


def _texts(ids: Collection[int]) -> Mapping[int, ItemText]:
    """The newest wording of items, one query."""
    found = Item.objects.filter(pk__in=ids).select_related("latest_revision")
    return {item.pk: ItemText(item.get_latest_revision_as_object().content) for item in found}


def _rounded(share: Fraction) -> Decimal:
    return (Decimal(share.numerator) / share.denominator).quantize(Decimal("0.001"), ROUND_HALF_EVEN)
