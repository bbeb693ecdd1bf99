"""Bringing items in: a file is read and judged by a worker, shown, then taken in as drafts, all of them or none."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.api import record_act
from assessments.blocks import raw_interaction
from assessments.models import Item, ItemBank, ItemImport, ItemImportRow
from assessments.services.import_reading import FIELDS, LEASE
from assessments.services.new_items import create_drafts
from assessments.signals import import_due

if TYPE_CHECKING:
    from accounts.models import User

_STEP = 100


class ImportRefused(Exception):
    """The import cannot be started or cancelled; the message says what to do."""


@transaction.atomic
def hand_in_items(
    bank: ItemBank,
    data: bytes,
    *,
    source: Mapping[str, str],
    by: "User",
    now: datetime,
) -> ItemImport:
    """Keep a file of items for a worker, who reads it. Nothing is read or made yet.

    `source` names the format, the file, the purpose, and the domain and level of items that name none.
    """
    batch = ItemImport.objects.create(
        bank=bank,
        data=data,
        is_read=False,
        file_name=source["file_name"][:200],
        created_by=by,
        created_at=now,
        **{name: source[name] for name in ("format", "purpose", "domain", "level")},
    )
    _announce(batch)
    return batch


@transaction.atomic
def start_import(batch_id: int, *, now: datetime) -> None:
    """Let the worker take the items in. Raises ImportRefused when there is nothing to take, or it was started."""
    batch = ItemImport.objects.select_for_update().get(pk=batch_id)
    if batch.started_at is not None or batch.cancelled_at is not None:
        raise ImportRefused(_("This file was taken in or called off already."))
    if not batch.is_read:
        raise ImportRefused(_("This file is still being read."))
    if not batch.rows.filter(verdict=ItemImportRow.Verdict.TAKE).exists():
        raise ImportRefused(_("There is no item in the file that can be taken."))
    batch.started_at = now
    batch.save(update_fields=["started_at"])
    _announce(batch)
    items = batch.rows.filter(verdict=ItemImportRow.Verdict.TAKE).count()
    facts: dict[str, str | int | bool | None] = {"format": batch.format, "items": items}
    record_act("items.imported", by=batch.created_by_id, about=batch, facts=facts, now=now)


@transaction.atomic
def cancel_import(batch_id: int, *, now: datetime) -> None:
    """Call an import off; what it made so far is taken back. Raises ImportRefused when it is done."""
    batch = ItemImport.objects.select_for_update().get(pk=batch_id)
    if batch.finished_at is not None or batch.cancelled_at is not None:
        raise ImportRefused(_("This import is at its end already. Delete drafts in the list of items."))
    if not batch.is_read:
        batch.rows.all().delete()
    batch.cancelled_at, batch.data = now, b""
    batch.save(update_fields=["cancelled_at", "data"])
    _take_back(batch, now=now)


def due_imports(*, now: datetime) -> list[int]:
    """The imports that wait to be read and that no worker reads, and those that were started and are not at their end."""
    due = ItemImport.objects.due(taken_up_before=now - LEASE)
    return list(due.order_by("pk").values_list("pk", flat=True))


def import_step(batch_id: int, *, now: datetime) -> bool:
    """Make the next drafts of an import in one transaction; False when nothing is left to do.

    What fails takes everything back that the import made: all items or none.
    """
    try:
        return _import_step(batch_id, now=now)
    except (IntegrityError, ValueError, TypeError) as error:
        with transaction.atomic():
            batch = ItemImport.objects.select_for_update().get(pk=batch_id)
            batch.trouble = str(error)[:300]
            batch.save(update_fields=["trouble"])
            _take_back(batch, now=now)
        return False


@transaction.atomic
def _import_step(batch_id: int, *, now: datetime) -> bool:
    # The import's row is locked: a second worker waits, and then finds the next items.
    batch = (
        ItemImport.objects.select_for_update(of=("self",))
        .select_related("bank", "created_by")
        .get(pk=batch_id)
    )
    if not batch.is_running or batch.cancelled_at is not None:
        return False
    rows = list(batch.rows.filter(verdict=ItemImportRow.Verdict.TAKE, item=None).order_by("number")[:_STEP])
    if not rows:
        batch.finished_at = now
        batch.save(update_fields=["finished_at"])
        return False
    items = [_draft(batch, row) for row in rows]
    create_drafts(items, by=batch.created_by, now=now)
    for row, item in zip(rows, items, strict=True):
        row.item = item
    ItemImportRow.objects.bulk_update(rows, ["item"])
    return True


def _draft(batch: ItemImport, row: ItemImportRow) -> Item:
    """What a row becomes: a draft of whoever brought it. Nothing is published without another person."""
    item = Item(bank=batch.bank, slug=row.slug, purpose=batch.purpose)
    for name in (*FIELDS, "references"):
        setattr(item, name, row.fields.get(name, ""))
    raw = raw_interaction(row.content, block_id=str(uuid.uuid4()))
    item.interaction = Item._meta.get_field("interaction").to_python(raw)
    return item


def _take_back(batch: ItemImport, *, now: datetime) -> None:
    """Remove the drafts that an import made. One that was published in the meantime stays."""
    made = Item.objects.filter(
        pk__in=batch.rows.exclude(item=None).values("item"), live=False, versions__isnull=True
    )
    for item in made:
        item.delete()
    batch.taken_back_at = now
    batch.save(update_fields=["taken_back_at"])


def _announce(batch: ItemImport) -> None:
    transaction.on_commit(partial(import_due.send_robust, sender=ItemImport, batch_id=batch.pk))


def noted(notes: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Each note's fate and its sentence in the reader's language."""
    return [(str(note["fate"]), _(str(note["template"])) % note["values"]) for note in notes]


def refusal_of(batch: ItemImport) -> str:
    """Why the file is of no use, in the reader's language; "" where it is of some."""
    return _(batch.refusal["template"]) % batch.refusal["values"] if batch.refusal else ""
