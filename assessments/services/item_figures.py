"""What the bank is browsed and sorted by, kept beside each item: its last saved facets, and its figures."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from typing import Any

from assessments.blocks import engine_type
from assessments.engine.plain_text import plain_text
from assessments.models import Item

_PLACES = Decimal("0.0001")
_BATCH = 500
# Of an item that was never published the newest draft says where it belongs.
_OF_DRAFTS = ("purpose", "domain", "level", "outcome", "measures", "enemies")


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """What statistics say of one item, for lists; None where too few have answered to say it."""

    facility: Fraction | Decimal | None
    discrimination: Fraction | Decimal | None
    last_used_at: datetime | None


def keep_item_figures(figures: Mapping[int, ItemFigures]) -> int:
    """Keep the figures of items by id, rounded to four places; how many items changed. Safe to run twice."""
    ids, changed = list(figures), 0
    for start in range(0, len(ids), _BATCH):
        changed += _keep(ids[start : start + _BATCH], figures)
    return changed


def _keep(ids: list[int], figures: Mapping[int, ItemFigures]) -> int:
    known = Item.objects.filter(pk__in=ids).order_by().only("facility", "discrimination", "last_used_at")
    moved = []
    for item in known:
        found = figures[item.pk]
        wanted = (_rounded(found.facility), _rounded(found.discrimination), found.last_used_at)
        if (item.facility, item.discrimination, item.last_used_at) != wanted:
            item.facility, item.discrimination, item.last_used_at = wanted
            moved.append(item)
    return Item.objects.bulk_update(moved, ["facility", "discrimination", "last_used_at"])


def _rounded(value: Fraction | Decimal | None) -> Decimal | None:
    if value is None:
        return None
    exact = Fraction(value)
    return (Decimal(exact.numerator) / exact.denominator).quantize(_PLACES, ROUND_HALF_EVEN)


def keep_facets(item_id: int, content: Mapping[str, Any]) -> None:
    """Keep what a revision says of an item for lists; of a draft that never was published its place, too.

    `content` is the revision's own, as Wagtail keeps it. Two queries.
    """
    way, stem = facets_of(content.get("interaction"))
    Item.objects.filter(pk=item_id).update(interaction_type=way, stem=stem)
    Item.objects.filter(pk=item_id, live=False, first_published_at=None).update(
        **{name: content[name] for name in _OF_DRAFTS if isinstance(content.get(name), str)}
    )


def facets_of(interaction: Any) -> tuple[str, str]:
    """The way of answering and the question of a raw interaction field; "" for what is not there yet."""
    try:
        blocks = json.loads(interaction) if isinstance(interaction, str) else interaction
    except ValueError:
        blocks = None
    if not isinstance(blocks, list) or len(blocks) != 1 or not isinstance(blocks[0], dict):
        return "", ""
    value = blocks[0].get("value") or {}
    asked = value.get("stem") or value.get("text") or "" if isinstance(value, dict) else ""
    return engine_type(str(blocks[0].get("type", ""))), plain_text(str(asked))
