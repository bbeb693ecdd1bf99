"""Banks and items from course packages, and back. Idempotent, and never over an instructor's edit."""

import hashlib
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import rfc8785
from django.conf import settings
from django.db import transaction
from wagtail.actions.publish_revision import PublishRevisionAction

from assessments import engine
from assessments.blocks import raw_interaction
from assessments.models import Item, ItemBank
from assessments.services.items import record_version
from assessments.services.new_items import create_published

CREATED: Final = "created"
CHANGED: Final = "changed"
UNCHANGED: Final = "unchanged"
CONFLICT: Final = "conflict"

# The entry that a load leaves in an item's history.
LOG_ACTION: Final = "assessments.load_item"

_TOGETHER = 100
_BLOCK_IDS = uuid.UUID("0f2a3a2e-5d0c-4b53-9f0e-6f0b8e7c1d55")
_ITEM_FIELDS = ("domain", "level", "outcome", "measures", "content_note")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of item data: where, which rule, what to do about it."""

    path: tuple[str | int, ...]
    rule: str
    message: str


def validate_item(interaction: Mapping[str, Any]) -> list[Problem]:
    """Every fault that the engine finds in an item's `interaction`; none when it accepts it."""
    try:
        engine.read_content(interaction)
        if interaction.get("type") == "upload" and not settings.ASSESSMENT_UPLOADS:
            raise engine.ContentInvalid((engine.fault_of("uploads_off"),))
    except engine.ContentInvalid as error:
        return [Problem(fault.path, fault.rule, fault.message) for fault in error.faults]
    return []


def digest_of(state: Any) -> str:
    """The SHA-256 of plain data in canonical JSON (RFC 8785): what was loaded, to compare with later."""
    return hashlib.sha256(rfc8785.dumps(state)).hexdigest()


@transaction.atomic
def load_bank(slug: str, *, title: str, names: Mapping[str, Any]) -> str:
    """Create or update a bank; `names` holds the titles of its domains and levels.

    A new bank is a specimen, and an existing one keeps its use: what a bank may certify is for an officer to decide.
    """
    bank, created = ItemBank.objects.get_or_create(slug=slug, defaults={"title": title, "names": dict(names)})
    if created:
        return CREATED
    if (bank.title, bank.names) == (title, dict(names)):
        return UNCHANGED
    bank.title, bank.names = title, dict(names)
    bank.save(update_fields=["title", "names"])
    return CHANGED


@transaction.atomic
def load_item(
    bank_slug: str, data: Mapping[str, Any], *, actor: Any, now: datetime, overwrite: bool = False
) -> str:
    """Create or update one item from an item file's data and publish it, with an entry in its history.

    "conflict" when the item was edited here since it was last loaded, holds an unpublished draft, is
    locked or was taken back: it is left alone unless `overwrite`. An item that says already what the file
    says is "unchanged". This is the one way past another person's approval. Raises engine.ContentInvalid,
    ItemBank.DoesNotExist.
    """
    bank = ItemBank.objects.get(slug=bank_slug)
    content = engine.plain_content(data["interaction"])
    wanted = _state(data, content)
    digest = digest_of(wanted)
    item = Item.objects.select_for_update().filter(bank=bank, slug=data["slug"]).first()
    if item is None:
        item = Item(bank=bank, slug=data["slug"])
        _write(item, wanted)
        create_published([item], by=actor, now=now, action=LOG_ACTION)
        return CREATED
    here = digest_of(state_of(item))
    pending = item.has_unpublished_changes or not item.live
    if here == digest and not pending:
        if item.loaded_digest != digest:
            # Somebody made here the change that the file makes: from now on they agree.
            Item.objects.filter(pk=item.pk).update(loaded_digest=digest)
        return UNCHANGED
    if (pending or item.locked or here != item.loaded_digest) and not overwrite:
        return CONFLICT
    _publish(item, wanted, actor=actor, now=now)
    return CHANGED


@transaction.atomic
def load_items(
    bank_slug: str,
    items: Sequence[Mapping[str, Any]],
    *,
    actor: Any,
    now: datetime,
    overwrite: bool = False,
) -> dict[str, str]:
    """What `load_item` does, for many items, by slug; those that the bank does not have are made together.

    Raises as `load_item` does.
    """
    bank = ItemBank.objects.get(slug=bank_slug)
    known = set(
        Item.objects.filter(bank=bank, slug__in=[data["slug"] for data in items]).values_list(
            "slug", flat=True
        )
    )
    fresh = [data for data in items if data["slug"] not in known]
    for start in range(0, len(fresh), _TOGETHER):
        made = []
        for data in fresh[start : start + _TOGETHER]:
            made.append(Item(bank=bank, slug=data["slug"]))
            _write(made[-1], _state(data, engine.plain_content(data["interaction"])))
        create_published(made, by=actor, now=now, action=LOG_ACTION)
    found = {str(data["slug"]): CREATED for data in fresh}
    for data in items:
        if data["slug"] in known:
            said = load_item(bank_slug, data, actor=actor, now=now, overwrite=overwrite)
            found[str(data["slug"])] = said
    return found


def _publish(item: Item, wanted: Mapping[str, Any], *, actor: Any, now: datetime) -> None:
    """Write an item's state, and publish it without anybody's approval. A pending workflow is cancelled."""
    _write(item, wanted)
    item.save()
    record_version(item, now=now)
    revision = item.save_revision(user=actor, clean=False)
    # Not Item.publish: that demands another person's approval.
    PublishRevisionAction(revision, user=actor, log_action=LOG_ACTION).execute(skip_permission_checks=True)


def _write(item: Item, wanted: Mapping[str, Any]) -> None:
    """Let an item say what a file says. Nothing is saved."""
    item.purpose = wanted["use"]
    for name in _ITEM_FIELDS:
        setattr(item, name, wanted[name])
    item.enemies = wanted.get("enemies", "")
    item.stage = wanted.get("stage", Item.Stage.LIVE)
    item.references = "\n".join(wanted["references"])
    block_id = str(uuid.uuid5(_BLOCK_IDS, f"{item.bank.slug}/{item.slug}"))
    raw = raw_interaction(wanted["interaction"], block_id=block_id)
    item.interaction = Item._meta.get_field("interaction").to_python(raw)
    item.loaded_digest = digest_of(wanted)
    # A file is live from the moment in which it is loaded, whatever was scheduled here.
    item.go_live_at = item.expire_at = None


def _state(data: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """What an item file says, as plain data in one form."""
    state: dict[str, Any] = {"use": data["use"], "references": [str(line) for line in data["references"]]}
    state |= {name: str(data.get(name) or "") for name in _ITEM_FIELDS}
    if data.get("enemies"):
        # Left out where there are none: what was loaded before items had enemies keeps its digest.
        state["enemies"] = str(data["enemies"])
    if data.get("stage") not in (None, Item.Stage.LIVE):
        state["stage"] = str(data["stage"])
    return state | {"interaction": dict(content)}


def state_of(item: Item) -> dict[str, Any]:
    """What an item's file would say. The interaction is {} where the engine refuses it."""
    fields = {name: getattr(item, name) for name in _ITEM_FIELDS}
    try:
        content: Mapping[str, Any] = engine.plain_content(item.content)
    except engine.ContentInvalid:
        content = {}
    return _state(
        {
            "use": item.purpose,
            "enemies": item.enemies,
            "stage": item.stage,
            "references": item.reference_lines,
            **fields,
        },
        content,
    )


def export_items(bank_slug: str) -> list[dict[str, Any]]:
    """Every live item of a bank as item files hold it, by slug; empty fields are left out."""
    exported = []
    for item in Item.objects.filter(bank__slug=bank_slug, live=True).order_by("slug"):
        state = state_of(item)
        kept = {
            name: state[name]
            for name in (
                "use",
                "stage",
                *_ITEM_FIELDS[:3],
                "enemies",
                "measures",
                "references",
                "content_note",
            )
            if state.get(name)
        }
        exported.append({"slug": item.slug, **kept, "interaction": state["interaction"]})
    return exported


def item_ids(bank_slug: str) -> dict[str, int]:
    """The id of every item of a bank by its slug, for what refers to items."""
    return dict(Item.objects.filter(bank__slug=bank_slug).values_list("slug", "pk"))


def item_places(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """The bank's and the item's own slug for each of these ids; none for an id that is gone."""
    rows = Item.objects.filter(pk__in=ids).values_list("pk", "bank__slug", "slug")
    return {pk: (bank, slug) for pk, bank, slug in rows}
