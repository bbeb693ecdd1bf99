"""The figures of items, from what was counted; what is noticeable about them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.core.cache import cache
from django.db.models import Max

from assessments import engine
from assessments.engine import statistics
from assessments.models import Assessment, AttemptItem, Item, ItemVersion
from assessments.services.counts import Counts, Scope, counts_of, read_counts
from assessments.services.item_figures import ItemFigures, keep_item_figures

_KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item of an assessment among the attempts of a scope. `found` is None where they are too few.

    `beside` says that its marks are not in the total: a pilot item, or one that was taken out.
    """

    item_id: int
    slug: str
    measures: str
    domain: str
    level: str
    type: str
    stage: str
    exposures: int
    beside: bool
    count: int
    found: statistics.ItemStatistics | None
    guess: float | None
    seconds: float | None
    flags: tuple[statistics.Flagged, ...]

    @property
    def is_small(self) -> bool:
        return self.found is None


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """One version, or all of them together, of one item."""

    found: statistics.ItemStatistics | None
    count: int
    seconds: float | None = None
    options: tuple[statistics.OptionRow, ...] = ()
    fifths: Mapping[str, Sequence[float]] | None = None
    sizes: Sequence[int] = ()
    flags: tuple[statistics.Flagged, ...] = ()


def item_rows(assessment: Assessment, scope: Scope, counts: Counts, *, generation: int) -> list[ItemRow]:
    """Every item that the attempts of the scope had, its versions together. Three queries for any number.

    What was computed is kept until what was counted changes.
    """
    figures = _kept_figures(assessment, scope, counts, generation)
    items = {
        item.pk: item
        for item in Item.objects.filter(pk__any_of={item_id for item_id, _beside in figures}).only(
            "pk", "slug", "measures", "domain", "level", "stage", "exposures"
        )
    }
    rows = []
    for (item_id, beside), (figure, guess, type_name) in figures.items():
        item = items[item_id]
        rows.append(
            ItemRow(
                item_id,
                item.slug,
                item.measures,
                item.domain,
                item.level,
                type_name,
                item.stage,
                item.exposures,
                beside,
                figure.count,
                figure.found,
                guess,
                figure.seconds,
                figure.flags,
            )
        )
    return sorted(rows, key=lambda row: (row.slug, row.beside))


_Figures = dict[tuple[int, bool], tuple[VersionFigures, float | None, str]]


def _kept_figures(assessment: Assessment, scope: Scope, counts: Counts, generation: int) -> _Figures:
    rests_on = generation if counts.outcomes is None else counts.digest
    name = f"item-figures:{assessment.pk}:{rests_on}:{scope.since}:{scope.until}:{counts.shape}"
    found: _Figures | None = cache.get(name)
    if found is None:
        found = _figures(assessment, scope, counts)
        cache.set(name, found, _KEPT_SECONDS)
    return found


def _figures(assessment: Assessment, scope: Scope, counts: Counts) -> _Figures:
    tallies = counts_of(assessment, scope, counts, statistics.Kind.ITEM)
    versions = _versions(tallies)
    grouped: dict[tuple[int, bool], dict[int, statistics.Tally]] = defaultdict(dict)
    for name, tally in tallies.items():
        version = versions[statistics.version_of(name)]
        grouped[version.item_id, statistics.is_beside(name)][version.pk] = tally
    found: _Figures = {}
    for (item_id, beside), by_version in grouped.items():
        newest = versions[max(by_version, key=lambda pk: versions[pk].number)]
        content = _content(newest)
        figure = _together(by_version, newest, beside=beside, content=content)
        found[item_id, beside] = (figure, _guess(newest, content), newest.content["type"])
    return found


def _versions(tallies: Iterable[str]) -> dict[int, ItemVersion]:
    keys = {statistics.version_of(name) for name in tallies}
    return {version.pk: version for version in ItemVersion.objects.filter(pk__any_of=keys)}


def _content(version: ItemVersion) -> Any:
    """The content as a candidate might have met it, with the values of some variant."""
    values = engine.draw_values_of(version.content, seed=0)
    return engine.read_content(engine.variant_of(version.content, values))


def _guess(version: ItemVersion, content: Any) -> float | None:
    guess = engine.interaction_of(version.content).guess(content)
    return None if guess is None else float(100 * guess)


def _together(
    by_version: Mapping[int, statistics.Tally], newest: ItemVersion, *, beside: bool, content: Any
) -> VersionFigures:
    """All versions' marks together; the options of the newest alone, because they are its own."""
    whole = statistics.Tally()
    for tally in by_version.values():
        whole.add(tally)
    figure = figures_of(whole, newest, beside=beside, content=content)
    if len(by_version) == 1 or figure.found is None:
        return figure
    own = figures_of(by_version[newest.pk], newest, beside=beside, content=content)
    keys = _keys(statistics.classes_of(content))
    flags = statistics.flags_of(figure.found, guess=_guess(newest, content), options=own.options, keys=keys)
    return VersionFigures(
        figure.found, figure.count, figure.seconds, own.options, own.fifths, own.sizes, tuple(flags)
    )


def _keys(classes: Iterable[statistics.ResponseClass]) -> frozenset[str]:
    return frozenset(one.id for one in classes if one.is_key)


def figures_of(
    tally: statistics.Tally, version: ItemVersion, *, beside: bool, content: Any = None
) -> VersionFigures:
    """The figures of one version; only its count where it has too few attempts."""
    count = sum(tally.of("marks").values())
    if count < statistics.MIN_GROUP:
        return VersionFigures(None, count)
    content = content if content is not None else _content(version)
    joints = statistics.item_joints(tally, counts=not beside)
    found = statistics.item_statistics(joints.with_rest, maximum=Fraction(joints.scale))
    classes = statistics.classes_of(content)
    options = statistics.option_table(joints.options, names=[one.id for one in classes])
    sizes, fifths = statistics.fifths_of(joints.options)
    # Rows of pairs have one choice each: a target nobody chose for one row is no idle distractor of the item.
    judged = [] if any(one.row for one in classes) else options
    flags = statistics.flags_of(found, guess=_guess(version, content), options=judged, keys=_keys(classes))
    seconds = statistics.median_of(statistics.numbers_of(tally.of("seconds")))
    scaled = tuple(_in_marks(row, joints.scale) for row in [*options, *_no_answer(joints.options)])
    return VersionFigures(found, count, seconds, scaled if classes else (), fifths, sizes, tuple(flags))


def _no_answer(options: Any) -> list[statistics.OptionRow]:
    return statistics.option_table(options, names=[""]) if "" in options.options else []


def _in_marks(row: statistics.OptionRow, scale: int) -> statistics.OptionRow:
    mean = None if row.mean_rest is None else row.mean_rest / scale
    return statistics.OptionRow(row.id, row.count, row.share, row.point_biserial, mean)


@dataclass(frozen=True, slots=True)
class OneItem:
    """One item of an assessment: all versions together, each version, and the classes of the one shown."""

    item: Item
    together: dict[bool, VersionFigures]
    versions: tuple[tuple[ItemVersion, bool, VersionFigures], ...]
    shown: ItemVersion
    classes: tuple[statistics.ResponseClass, ...]
    guess: float | None

    @property
    def judged(self) -> VersionFigures:
        """The figures that its flags are of: those of marks in the total, where there are any."""
        return self.together.get(False) or self.together[True]


def one_item(
    assessment: Assessment, item: Item, scope: Scope, counts: Counts, *, only: ItemVersion | None = None
) -> OneItem | None:
    """Everything that was counted of one item, or of one version of it; None where no attempt of the scope had it.

    Two queries.
    """
    kept = ItemVersion.objects.filter(item=item).order_by("number")
    versions = {version.pk: version for version in ([only] if only is not None else kept)}
    names = [statistics.item_name(pk, counts=in_total) for pk in versions for in_total in (True, False)]
    tallies = counts_of(assessment, scope, counts, statistics.Kind.ITEM, names=names)
    if not tallies:
        return None
    listed = []
    grouped: dict[bool, dict[int, statistics.Tally]] = defaultdict(dict)
    for name in names:
        if name in tallies:
            version, beside = versions[statistics.version_of(name)], statistics.is_beside(name)
            grouped[beside][version.pk] = tallies[name]
            listed.append((version, beside, figures_of(tallies[name], version, beside=beside)))
    shown = max((version for version, _beside, _found in listed), key=lambda version: version.number)
    content = _content(shown)
    together = {
        beside: _together(by_version, versions[max(by_version)], beside=beside, content=content)
        for beside, by_version in grouped.items()
    }
    return OneItem(
        item,
        together,
        tuple(listed),
        shown,
        tuple(statistics.classes_of(content)),
        _guess(shown, content),
    )


def version_in_assessments(version: ItemVersion) -> list[tuple[Assessment, Counts, OneItem]]:
    """What was counted of one version in each assessment whose attempts had it, in the largest group of like forms."""
    had = AttemptItem.objects.filter(version=version, attempt__submitted_at__isnull=False).order_by()
    assessments = Assessment.objects.filter(pk__in=had.values("attempt__assessment")).order_by("title", "pk")
    found = []
    for assessment in assessments.select_related("bank"):
        for shape in read_counts(assessment, Scope()).shapes:
            scope = Scope(shape=shape)
            counts = read_counts(assessment, scope)
            one = one_item(assessment, version.item, scope, counts, only=version)
            if one is not None:
                found.append((assessment, counts, one))
                break
    return found


def keep_figures_of(assessment: Assessment) -> int:
    """Keep beside each item of an assessment what its attempts say of it, for the list of items; how many changed.

    Where an item is asked in several assessments, the one that was counted last speaks. Groups that are too small
    say nothing. Items beside the form, on trial for example, are judged like the others.
    """
    scope = Scope()
    counts = read_counts(assessment, scope)
    asked = AttemptItem.objects.filter(attempt__assessment=assessment, attempt__submitted_at__isnull=False)
    used = dict(
        asked.order_by()
        .values("version__item_id")
        .annotate(newest=Max("attempt__submitted_at"))
        .values_list("version__item_id", "newest")
    )
    figures: dict[int, ItemFigures] = {}
    for (item_id, _beside), (figure, _guess_value, _type) in _figures(assessment, scope, counts).items():
        found = figure.found
        figures[item_id] = ItemFigures(
            facility=_share(found.facility if found else None),
            discrimination=_share(found.discrimination if found else None),
            last_used_at=used.get(item_id),
        )
    return keep_item_figures(figures)


def _share(percent: float | None) -> Fraction | None:
    """A percentage as a share of one, as lists keep it."""
    return None if percent is None else Fraction(percent) / 100
