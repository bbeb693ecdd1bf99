"""Where an item is used: assessments that may draw it, forms that it stood in, and what upper apps show it in."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch

from assessments.models import Assessment, AttemptItem, BlueprintRule, Item, ItemLikeness
from assessments.ports import ItemUse, uses_of_item

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class AssessmentUse:
    """An assessment whose blueprint has a cell that the item fits; whether it may be drawn for it now."""

    assessment: Assessment
    items: int
    as_trial: bool
    is_drawn: bool


@dataclass(frozen=True, slots=True)
class Twin:
    """Another item of the bank with nearly the same wording."""

    item: Item
    percent: int
    are_enemies: bool


@dataclass(frozen=True, slots=True)
class ItemUses:
    """Everything that is known of an item's use. Attempts are counted, never named."""

    assessments: tuple[AssessmentUse, ...]
    attempts: int
    running: int
    elsewhere: tuple[ItemUse, ...]
    twins: tuple[Twin, ...]


def uses_of(item: Item) -> ItemUses:
    """Where an item is used, by what is published of it, or by its draft before that."""
    stood = AttemptItem.objects.filter(version__item=item)
    return ItemUses(
        tuple(_assessments(item)),
        stood.count(),
        stood.filter(attempt__submitted_at=None).count(),
        tuple(uses_of_item(item.pk))[:_SHOWN],
        tuple(twins_of(item)),
    )


def _assessments(item: Item) -> list[AssessmentUse]:
    version = item.current_version
    place = (version.domain, version.level) if version is not None else (item.domain, item.level)
    kind = (
        Assessment.Kind.EXAMINATION if item.purpose == Item.Purpose.EXAMINATION else Assessment.Kind.PRACTICE
    )
    cells = BlueprintRule.objects.filter(domain=place[0], level=place[1])
    found = (
        Assessment.objects.filter(bank=item.bank_id, kind=kind)
        .filter(blueprint__domain=place[0], blueprint__level=place[1])
        .prefetch_related(Prefetch("blueprint", queryset=cells))
        .order_by("-is_active", "title")
    )
    is_out = not item.live or version is None or item.stage == Item.Stage.RETIRED
    return [
        AssessmentUse(
            assessment,
            sum(cell.items for cell in assessment.blueprint.all()),
            item.stage == Item.Stage.PILOT,
            not is_out and not _is_worn(item, assessment),
        )
        for assessment in found[:_SHOWN]
    ]


def _is_worn(item: Item, assessment: Assessment) -> bool:
    return assessment.exposure_limit is not None and item.exposures >= assessment.exposure_limit


def twins_of(item: Item) -> list[Twin]:
    """The items of the bank that say nearly the same, the most alike first. Two queries."""
    pairs = list(ItemLikeness.objects.of(item.pk)[:_SHOWN])
    others = _items({pair.other_id if pair.one_id == item.pk else pair.one_id for pair in pairs})
    return [
        Twin(other, int(pair.percent), _are_enemies(item, other))
        for pair in pairs
        if (other := others.get(pair.other_id if pair.one_id == item.pk else pair.one_id)) is not None
    ]


def _items(ids: Collection[int]) -> dict[int, Item]:
    return Item.objects.select_related("bank").defer("interaction").in_bulk(ids)


def _are_enemies(one: Item, other: Item) -> bool:
    return bool(one.enemies) and one.enemies == other.enemies
