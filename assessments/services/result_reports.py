"""Figures as reports: what the page of an assessment, of its items and of one item says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import engine
from assessments.engine import statistics
from assessments.models import Assessment
from assessments.services.counts import MOST_OF_COHORT, Counts
from assessments.services.flag_words import LABELS, option_labels
from assessments.services.item_results import ItemRow, OneItem, VersionFigures
from assessments.services.results import Figures
from assessments.services.tables import Cell, Column, Report, Table, cells, numbers


def few() -> str:
    """What stands in place of a number that would tell of single people."""
    return _("fewer than %(least)s") % {"least": statistics.MIN_GROUP}


def names_of(assessment: Assessment, kind: str) -> Mapping[str, str]:
    """What the bank calls its domains or levels."""
    found: Mapping[str, str] = assessment.bank.names.get(kind, {})
    return found


def scope_notes(counts: Counts) -> list[str]:
    """What a reader must know of the attempts behind the figures."""
    notes = []
    if counts.others:
        notes.append(
            _(
                "%(count)s more attempts in this choice had a form with another blueprint. Their totals do not "
                "compare, so they are not in these figures: choose their form to see them."
            )
            % {"count": counts.others if counts.others >= statistics.MIN_GROUP else few()}
        )
    if counts.is_cut:
        notes.append(
            _("Only the newest %(most)s attempts of this cohort are counted.") % {"most": MOST_OF_COHORT}
        )
    return notes


def assessment_report(assessment: Assessment, counts: Counts, figures: Figures | None) -> Report:
    """The page of an assessment: facts, distribution, domains, places, pass rate over time."""
    title = _("Results of %(title)s") % {"title": assessment.title}
    if figures is None:
        return Report(title, notes=scope_notes(counts))
    tables = [_distribution(figures), _domains(assessment, figures), _places(assessment, figures)]
    if any(period.pass_rate is not None for period in figures.periods):
        tables.append(_periods(figures))
    return Report(title, facts=_facts(figures), tables=tables, notes=scope_notes(counts))


def _facts(figures: Figures) -> list[tuple[Any, Cell]]:
    found = figures.totals
    low, middle, high = figures.minutes
    facts = [
        (_("Attempts"), Cell(found.count)),
        (_("Mean score"), Cell(found.mean, 2)),
        (_("Median"), Cell(found.median, 2)),
        (_("Standard deviation"), Cell(found.sd, 2)),
        (_("Skewness"), Cell(found.skewness, 2)),
        (_("Kurtosis, in excess of the normal"), Cell(found.kurtosis, 2)),
        (_("Reliability, Cronbach's alpha"), Cell(found.alpha, 2)),
        (_("Standard error of measurement, marks"), Cell(found.sem, 2)),
        (_("Highest possible score"), Cell(figures.maximum)),
        (_("Minutes from start to submission: median"), Cell(middle, 1)),
        (_("Half of all took, minutes"), Cell(f"{low:.0f}–{high:.0f}")),
    ]
    if figures.cut is not None:
        facts.append((_("Cut score"), Cell(figures.cut, 0 if figures.cut == int(figures.cut) else 2)))
    if figures.pass_rate is not None:
        facts.append((_("Passed, % of decided attempts"), Cell(figures.pass_rate, 1)))
    if figures.held:
        facts.append((_("Held for an officer"), Cell(figures.held)))
    if figures.agreement is not None:
        facts += [
            (_("Same decision on another form, %"), Cell(100 * figures.agreement.consistency, 1)),
            (_("Decisions in line with the true score, %"), Cell(100 * figures.agreement.accuracy, 1)),
        ]
    return facts


def _distribution(figures: Figures) -> Table:
    whole = figures.totals.count
    return Table(
        _("Distribution of scores"),
        [Column(_("Score")), numbers(_("Attempts")), numbers(_("% of attempts"))],
        [[Cell(bar.label), Cell(bar.count), Cell(100 * bar.count / whole, 1)] for bar in figures.bars],
        name="distribution",
    )


def _domains(assessment: Assessment, figures: Figures) -> Table:
    names = names_of(assessment, "domains")
    return Table(
        _("Domains"),
        [
            Column(_("Domain")),
            numbers(_("Items in a form")),
            numbers(_("Mean, % of the marks")),
            numbers(_("Median, %")),
            numbers(_("Standard deviation, %")),
        ],
        [
            [
                Cell(names.get(row.domain, row.domain)),
                Cell(row.items, 1),
                Cell(row.mean, 1),
                Cell(row.median, 1),
                Cell(row.sd, 1),
            ]
            for row in figures.domains
        ],
        [_("A domain has no pass mark: with so few items it measures a single person too roughly.")],
        name="domains",
    )


def _places(assessment: Assessment, figures: Figures) -> Table:
    domains, levels = names_of(assessment, "domains"), names_of(assessment, "levels")
    return Table(
        _("Places of the blueprint"),
        [
            Column(_("Place")),
            numbers(_("Mean mark")),
            numbers(_("Standard deviation")),
            numbers(_("Intended weight, %")),
            numbers(_("Effective weight, %")),
        ],
        [
            [
                Cell(
                    f"{domains.get(row.domain, row.domain)}, {levels.get(row.level, row.level)}, {row.number}"
                ),
                Cell(row.mean, 2),
                Cell(row.sd, 2),
                Cell(row.intended, 1),
                Cell(row.effective, 1),
            ]
            for row in figures.places
        ],
        [
            _(
                "Each form is drawn: a place is the first, second, … item of a cell of the blueprint in the order "
                "of a form. An effective weight is missing where a place works against the rest."
            )
        ],
        name="places",
    )


def _periods(figures: Figures) -> Table:
    return Table(
        _("Pass rate over time"),
        [Column(_("Submitted in")), numbers(_("Attempts")), numbers(_("Passed, %"))],
        [[Cell(row.label), Cell(row.count), Cell(row.pass_rate, 1)] for row in figures.periods],
        [
            _("Months with fewer than %(least)s attempts are joined to those after or before them.")
            % {"least": statistics.MIN_GROUP}
        ],
        name="periods",
    )


def items_report(assessment: Assessment, counts: Counts, rows: Sequence[ItemRow], query: str = "") -> Report:
    """The table of items. `query` is the scope, for the links to each of them."""
    columns = [
        Column(_("Item"), sort="slug"),
        Column(_("What it measures")),
        Column(_("Domain"), sort="domain"),
        Column(_("Kind"), sort="type"),
        Column(_("Stage"), sort="stage"),
        numbers(_("Attempts"), "count"),
        numbers(_("Forms ever"), "exposures"),
        numbers(_("Facility, %"), "facility"),
        numbers(_("SD, %"), "sd"),
        numbers(_("Discrimination, %"), "discrimination"),
        numbers(_("Efficiency, %"), "efficiency"),
        numbers(_("Guess, %"), "guess"),
        numbers(_("Seconds, median"), "seconds"),
        Column(_("Flags"), sort="flags"),
    ]
    table = Table(
        _("Items"),
        columns,
        [_item_cells(assessment, row, query) for row in rows],
        [
            _("Items with fewer than %(least)s attempts have no figures yet.")
            % {"least": statistics.MIN_GROUP}
        ],
        name="items",
    )
    title = _("Items of %(title)s") % {"title": assessment.title}
    return Report(title, tables=[table], notes=scope_notes(counts))


def _item_cells(assessment: Assessment, row: ItemRow, query: str) -> list[Cell]:
    names = names_of(assessment, "domains")
    url = reverse("results:item", args=[assessment.uuid, row.item_id]) + (f"?{query}" if query else "")
    found = row.found
    flags = ", ".join(dict.fromkeys(str(LABELS[one.flag]) for one in row.flags))
    beside = _(" (not in the total)") if row.beside else ""
    return [
        Cell(row.slug, url=url),
        Cell(row.measures),
        Cell(names.get(row.domain, row.domain)),
        Cell(kind_title(row.type)),
        Cell(f"{stage_title(row.stage)}{beside}"),
        Cell(few() if found is None else row.count),
        Cell(row.exposures),
        *_figures_of(found),
        Cell(row.guess, 1),
        Cell(row.seconds, 0),
        Cell(flags, badge="caution" if flags else ""),
    ]


def _figures_of(found: statistics.ItemStatistics | None) -> list[Cell]:
    if found is None:
        return cells([None] * 4)
    return cells([found.facility, found.sd, found.discrimination, found.efficiency], 1)


def kind_title(type_name: str) -> str:
    """How people call a kind of item."""
    return engine.interaction_of({"type": type_name}).title


def stage_title(stage: str) -> str:
    """How people call a stage."""
    return {"pilot": _("Pilot"), "live": _("Live"), "retired": _("Retired")}.get(stage, stage)


def item_report(assessment: Assessment, found: OneItem, counts: Counts) -> Report:
    """One item: its figures, version by version, and its options."""
    title = _("Item %(slug)s in %(title)s") % {"slug": found.item.slug, "title": assessment.title}
    columns = [
        Column(_("Version")),
        numbers(_("Attempts")),
        numbers(_("Facility, %")),
        numbers(_("SD, %")),
        numbers(_("Discrimination, %")),
        numbers(_("Efficiency, %")),
        numbers(_("Seconds, median")),
    ]
    rows = []
    if len(found.versions) > 1:
        rows += [
            [Cell(_("All, not in the total") if beside else _("All")), *_figure_cells(figure)]
            for beside, figure in found.together.items()
        ]
    for version, beside, figure in found.versions:
        name = _("Version %(number)s") % {"number": version.number}
        rows.append([Cell(name + (_(", not in the total") if beside else "")), *_figure_cells(figure)])
    tables = [Table(_("Figures"), columns, rows, name="figures")]
    if found.judged.options:
        tables.append(options_table(found, found.judged))
    facts = [
        (_("What it measures"), Cell(found.item.measures)),
        (_("Forms ever"), Cell(found.item.exposures)),
        (_("A random guess earns, %"), Cell(found.guess, 1)),
    ]
    return Report(title, facts=facts, tables=tables, notes=scope_notes(counts))


def _figure_cells(figure: VersionFigures) -> list[Cell]:
    found = figure.found
    return [
        Cell(few() if found is None else figure.count),
        *_figures_of(found),
        Cell(figure.seconds, 0),
    ]


def options_table(found: OneItem, shown: VersionFigures) -> Table:
    """Who took which option, how they did on the rest, and how that goes from the weakest fifth to the strongest."""
    labels = option_labels(found)
    keys = {one.id for one in found.classes if one.is_key}
    number = found.shown.number
    fifths = shown.fifths or {}
    return Table(
        _("Options of version %(number)s") % {"number": number},
        [
            Column(_("Option")),
            Column(_("Key")),
            numbers(_("Taken by")),
            numbers(_("% of attempts")),
            numbers(_("Point-biserial")),
            numbers(_("Mean of the rest, marks")),
            *(numbers(_("Fifth %(n)s, %%") % {"n": place}) for place in range(1, 6)),
        ],
        [
            [
                Cell(labels[row.id]),
                Cell(_("key") if row.id in keys else ""),
                Cell(row.count),
                Cell(row.share, 1),
                Cell(row.point_biserial, 2),
                Cell(row.mean_rest, 2),
                *(Cell(share, 1) for share in fifths.get(row.id, [0.0] * 5)),
            ]
            for row in shown.options
        ],
        [_("Fifth 1 did worst on the rest of the test, fifth 5 best.")],
        name="options",
    )
