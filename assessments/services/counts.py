"""The counts that a screen asks for: of one assessment, some months, one shape of form, perhaps one cohort."""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.cache import cache

from assessments.engine import statistics
from assessments.models import Assessment, Outcome, Tally
from assessments.services.sittings import SittingReader

# A cohort is counted when it is asked for: so many attempts of it at most, the newest.
MOST_OF_COHORT = 3000
_KEPT_SECONDS = 3600

_Found = dict[statistics.TallyKey, statistics.Tally]


@dataclass(frozen=True, slots=True)
class Scope:
    """Which attempts: months ("2026-11") from and to, a shape of the form, a cohort's candidates; "" and None: all."""

    since: str = ""
    until: str = ""
    shape: str = ""
    members: Iterable[int] | None = None


@dataclass(slots=True)
class Counts:
    """What was counted. `months` and `shapes` are all there are, `by_month` the form's counts in the scope."""

    shape: str = ""
    form: statistics.Tally = field(default_factory=statistics.Tally)
    by_month: dict[str, statistics.Tally] = field(default_factory=dict)
    months: list[str] = field(default_factory=list)
    shapes: dict[str, int] = field(default_factory=dict)
    # Attempts in the scope whose form has another shape.
    others: int = 0
    is_cut: bool = False
    # The outcomes that were counted for a cohort; None where the tallies say it.
    outcomes: tuple[int, ...] | None = None

    @property
    def count(self) -> int:
        return sum(self.form.of("totals").values())

    @property
    def digest(self) -> str:
        """By which the counts of a cohort are known: an outcome never changes, and neither does what they came to."""
        return hashlib.sha256(array("q", self.outcomes or ())).hexdigest()

    @property
    def is_small(self) -> bool:
        """Whether they are too few to say anything of."""
        return self.count < statistics.MIN_GROUP


def read_counts(assessment: Assessment, scope: Scope) -> Counts:
    """The counts of forms: the months and shapes that there are, and those of the scope added up."""
    counts = Counts()
    if scope.members is None:
        found = _forms(assessment)
    else:
        counts.outcomes, counts.is_cut = _of_members(assessment, scope.members)
        found = _counted(counts, "forms")
    sizes: dict[str, int] = defaultdict(int)
    for key, tally in found.items():
        if key.kind is statistics.Kind.FORM:
            counts.months.append(key.month)
            if _is_within(key.month, scope):
                sizes[key.shape] += sum(tally.of("totals").values())
    counts.months = sorted(set(counts.months))
    counts.shapes = dict(sorted(sizes.items(), key=lambda one: (-one[1], one[0])))
    counts.shape = scope.shape if scope.shape in sizes else next(iter(counts.shapes), "")
    counts.others = sum(sizes.values()) - sizes.get(counts.shape, 0)
    for key, tally in sorted(found.items()):
        if key.kind is statistics.Kind.FORM and key.shape == counts.shape and _is_within(key.month, scope):
            counts.form.add(tally)
            counts.by_month[key.month] = tally
    return counts


def counts_of(
    assessment: Assessment,
    scope: Scope,
    counts: Counts,
    kind: statistics.Kind,
    *,
    names: Iterable[str] | None = None,
) -> dict[str, statistics.Tally]:
    """The counts of places or items of the scope by name; only some, where `names` says which. One query."""
    if counts.outcomes is not None:
        rows = [
            (key.name, tally)
            for key, tally in _counted(counts, _PARTS[kind]).items()
            if key.kind is kind and key.shape == counts.shape and _is_within(key.month, scope)
        ]
    else:
        query = Tally.objects.of(assessment.pk, kind).filter(shape=counts.shape)
        if scope.since:
            query = query.filter(month__gte=scope.since)
        if scope.until:
            query = query.filter(month__lte=scope.until)
        if names is not None:
            query = query.filter(name__in=list(names))
        rows = [
            (name, statistics.Tally(plain)) for name, plain in query.order_by().values_list("name", "counts")
        ]
    found: dict[str, statistics.Tally] = defaultdict(statistics.Tally)
    for name, tally in rows:
        if names is None or name in names:
            found[name].add(tally)
    return dict(found)


def _is_within(month: str, scope: Scope) -> bool:
    return (not scope.since or month >= scope.since) and (not scope.until or month <= scope.until)


def _forms(assessment: Assessment) -> _Found:
    rows = Tally.objects.of(assessment.pk, statistics.Kind.FORM).order_by()
    return {
        statistics.TallyKey(month, shape, statistics.Kind.FORM, ""): statistics.Tally(counts)
        for month, shape, counts in rows.values_list("month", "shape", "counts")
    }


def _of_members(assessment: Assessment, members: Iterable[int]) -> tuple[tuple[int, ...], bool]:
    """The outcomes to be counted, and whether there are more: who belongs to a cohort changes from day to day."""
    current = Outcome.objects.current().filter(
        attempt__assessment=assessment, attempt__candidate_id__in=members
    )
    newest = list(current.order_by("-attempt_id").values_list("pk", flat=True)[: MOST_OF_COHORT + 1])
    return tuple(newest[:MOST_OF_COHORT]), len(newest) > MOST_OF_COHORT


# The tallies of items are by far the most, and few screens ask for them.
_PARTS = {statistics.Kind.FORM: "forms", statistics.Kind.PLACE: "forms", statistics.Kind.ITEM: "items"}


def _counted(counts: Counts, part: str) -> _Found:
    """What was counted of a cohort's outcomes, from the records; kept for a while."""
    name = f"cohort-counts:{counts.digest}"
    kept: _Found | None = cache.get(f"{name}:{part}")
    if kept is not None:
        return kept
    counting = statistics.Counting()
    for sitting in SittingReader().read(counts.outcomes or ()).values():
        counting.put(sitting)
    found: dict[str, _Found] = {"forms": {}, "items": {}}
    for key, tally in counting.tallies.items():
        found[_PARTS[key.kind]][key] = tally
    cache.set_many({f"{name}:{one}": tallies for one, tallies in found.items()}, _KEPT_SECONDS)
    return found[part]


def counted_attempts(assessment_ids: Iterable[int]) -> dict[int, tuple[int, int, int]]:
    """For a list of assessments: how many attempts are counted, how many passed, how many decided. One query."""
    found: dict[int, tuple[int, int, int]] = {}
    rows = Tally.objects.filter(assessment_id__in=list(assessment_ids), kind=Tally.Kind.FORM).order_by()
    for assessment_id, plain in rows.values_list("assessment_id", "counts"):
        count, passed, decided = found.get(assessment_id, (0, 0, 0))
        decisions = plain.get("decisions", {})
        found[assessment_id] = (
            count + sum(plain.get("totals", {}).values()),
            passed + decisions.get("pass", 0),
            decided + decisions.get("pass", 0) + decisions.get("fail", 0),
        )
    return found
