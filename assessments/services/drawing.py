"""Drawing the form of one attempt from the bank, by the assessment's blueprint."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models.fields.json import KeyTransform
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import Assessment, AttemptItem, Item, ItemVersion
from assessments.services.refusals import StartRefused


@dataclass(slots=True)
class _Supply:
    """What a bank has to draw from: items by cell, on trial apart, with their versions and enemies."""

    pool: defaultdict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    pilots: defaultdict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    version_of: dict[int, int] = field(default_factory=dict)
    enemies: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    worn: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))


def draw_form(assessment: Assessment, user_id: int | None, *, seed: int) -> list[AttemptItem]:
    """The items of a form in their order, not yet saved: version and whether it is scored. For None: nobody yet.

    Practice and examination items are never mixed. Raises StartRefused naming the cell that cannot be filled.
    """
    supply = _supply(assessment)
    earlier = AttemptItem.objects.filter(
        attempt__candidate_id=user_id, attempt__assessment__bank_id=assessment.bank_id
    )
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


def _supply(assessment: Assessment) -> _Supply:
    purpose = Item.Purpose.EXAMINATION if assessment.is_examination else Item.Purpose.PRACTICE
    published = Item.objects.published(purpose=purpose).exclude(stage=Item.Stage.RETIRED)
    supply = _Supply()
    for item_id, version_id, domain, level, group, stage, exposures, note in published.filter(
        bank_id=assessment.bank_id
    ).values_list(
        "pk",
        "current_version_id",
        "current_version__domain",
        "current_version__level",
        "enemies",
        "stage",
        "exposures",
        "content_note",
    ):
        supply.version_of[item_id] = version_id
        supply.enemies[item_id], supply.notes[item_id] = group, note
        if assessment.exposure_limit is not None and exposures >= assessment.exposure_limit:
            supply.worn[domain, level] += stage == Item.Stage.LIVE
        elif stage == Item.Stage.PILOT:
            supply.pilots[domain, level].append(item_id)
        else:
            supply.pool[domain, level].append(item_id)
    return supply


def _versions(ids: list[int]) -> dict[int, ItemVersion]:
    """The versions by id, with the content of those that have parameters; that of the others stays where it is."""
    found = (
        ItemVersion.objects.defer("content")
        .annotate(drawn=KeyTransform("parameters", "content"))
        .in_bulk(ids)
    )
    with_parameters = [pk for pk, version in found.items() if getattr(version, "drawn", None)]
    return found | (ItemVersion.objects.in_bulk(with_parameters) if with_parameters else {})


def _judge_uploads(form: tuple[int, ...], supply: _Supply) -> None:
    """No form asks for a file that this installation would not take."""
    if settings.ASSESSMENT_UPLOADS:
        return
    drawn = ItemVersion.objects.filter(pk__in=[supply.version_of[item_id] for item_id in form])
    if drawn.filter(content__type="upload").exists():
        raise StartRefused(_("This assessment asks for files, and files are not taken now. Tell its author."))


def values_of(item: AttemptItem) -> dict[str, str]:
    """What is drawn for an item's parameters by its seed; {} for an item that has none."""
    if "content" in item.version.get_deferred_fields():
        return {}
    return engine.draw_values_of(item.version.content, seed=item.seed)


def _words(error: engine.DrawRefused, supply: _Supply) -> str:
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
