"""Items as files for other systems."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from accounts.api import record_act
from assessments.interchange import FORMATS, Travelling, Written
from assessments.models import Item, ItemImage, ItemView

if TYPE_CHECKING:
    from accounts.models import User

SCREEN = "export"


def exportable(items: QuerySet[Item]) -> QuerySet[Item]:
    """Items that are published: what is written is what attempts refer to."""
    return items.filter(live=True, current_version__isnull=False)


def travelling(items: QuerySet[Item]) -> list[Travelling]:
    """The items as they travel, with their pictures. Two queries for any number."""
    found = list(exportable(items).select_related("bank", "current_version").order_by("bank", "slug"))
    digests = {
        str(image["digest"]) for item in found if isinstance(image := _content(item).get("image"), dict)
    }
    pictures = {key: bytes(kept.data) for key, kept in ItemImage.objects.in_bulk(digests).items()}
    return [_one(item, pictures) for item in found]


def _content(item: Item) -> dict[str, object]:
    return item.current_version.content if item.current_version is not None else {}


def _one(item: Item, pictures: dict[str, bytes]) -> Travelling:
    content = _content(item)
    image = content.get("image")
    digest = str(image["digest"]) if isinstance(image, dict) else ""
    fields = {
        "purpose": item.purpose,
        "domain": item.domain,
        "level": item.level,
        "outcome": item.outcome,
        "measures": item.measures,
        "references": item.references,
        "content_note": item.content_note,
        "enemies": item.enemies,
    }
    return Travelling(
        name=item.slug,
        content=content,
        category=f"{item.bank.title}/{item.domain}",
        images={digest: pictures[digest]} if digest in pictures else {},
        fields={name: value for name, value in fields.items() if value},
    )


def write_items(items: QuerySet[Item], *, name: str) -> Written:
    """The items as a file of a format, with what it cannot hold. Raises KeyError for a format that is only read."""
    write = FORMATS[name].write
    if write is None:
        raise KeyError(name)
    return write(travelling(items))


@transaction.atomic
def record_export(items: QuerySet[Item], *, by: "User", now: datetime) -> int:
    """Record who took live items out, with their keys; how many."""
    taken: Sequence[int] = list(exportable(items).values_list("pk", flat=True))
    ItemView.objects.bulk_create(
        (ItemView(item_id=pk, viewer=by, screen=SCREEN, at=now) for pk in taken), batch_size=500
    )
    record_act("items.exported", by=by, facts={"items": len(taken)}, now=now)
    return len(taken)
