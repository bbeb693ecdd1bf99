"""Drawing the form of one attempt from the bank, by the assessment's blueprint."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import Assessment, AttemptItem, ItemVersion
from assessments.services.refusals import StartRefused
from assessments.services.supply import Supply, read_supply

SEED_BITS = 62


def draw_form(
    assessment: Assessment, user_id: int | None, *, seed: int, met_since: datetime | None = None
) -> list[AttemptItem]:
    """The items of a form in their order, not yet saved: version and whether it is scored. For None: nobody yet.

    Practice and examination items are never mixed. What the person met in attempts begun before `met_since` counts
    as not met: whoever renews for decades would otherwise use the bank up. Raises StartRefused naming the cell that cannot be filled.
    """
    supply = read_supply(assessment)
    earlier = AttemptItem.objects.filter(
        attempt__candidate_id=user_id, attempt__assessment__bank_id=assessment.bank_id
    )
    if met_since is not None:
        earlier = earlier.filter(attempt__started_at__gte=met_since)
    repeat = assessment.repeat_share
    asks = user_id is not None and (repeat < 1 or assessment.pilot_items)
    seen = set(earlier.values_list("version__item_id", flat=True)) if asks else set()
    cells = [engine.Cell(rule.domain, rule.level, rule.items) for rule in assessment.blueprint.all()]
    try:
        drawn = engine.draw(
            cells,
            supply.pool,
            seed=seed,
            seen=seen if repeat < 1 else (),
            max_repeat=repeat,
            enemies=supply.enemies,
        )
    except engine.DrawRefused as error:
        raise StartRefused(_words(error, supply)) from error
    pilots = engine.draw_pilots(
        supply.pilots, drawn, seed=seed, count=assessment.pilot_items, seen=seen, enemies=supply.enemies
    )
    form = engine.mixed(drawn, pilots, seed=seed)
    if assessment.item_order == Assessment.ItemOrder.BLUEPRINT:
        form = engine.in_blueprint_order(form, cells, supply.pool, supply.pilots)
    _judge_uploads(form, supply)
    versions = _versions([supply.version_of[item_id] for item_id in form])
    return [
        AttemptItem(
            version=versions[supply.version_of[item_id]],
            is_scored=item_id not in pilots,
            note=supply.notes[item_id],
        )
        for item_id in form
    ]


def _versions(ids: list[int]) -> dict[int, ItemVersion]:
    """The versions by id, with the content of those that differ by attempt; that of the others stays where it is."""
    found = (
        ItemVersion.objects.defer("content")
        .annotate(drawn=KeyTransform("parameters", "content"), facts=KeyTransform("variants", "content"))
        .in_bulk(ids)
    )
    differing = [
        pk
        for pk, version in found.items()
        if getattr(version, "drawn", None) or getattr(version, "facts", None)
    ]
    return found | (ItemVersion.objects.in_bulk(differing) if differing else {})


def _judge_uploads(form: tuple[int, ...], supply: Supply) -> None:
    """No form asks for a file that this installation would not take."""
    if settings.ASSESSMENT_UPLOADS:
        return
    drawn = ItemVersion.objects.filter(pk__in=[supply.version_of[item_id] for item_id in form])
    if drawn.filter(content__type="upload").exists():
        raise StartRefused(_("This assessment asks for files, and files are not taken now. Tell its author."))


def lay_out(
    form: Sequence[AttemptItem], *, seed: int, met: Mapping[int, Sequence[str]] | None = None
) -> None:
    """Give each item of a drawn form its place, its own seed and its values. Nothing is saved.

    `met` names by item the variants that the candidate has met, the last one last.
    """
    known = met or {}
    source = random.Random(seed)  # noqa: S311 - a form has to be reproducible from its seed
    for place, item in enumerate(form, start=1):
        item.position, item.seed = place, source.getrandbits(SEED_BITS)
        item.values = values_of(item, met=known.get(item.version.item_id, ()))


def values_of(item: AttemptItem, *, met: Sequence[str] = ()) -> dict[str, str]:
    """What is drawn for an item by its seed; {} for one that is the same in every attempt.

    `met` names the variants of it that the candidate has met, the last one last.
    """
    if "content" in item.version.get_deferred_fields():
        return {}
    return engine.draw_values_of(item.version.content, seed=item.seed, met=met)


def variants_met(user_id: int, form: Sequence[AttemptItem]) -> dict[int, list[str]]:
    """The variants that a person has met of the form's items, by item, the last one last. At most one query."""
    asked = {
        item.version.item_id
        for item in form
        if "content" not in item.version.get_deferred_fields() and engine.variant_ids(item.version.content)
    }
    met: dict[int, list[str]] = {}
    if not asked:
        return met
    earlier = AttemptItem.objects.filter(attempt__candidate_id=user_id, version__item_id__in=asked)
    for item_id, values in earlier.order_by("attempt__started_at", "pk").values_list(
        "version__item_id", "values"
    ):
        if engine.VARIANT in values:
            met.setdefault(item_id, []).append(values[engine.VARIANT])
    return met


def _words(error: engine.DrawRefused, supply: Supply) -> str:
    if isinstance(error, engine.CellShort):
        cell = error.cell
        worn = supply.worn[cell.domain, cell.level]
        said = _(
            "This assessment cannot be drawn: %(domain)s, %(level)s has %(have)s of %(want)s items. Tell its author."
        ) % {"domain": cell.domain, "level": cell.level, "have": error.have, "want": cell.count}
        if worn:
            said += " " + _("%(count)s more have reached the limit of exposure.") % {"count": worn}
        return said
    if isinstance(error, engine.EnemiesMeet):
        return _(
            "This assessment cannot be drawn: in %(domain)s, %(level)s too many items may not meet in one form. "
            "Tell its author."
        ) % {"domain": error.cell.domain, "level": error.cell.level}
    short = error.short if isinstance(error, engine.TooManyRepeats) else ()
    cells = "; ".join(f"{cell.domain}, {cell.level}" for cell, _fresh in short)
    return _(
        "There are not enough items that you have not met yet (%(cells)s). Ask a certification officer."
    ) % {"cells": cells}
