"""Many new items at once: what Wagtail does for one, in a few statements for all of them."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision
from wagtail.search.backends import get_search_backends

from assessments.models import Item, ItemVersion
from assessments.services.item_figures import facets_of
from assessments.services.items import new_version


def create_drafts(items: Sequence[Item], *, by: Any, now: datetime) -> None:
    """Keep new items as drafts of one person, each with its revision and its entry in the history.

    Raises IntegrityError where a bank has an item of that name. The caller holds the transaction.
    """
    for item in items:
        item.live, item.has_unpublished_changes = False, True
    _create(items, by=by, now=now, action="wagtail.create")


def create_published(items: Sequence[Item], *, by: Any, now: datetime, action: str) -> None:
    """Keep new items as published without anybody's approval, with their versions; `action` says why in the history.

    Only for what may pass by another person: see load_items. Raises engine.ContentInvalid, IntegrityError.
    """
    versions = [new_version(item, now=now) for item in items]
    for item in items:
        item.live, item.has_unpublished_changes = True, False
        item.first_published_at = item.last_published_at = now
    _create(items, by=by, now=now, action=action, versions=versions)


def _create(
    items: Sequence[Item],
    *,
    by: Any,
    now: datetime,
    action: str,
    versions: Sequence[ItemVersion] = (),
) -> None:
    kind = ContentType.objects.get_for_model(Item)
    for item in items:
        # No signal is sent for many at once: lists find an item by what it says from the start.
        item.interaction_type, item.stem = facets_of(item.interaction.get_prep_value())
    Item.objects.bulk_create(items)
    for version in ItemVersion.objects.bulk_create(versions):
        version.item.current_version = version
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=kind,
            base_content_type=kind,
            object_id=str(item.pk),
            user=by,
            created_at=now,
            content=item.serializable_data(),
            object_str=str(item),
        )
        for item in items
    )
    for item, revision in zip(items, revisions, strict=True):
        item.latest_revision = revision
        item.live_revision = revision if item.live else None
    Item.objects.bulk_update(items, ["latest_revision", "live_revision", "current_version"])
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=kind,
            object_id=str(item.pk),
            label=str(item),
            action=action,
            timestamp=now,
            user=by,
            uuid=uuid.uuid4(),
            revision=revision,
            content_changed=True,
        )
        for item, revision in zip(items, revisions, strict=True)
    )
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(Item, items)
    for item in items:
        if "image" in item.content:
            ReferenceIndex.create_or_update_for_object(item)
