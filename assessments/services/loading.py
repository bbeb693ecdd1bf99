"""Items and assessments from course packages, and back. Idempotent, and never over an instructor's edit."""

import hashlib
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import rfc8785
from django.db import transaction
from wagtail.actions.publish_revision import PublishRevisionAction

from assessments import engine
from assessments.blocks import raw_interaction
from assessments.models import REVIEW_PARTS, Assessment, BlueprintRule, Item, ItemBank
from assessments.services.items import record_version

CREATED, CHANGED, UNCHANGED, CONFLICT = "created", "changed", "unchanged", "conflict"
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
    except engine.ContentInvalid as error:
        return [Problem(fault.path, fault.rule, fault.message) for fault in error.faults]
    return []


def _digest(data: Any) -> str:
    return hashlib.sha256(rfc8785.dumps(data)).hexdigest()


@transaction.atomic
def load_bank(slug: str, *, title: str, names: Mapping[str, Any], use: str = ItemBank.Use.SPECIMEN) -> str:
    """Create or update a bank; `names` holds the titles of its domains and levels."""
    bank, created = ItemBank.objects.get_or_create(
        slug=slug, defaults={"title": title, "names": dict(names), "use": use}
    )
    if created:
        return CREATED
    if (bank.title, bank.names) == (title, dict(names)):
        return UNCHANGED
    bank.title, bank.names = title, dict(names)
    bank.save()
    return CHANGED


@transaction.atomic
def load_item(
    bank_slug: str, data: Mapping[str, Any], *, actor: Any, now: datetime, overwrite: bool = False
) -> str:
    """Create or update one item from an item file's data and publish it, with an entry in the history.

    "conflict" when the item was edited here since it was last loaded, or holds an unpublished draft:
    it is left alone unless `overwrite`. Raises engine.ContentInvalid.
    """
    bank = ItemBank.objects.get(slug=bank_slug)
    content = engine.plain_content(data["interaction"])
    wanted = _item_state(data, content)
    digest = _digest(wanted)
    item = Item.objects.select_for_update().filter(bank=bank, slug=data["slug"]).first()
    if item is not None:
        here = _digest(_item_state_of(item))
        edited = here != item.loaded_digest or item.has_unpublished_changes
        if edited and not overwrite:
            return UNCHANGED if here == digest and not item.has_unpublished_changes else CONFLICT
        if here == digest and item.live and not item.has_unpublished_changes:
            return UNCHANGED
    result = CREATED if item is None else CHANGED
    item = item or Item(bank=bank, slug=data["slug"], live=False)
    item.purpose = wanted["use"]
    for name in _ITEM_FIELDS:
        setattr(item, name, wanted[name])
    item.references = "\n".join(wanted["references"])
    block_id = str(uuid.uuid5(_BLOCK_IDS, f"{bank_slug}/{data['slug']}"))
    item.interaction = Item._meta.get_field("interaction").to_python(
        raw_interaction(content, block_id=block_id)
    )
    item.save()
    revision = item.save_revision(user=actor, clean=False, log_action=True)
    PublishRevisionAction(revision, user=actor).execute(skip_permission_checks=True)
    item.refresh_from_db()
    record_version(item, now=now)
    Item.objects.filter(pk=item.pk).update(loaded_digest=digest)
    return result


def _item_state(data: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    state: dict[str, Any] = {"use": data["use"], "references": [str(line) for line in data["references"]]}
    state |= {name: str(data.get(name) or "") for name in _ITEM_FIELDS}
    return state | {"interaction": dict(content)}


def _item_state_of(item: Item) -> dict[str, Any]:
    fields = {name: getattr(item, name) for name in _ITEM_FIELDS}
    try:
        content: Mapping[str, Any] = engine.plain_content(item.content)
    except engine.ContentInvalid:
        content = {}
    return _item_state({"use": item.purpose, "references": item.reference_lines, **fields}, content)


def export_items(bank_slug: str) -> list[dict[str, Any]]:
    """Every live item of a bank as item files hold it, by slug; empty fields are left out."""
    exported = []
    for item in Item.objects.filter(bank__slug=bank_slug, live=True).order_by("slug"):
        state = _item_state_of(item)
        kept = {
            name: state[name]
            for name in ("use", *_ITEM_FIELDS[:4], "references", "content_note")
            if state[name]
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


def _assessment_state(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "title": data["title"],
        "kind": data["kind"],
        "instructions": str(data.get("instructions") or ""),
        "agreement": str(data.get("agreement") or ""),
        "minutes": data.get("minutes"),
        "attempts": data.get("attempts"),
        "retake_delay_hours": data.get("retake_delay_hours") or 0,
        "cut_score": None
        if data.get("cut_score") is None
        else f"{Decimal(str(data['cut_score'])).normalize():f}",
        "cut_score_status": str(data.get("cut_score_status") or Assessment.CutStatus.PROVISIONAL),
        "review": [part for part in REVIEW_PARTS if part in data["review"]],
        "blueprint": [
            {"domain": cell["domain"], "level": cell["level"], "items": cell["items"]}
            for cell in data["blueprint"]
        ],
    }


def _assessment_state_of(assessment: Assessment) -> dict[str, Any]:
    return _assessment_state(
        {
            "title": assessment.title,
            "kind": assessment.kind,
            "instructions": assessment.instructions,
            "agreement": assessment.agreement,
            "minutes": assessment.minutes,
            "attempts": assessment.attempts_allowed,
            "retake_delay_hours": assessment.retake_delay_hours,
            "cut_score": assessment.cut_score,
            "cut_score_status": assessment.cut_score_status,
            "review": assessment.review,
            "blueprint": list(assessment.blueprint.values("domain", "level", "items")),
        }
    )


@transaction.atomic
def load_assessment(bank_slug: str, data: Mapping[str, Any], *, overwrite: bool = False) -> str:
    """Create or update one assessment from its file's data; "conflict" when it was edited here since."""
    bank = ItemBank.objects.get(slug=bank_slug)
    wanted = _assessment_state(data)
    digest = _digest(wanted)
    assessment = Assessment.objects.select_for_update().filter(bank=bank, slug=data["slug"]).first()
    if assessment is not None:
        here = _digest(_assessment_state_of(assessment))
        if here == digest:
            return UNCHANGED
        if here != assessment.loaded_digest and not overwrite:
            return CONFLICT
    result = CREATED if assessment is None else CHANGED
    assessment = assessment or Assessment(bank=bank, slug=data["slug"])
    for name in (
        "title",
        "kind",
        "instructions",
        "agreement",
        "minutes",
        "retake_delay_hours",
        "cut_score_status",
        "review",
    ):
        setattr(assessment, name, wanted[name])
    assessment.attempts_allowed = wanted["attempts"]
    assessment.cut_score = None if wanted["cut_score"] is None else Decimal(wanted["cut_score"])
    assessment.loaded_digest = digest
    assessment.save()
    assessment.blueprint.all().delete()
    BlueprintRule.objects.bulk_create(
        BlueprintRule(assessment=assessment, position=place, **cell)
        for place, cell in enumerate(wanted["blueprint"])
    )
    return result


def export_assessments(bank_slug: str) -> list[dict[str, Any]]:
    """Every assessment of a bank as its file holds it, by slug; empty fields are left out."""
    exported = []
    for assessment in Assessment.objects.filter(bank__slug=bank_slug).order_by("slug"):
        state = _assessment_state_of(assessment)
        if state["kind"] == Assessment.Kind.PRACTICE and state["cut_score"] is None:
            del state["cut_score_status"]
        exported.append({"slug": assessment.slug, **{name: value for name, value in state.items() if value}})
    return exported
