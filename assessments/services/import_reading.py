"""Reading a file of items apart from the request that brought it: each item is judged, and nothing is made yet."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_noop

from assessments.engine.plain_text import plain_text
from assessments.engine.texts import normal
from assessments.interchange import FORMATS, FileRefused, Note, Travelling
from assessments.models import Item, ItemBank, ItemImport, ItemImportRow
from assessments.services.loading import validate_item
from assessments.services.pictures import PictureRefused, keep_picture

FIELDS = ("domain", "level", "outcome", "measures", "content_note", "enemies")
# A worker that is not done after so long is taken for dead, and another one goes on where it stopped.
LEASE = timedelta(minutes=5)
_MOST_TRIES = 3
_STEP = 200
_MOST_FAULTS = 5
_UNREADABLE = gettext_noop(
    "It could not be read to its end. Save it anew in the other system, or split it, and hand it in again."
)


def read_import(batch_id: int, *, now: datetime) -> None:
    """Read the file of an import, and keep what would become of each item; or why the file is of no use.

    The verdicts are kept in steps. Safe to run twice and at once: who comes second finds it read or taken up, and who
    comes after a worker that died goes on where it stopped.
    """
    batch = _take_up(batch_id, now=now)
    if batch is None:
        return
    try:
        _read(batch, now)
    except FileRefused as refusal:
        _close(batch.pk, {"template": refusal.template, "values": refusal.values})
    except Exception:
        # What we did not foresee is tried again by the next sweep, and given up after some tries.
        ItemImport.objects.filter(pk=batch.pk).update(taken_up_at=None)
        raise


def _read(batch: ItemImport, now: datetime) -> None:
    found = FORMATS[batch.format].read(bytes(batch.data))
    judge = _Judge(batch, now)
    place = judge.known_rows
    while place < len(found):
        rows = [judge.row(number, one) for number, one in enumerate(found[place : place + _STEP], place + 1)]
        if not _keep(batch.pk, rows, total=len(found)):
            return
        place += len(rows)
    _close(batch.pk)


@transaction.atomic
def _take_up(batch_id: int, *, now: datetime) -> ItemImport | None:
    """The import, if it waits to be read and nobody reads it. What took too many tries is given up."""
    batch = ItemImport.objects.select_for_update(of=("self",)).select_related("bank").get(pk=batch_id)
    if not batch.is_unread or (batch.taken_up_at is not None and batch.taken_up_at > now - LEASE):
        return None
    if batch.tries >= _MOST_TRIES:
        _close(batch.pk, {"template": _UNREADABLE, "values": {}})
        return None
    batch.taken_up_at, batch.tries = now, batch.tries + 1
    batch.save(update_fields=["taken_up_at", "tries"])
    return batch


@transaction.atomic
def _keep(batch_id: int, rows: list[ItemImportRow], *, total: int) -> bool:
    """Keep the next verdicts; False where it was called off, or another worker went on with it."""
    batch = ItemImport.objects.select_for_update().defer("data").get(pk=batch_id)
    if not batch.is_unread or batch.rows.count() != rows[0].number - 1:
        return False
    ItemImportRow.objects.bulk_create(rows)
    batch.total = total
    batch.save(update_fields=["total"])
    return True


@transaction.atomic
def _close(batch_id: int, refusal: Mapping[str, Any] | None = None) -> None:
    """The file was read, or is of no use: then nothing is kept of it but why."""
    batch = ItemImport.objects.select_for_update().defer("data").get(pk=batch_id)
    if not batch.is_unread:
        return
    if refusal is not None:
        batch.rows.all().delete()
    batch.is_read, batch.refusal, batch.data = True, refusal or {}, b""
    batch.save(update_fields=["is_read", "refusal", "data"])


class _Judge:
    """Judges the items of one file against the bank, and against each other."""

    def __init__(self, batch: ItemImport, now: datetime) -> None:
        self.batch, self.now = batch, now
        self.slugs = set(Item.objects.filter(bank=batch.bank).values_list("slug", flat=True))
        self.known: dict[str, str] = {}
        for slug, content in _contents(batch.bank):
            self._learn(content, slug)
        # What was judged before a worker died stands.
        kept = batch.rows.values_list("verdict", "slug", "content")
        self.known_rows = len(kept)
        for verdict, slug, content in kept:
            if verdict == ItemImportRow.Verdict.TAKE:
                self.slugs.add(slug)
                self._learn(content, slug)

    def _learn(self, content: Mapping[str, Any], slug: str) -> None:
        mark = _mark(content)
        if mark is not None:
            self.known.setdefault(mark, slug)

    def row(self, number: int, found: Travelling) -> ItemImportRow:
        row = ItemImportRow(
            batch=self.batch,
            number=number,
            name=found.name[:300],
            place=found.place[:300],
            notes=_plain(found.notes),
        )
        if found.content is None:
            row.verdict = ItemImportRow.Verdict.REFUSED
            return row
        content = dict(found.content)
        row.notes += self._pictures(content, found)
        row.fields = self._fields(row, found.fields)
        row.notes += _faults(content)
        row.content = content
        mark = _mark(content)
        if mark in self.known:
            row.verdict = ItemImportRow.Verdict.DUPLICATE
            row.notes.append(
                _note(
                    "changed",
                    gettext_noop("It asks what “%(slug)s” asks: it is left out."),
                    slug=self.known[mark],
                )
            )
            return row
        row.verdict, row.slug = ItemImportRow.Verdict.TAKE, self._slug(found.name)
        if mark is not None:
            self.known[mark] = row.slug
        return row

    def _slug(self, name: str) -> str:
        base = slugify(name)[:56] or "item"
        slug, number = base, 1
        while slug in self.slugs:
            number += 1
            slug = f"{base}-{number}"
        self.slugs.add(slug)
        return slug

    def _fields(self, row: ItemImportRow, given: Mapping[str, str]) -> dict[str, str]:
        """The item's own fields; a domain or level that the bank does not have gives way to the chosen one."""
        fields = {name: given.get(name, "") for name in (*FIELDS, "references")}
        for name in ("domain", "level"):
            known = self.batch.bank.names.get(f"{name}s") or {}
            if fields[name] and known and fields[name] not in known:
                row.notes.append(
                    _note(
                        "changed",
                        gettext_noop("The bank has no “%(given)s”: “%(taken)s” is taken."),
                        given=fields[name],
                        taken=getattr(self.batch, name),
                    )
                )
                fields[name] = ""
            fields[name] = fields[name] or getattr(self.batch, name)
        return fields

    def _pictures(self, content: dict[str, Any], found: Travelling) -> list[dict[str, Any]]:
        """Keep the pictures of an item; what is no picture is left out, and said."""
        image = content.get("image")
        if not isinstance(image, dict):
            return []
        data = found.images.get(str(image.get("digest")))
        if data is None:
            content.pop("image")
            return [_note("lost", gettext_noop("Its picture is not in the file."))]
        try:
            content["image"] = keep_picture(data, title=found.name, now=self.now, clean=True).as_content()
        except PictureRefused as refusal:
            content.pop("image")
            return [_note("lost", gettext_noop("Its picture: %(why)s"), why=str(refusal))]
        return []


def _contents(bank: ItemBank) -> Iterator[tuple[str, Mapping[str, Any]]]:
    items = Item.objects.filter(bank=bank, current_version__isnull=False)
    yield from items.values_list("slug", "current_version__content").iterator()


def _mark(content: Mapping[str, Any]) -> str | None:
    """What two items that ask the same have in common: the words of the stem and of what there is to choose."""
    parts = [
        str(part.get("text", ""))
        for name in ("choices", "pairs", "entries")
        for part in content.get(name) or ()
        if isinstance(part, dict)
    ]
    words = [str(content.get("stem", "")), str(content.get("text", "")), *sorted(parts)]
    said = "\n".join(normal(plain_text(word), case_sensitive=False) for word in words)
    return hashlib.sha256(said.encode()).hexdigest() if said.strip() else None


def _note(fate: str, template: str, **values: str) -> dict[str, Any]:
    return {"fate": fate, "template": template, "values": values}


def _plain(notes: Iterable[Note]) -> list[dict[str, Any]]:
    return [{"fate": note.fate.value, "template": note.template, "values": note.values} for note in notes]


def _faults(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the engine would not accept yet: a draft may hold it, and it is mended before it is submitted.

    Reasons that are still to be written were said already.
    """
    found = [
        problem for problem in validate_item(content) if problem.rule not in ("string_too_short", "missing")
    ]
    return [
        _note(
            "missing",
            gettext_noop("%(place)s: %(why)s"),
            place=".".join(map(str, problem.path)) or "item",
            why=problem.message,
        )
        for problem in found[:_MOST_FAULTS]
    ]
