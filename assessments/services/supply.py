"""What a bank has to draw from, and what a blueprint asks of it."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import engine
from assessments.models import Assessment, BlueprintRule, Item, ItemBank

Place: TypeAlias = tuple[str, str]
Demand: TypeAlias = Mapping[Place, int]

# Of attempts without a limit so many are tried, and no more than so many of any.
UNLIMITED_TRIED = 5
MOST_TRIED = 12


@dataclass(slots=True)
class Supply:
    """What a bank has to draw from: items by cell, on trial apart, with their versions and enemies."""

    pool: defaultdict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))
    pilots: defaultdict[Place, list[int]] = field(default_factory=lambda: defaultdict(list))
    version_of: dict[int, int] = field(default_factory=dict)
    enemies: dict[int, str] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    worn: defaultdict[Place, int] = field(default_factory=lambda: defaultdict(int))


def read_supply(assessment: Assessment) -> Supply:
    """What an assessment may draw now, by the domain and level of the published versions. One query."""
    purpose = Item.Purpose.EXAMINATION if assessment.is_examination else Item.Purpose.PRACTICE
    published = Item.objects.published(purpose=purpose).exclude(stage=Item.Stage.RETIRED)
    supply = Supply()
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


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One cell of the grid: what is asked, what there is, and what is wrong with it, in words ("" for nothing)."""

    name: str
    place: Place
    wanted: int
    live: int
    at_once: int
    pilots: int
    worn: int
    state: str
    words: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One domain of the grid."""

    title: str
    cells: tuple[PlanCell, ...]

    @property
    def total(self) -> int:
        return sum(cell.wanted for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Plan:
    """A blueprint against its bank: the grid, and what keeps a form, or later forms, from being drawn."""

    levels: tuple[str, ...]
    rows: tuple[PlanRow, ...]
    total: int
    refusals: Mapping[Place, str]
    warnings: tuple[str, ...]

    @property
    def is_drawable(self) -> bool:
        """Whether somebody who has met nothing could start now."""
        return self.total > 0 and not self.refusals


def field_name(place: Place) -> str:
    """The name of the form's field for a cell."""
    return f"cell:{place[0]}:{place[1]}"


def demand_of(assessment: Assessment) -> dict[Place, int]:
    """The stored blueprint by cell."""
    if assessment.pk is None:
        return {}
    return {(rule.domain, rule.level): rule.items for rule in assessment.blueprint.all()}


def axes(bank: ItemBank, *more: Mapping[Place, object]) -> tuple[dict[str, str], dict[str, str]]:
    """The domains and the levels of a grid with their titles: the bank's own first, then what else there is."""
    domains = {slug: str(title) for slug, title in (bank.names.get("domains") or {}).items()}
    levels = {slug: str(title) for slug, title in (bank.names.get("levels") or {}).items()}
    for domain, level in sorted({place for found in more for place in found}):
        domains.setdefault(domain, domain)
        levels.setdefault(level, level)
    return domains, levels


def read_plan(assessment: Assessment, demand: Demand, *, supply: Supply | None = None) -> Plan:
    """A blueprint against what the bank has now. Nothing is saved; the assessment itself need not be."""
    supply = supply or read_supply(assessment)
    domains, levels = axes(assessment.bank, demand, supply.pool, supply.pilots)
    cells = [engine.Cell(*place, count) for place, count in demand.items() if count]
    total = sum(cell.count for cell in cells)
    tried = min(assessment.attempts_allowed or UNLIMITED_TRIED, MOST_TRIED)
    found = engine.rehearse(
        cells,
        supply.pool,
        attempts=tried if total else 0,
        max_repeat=assessment.repeat_share,
        enemies=supply.enemies,
    )
    lacking = engine.short_cells(cells, supply.pool)
    later = {(cell.domain, cell.level) for cell in found.short} if found.refusal else set()
    first = later if found.refusal and not found.drawn else set()
    refusals = {place: _refusal(lacking.get(place, 0)) for place in {*lacking, *first}}
    rows = tuple(
        PlanRow(
            title,
            tuple(
                _cell((domain, level), demand, supply, refusals, later - set(refusals)) for level in levels
            ),
        )
        for domain, title in domains.items()
    )
    warnings: tuple[str, ...] = () if refusals or not found.refusal else (_later_words(found, assessment),)
    pilots = sum(len(items) for items in supply.pilots.values())
    if total and pilots < assessment.pilot_items:
        warnings += (
            _("%(have)s items are on trial, and %(want)s are asked for: forms get fewer.")
            % {"have": pilots, "want": assessment.pilot_items},
        )
    return Plan(tuple(levels.values()), rows, total, refusals, warnings)


def _refusal(lacking: int) -> str:
    if not lacking:
        return _("Too many of its items may not meet in one form.")
    return ngettext("%(count)s item is missing.", "%(count)s items are missing.", lacking) % {
        "count": lacking
    }


def _cell(
    place: Place, demand: Demand, supply: Supply, refusals: Mapping[Place, str], later: set[Place]
) -> PlanCell:
    live = supply.pool.get(place, [])
    groups = Counter(supply.enemies.get(item, "") for item in live)
    free = groups.pop("", 0)
    wanted = demand.get(place, 0)
    state, words = "", ""
    if place in refusals:
        state, words = "short", refusals[place]
    elif place in later:
        state, words = "later", _("Too few for the last attempts: too much would repeat.")
    elif wanted:
        state, words = "fits", _("Can be filled.")
    return PlanCell(
        field_name(place),
        place,
        wanted,
        len(live),
        free + len(groups),
        len(supply.pilots.get(place, [])),
        supply.worn.get(place, 0),
        state,
        words,
    )


def _later_words(found: engine.Rehearsal, assessment: Assessment) -> str:
    said = ngettext(
        "Only %(count)s attempt of one person can be drawn: then more than %(share)s of the form would repeat.",
        "Only %(count)s attempts of one person can be drawn: then more than %(share)s of the form would repeat.",
        found.drawn,
    ) % {"count": found.drawn, "share": assessment.repeat_share}
    if assessment.attempts_allowed is None:
        return said
    return said + " " + _("It promises %(count)s.") % {"count": assessment.attempts_allowed}


@transaction.atomic
def keep_blueprint(assessment: Assessment, demand: Demand) -> bool:
    """Write the cells of a blueprint; whether anything changed. Cells that stay keep their places in the order."""
    wanted = {place: count for place, count in demand.items() if count}
    known = list(assessment.blueprint.all())
    if {(rule.domain, rule.level): rule.items for rule in known} == wanted:
        return False
    order = [place for rule in known if (place := (rule.domain, rule.level)) in wanted]
    order += [place for place in wanted if place not in order]
    assessment.blueprint.all().delete()
    BlueprintRule.objects.bulk_create(
        BlueprintRule(
            assessment=assessment, domain=domain, level=level, items=wanted[domain, level], position=position
        )
        for position, (domain, level) in enumerate(order)
    )
    return True
