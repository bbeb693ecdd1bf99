"""From a published item to the immutable version that attempts refer to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from assessments import engine
from assessments.models import Item, ItemVersion
from assessments.services.labs import lab_card, mark_lab


@transaction.atomic
def record_version(item: Item, *, now: datetime) -> ItemVersion:
    """Make the immutable version of what is live, or find the equal one, and point the item at it.

    Raises engine.ContentInvalid: an item that the engine refuses is not published.
    """
    # Lock the item: two approvals may arrive together, and version numbers must not collide.
    locked = Item.objects.select_for_update().get(pk=item.pk)
    fresh = new_version(item, now=now)
    version: ItemVersion | None = locked.versions.filter(
        digest=fresh.digest, domain=item.domain, level=item.level
    ).first()
    if version is None:
        newest = locked.versions.order_by("-number").values_list("number", flat=True).first() or 0
        version, fresh.number = fresh, newest + 1
        version.save()
    Item.objects.filter(pk=item.pk).update(current_version=version)
    item.current_version = version
    return version


def new_version(item: Item, *, now: datetime) -> ItemVersion:
    """The first version of what an item says, not saved yet. Raises engine.ContentInvalid."""
    content = engine.plain_content(item.content)
    if content["type"] == "upload" and not settings.ASSESSMENT_UPLOADS:
        raise engine.ContentInvalid((engine.fault_of("uploads_off"),))
    return ItemVersion(
        item=item,
        number=1,
        content=content,
        digest=engine.digest(content),
        rules_version=engine.RULES_VERSION,
        domain=item.domain,
        level=item.level,
        created_at=now,
    )


@dataclass(frozen=True, slots=True)
class Check:
    """A knowledge check as a lesson shows it. `mark` is None until it has been answered.

    Of a lab the view is its card, and the response what was drawn and handed in.
    """

    item_id: int
    type: str
    view: Mapping[str, Any]
    response: Any
    mark: engine.Mark | None
    is_lab: bool = False


def show_checks(answers: Mapping[int, Any]) -> dict[int, Check]:
    """Live practice items by id, for lessons; an answered one (response given, {} included) with its marking.

    Never shows an examination item. One query for any number of items.
    """
    versions = _practice_versions(answers)
    shown = {}
    for item_id, version in versions.items():
        response = answers[item_id]
        card = lab_card(version)
        if card is not None:
            mark = None if response is None else mark_lab(version, response)
            shown[item_id] = Check(item_id, str(card["type"]), card, response, mark, is_lab=True)
            continue
        interaction, content = _as_asked(version)
        shown[item_id] = Check(
            item_id,
            interaction.type,
            interaction.view(content, seed=item_id),
            response,
            None if response is None else interaction.mark(content, response),
        )
    return shown


def item_content_type() -> ContentType:
    """What kind of content an item is, for apps that look for references to items."""
    return ContentType.objects.get_for_model(Item)


def answerable_checks(item_ids: Collection[int]) -> frozenset[int]:
    """Which of these items a lesson may ask now: live, and for practice."""
    return frozenset(
        Item.objects.drawable(purpose=Item.Purpose.PRACTICE)
        .filter(pk__in=item_ids)
        .values_list("pk", flat=True)
    )


def check_versions(item_ids: Collection[int]) -> dict[int, int]:
    """The version that a lesson would ask of each of these items, of those that it may ask. One light query.

    What show_checks gives for an item and an answer stays the same while this does.
    """
    asked = Item.objects.drawable(purpose=Item.Purpose.PRACTICE).filter(pk__in=item_ids)
    return dict(asked.values_list("pk", "current_version_id"))


def read_check_answer(item_id: int, fields: Mapping[str, Sequence[str]]) -> engine.Json:
    """A posted answer to a knowledge check in its normal form.

    Raises engine.ResponseInvalid, with a sentence for the learner, when nothing or nonsense was answered.
    """
    version = _practice_versions([item_id]).get(item_id)
    if version is None:
        raise engine.ResponseInvalid("gone")
    interaction, content = _as_asked(version)
    if interaction.type == "upload" or engine.as_lab(interaction) is not None:
        raise engine.ResponseInvalid("not_in_lessons" if interaction.type == "upload" else "lab_page")
    response = interaction.check(content, interaction.read_form(fields))
    if not interaction.is_answered(content, response):
        raise engine.ResponseInvalid("unanswered")
    return response


def _as_asked(version: ItemVersion) -> tuple[engine.Interaction, engine.Content]:
    """A version as a lesson asks it: everybody gets the same values of its parameters."""
    values = engine.draw_values_of(version.content, seed=version.item_id)
    variant = engine.variant_of(version.content, values)
    return engine.interaction_of(variant), engine.read_content(variant)


def _practice_versions(item_ids: Collection[int]) -> dict[int, ItemVersion]:
    items = (
        Item.objects.drawable(purpose=Item.Purpose.PRACTICE)
        .filter(pk__in=list(item_ids))
        .select_related("current_version")
        .defer("interaction")
    )
    return {item.pk: item.current_version for item in items if item.current_version is not None}
