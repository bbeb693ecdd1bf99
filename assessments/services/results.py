"""The figures of a whole assessment, from what was counted."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.engine import statistics
from assessments.models import Assessment
from assessments.services.counts import Counts, Scope, counts_of

# Bars of a distribution at most; then several marks share one.
MOST_BARS = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """How many totals lie from `low` up to, not with, `high`."""

    low: int
    high: int
    count: int
    label: str


@dataclass(frozen=True, slots=True)
class DomainRow:
    """The scores of one domain, as shares of its maximum in per cent."""

    domain: str
    items: float
    mean: float
    sd: float | None
    median: float


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One place of the blueprint: the k-th item of a cell. Weights in per cent."""

    domain: str
    level: str
    number: int
    mean: float
    sd: float | None
    intended: float
    effective: float | None


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """Months that are looked at together, because each alone has too few attempts."""

    since: str
    until: str
    count: int
    pass_rate: float | None

    @property
    def label(self) -> str:
        return self.since if self.since == self.until else f"{self.since} – {self.until}"


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page of an assessment says of a group that is large enough."""

    totals: statistics.TotalStatistics
    maximum: int
    cut: float | None
    pass_rate: float | None
    held: int
    agreement: statistics.Agreement | None
    bars: tuple[Bar, ...]
    domains: tuple[DomainRow, ...]
    places: tuple[PlaceRow, ...]
    periods: tuple[PeriodRow, ...]
    minutes: tuple[float, float, float]


def read_figures(assessment: Assessment, scope: Scope, counts: Counts) -> Figures | None:
    """The figures of the scope; None where it has too few attempts. One query beside the counts of the form."""
    if counts.is_small:
        return None
    form = counts.form
    totals = statistics.totals_of(form)
    maximum = max(map(int, form.of("maxima")))
    places = counts_of(assessment, scope, counts, statistics.Kind.PLACE)
    scale = statistics.scale_of(*(tally.of("marks") for tally in places.values()))
    joints = {name: statistics.joint_with_total(tally, scale) for name, tally in places.items()}
    variances = [joint.variance_x() / scale**2 for joint in joints.values()]
    found = statistics.total_statistics(totals, variances=variances)
    cut = None if assessment.cut_score is None else float(assessment.cut_score)
    agreement = None
    if cut is not None and found.mean is not None and found.sd is not None:
        agreement = statistics.decision_agreement(
            mean=found.mean, sd=found.sd, reliability=found.alpha, cut=cut, maximum=float(maximum)
        )
    decisions = form.of("decisions")
    return Figures(
        totals=found,
        maximum=maximum,
        cut=cut,
        pass_rate=_pass_rate(decisions),
        held=decisions.get("held", 0),
        agreement=agreement,
        bars=_bars(totals, maximum),
        domains=tuple(_domain(name, found) for name, found in sorted(form.starting("domain:").items())),
        places=_places(joints, scale),
        periods=_periods(counts.by_month),
        minutes=_quartiles(statistics.numbers_of(form.of("minutes"))),
    )


def _pass_rate(decisions: Mapping[str, int]) -> float | None:
    decided = decisions.get("pass", 0) + decisions.get("fail", 0)
    return 100 * decisions.get("pass", 0) / decided if decided else None


def _bars(totals: Mapping[Fraction, int], maximum: int) -> tuple[Bar, ...]:
    """Equal steps of whole marks from the lowest total, or nothing, to the maximum."""
    low = min(0, math.floor(min(totals)))
    step = math.ceil((maximum - low + 1) / MOST_BARS)
    counted: dict[int, int] = {}
    for total, times in totals.items():
        place = (math.floor(total) - low) // step
        counted[place] = counted.get(place, 0) + times
    bars = []
    for place in range((maximum - low) // step + 1):
        start, end = low + place * step, low + (place + 1) * step
        last = min(end - 1, maximum)
        label = str(start) if start == last else f"{start}–{last}"
        bars.append(Bar(start, end, counted.get(place, 0), label))
    return tuple(bars)


def _domain(name: str, counts: Mapping[str, int]) -> DomainRow:
    shares: dict[Fraction, int] = {}
    items = whole = 0
    for score, most, times in statistics.pairs_of(counts):
        shares[score / most] = shares.get(score / most, 0) + times
        items += int(most) * times
        whole += times
    joint = statistics.Joint({(share, share): times for share, times in shares.items()})
    found = statistics.total_statistics(shares, variances=())
    return DomainRow(
        name,
        items / whole,
        100 * float(joint.mean_x()),
        None if found.sd is None else 100 * found.sd,
        100 * (found.median or 0.0),
    )


def _places(joints: Mapping[str, statistics.Joint], scale: int) -> tuple[PlaceRow, ...]:
    weights = statistics.effective_weights(joints)
    rows = []
    for name, joint in joints.items():
        domain, level, number = name.split("|")
        rows.append(
            PlaceRow(
                domain,
                level,
                int(number),
                float(joint.mean_x()) / scale,
                math.sqrt(joint.variance_x()) / scale if joint.count > 1 else None,
                100 / len(joints),
                weights[name],
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.domain, row.level, row.number)))


def _periods(by_month: Mapping[str, statistics.Tally]) -> tuple[PeriodRow, ...]:
    """Months in order, joined until a group is large enough; what is left at the end joins the group before."""
    groups: list[tuple[list[str], statistics.Tally]] = []
    months: list[str] = []
    together = statistics.Tally()
    for month, tally in sorted(by_month.items()):
        months.append(month)
        together.add(tally)
        if _size(together) >= statistics.MIN_GROUP:
            groups.append((months, together))
            months, together = [], statistics.Tally()
    if months and groups:
        groups[-1][0].extend(months)
        groups[-1][1].add(together)
    return tuple(
        PeriodRow(listed[0], listed[-1], _size(tally), _pass_rate(tally.of("decisions")))
        for listed, tally in groups
    )


def _size(tally: statistics.Tally) -> int:
    return sum(tally.of("totals").values())


def _quartiles(minutes: Mapping[int, int]) -> tuple[float, float, float]:
    """The first quartile, the median and the third: the values below which so many lie, or at them."""
    whole = sum(minutes.values())
    return (
        _at(minutes, whole / 4),
        statistics.median_of(minutes) or 0.0,
        _at(minutes, whole * 3 / 4),
    )


def _at(values: Mapping[int, int], wanted: float) -> float:
    seen = 0
    for value, times in values.items():
        seen += times
        if seen >= wanted:
            return float(value)
    return 0.0
