"""How marking stands, and how far markers agree: for whoever leads it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, OuterRef, Q, Subquery

from assessments import engine
from assessments.models import Assessment, ManualMark, MarkingTask, MarkPart


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One item that people mark in an assessment: what waits, what is done, and how far two marks agree."""

    item: str
    measures: str
    waiting: int
    done: int
    third: int
    agreement: engine.MarkerAgreement


@dataclass(frozen=True, slots=True)
class MarkerFigures:
    """One marker in an assessment: how many marks, their mean, and how they lie against the other mark."""

    marker: str
    marks: int
    mean: Fraction
    agreement: engine.MarkerAgreement


@dataclass(frozen=True, slots=True)
class MarkingFigures:
    """How the marking of one assessment stands."""

    items: list[ItemFigures]
    markers: list[MarkerFigures]
    whole: engine.MarkerAgreement


def marked_assessments() -> Any:
    """Assessments of which people have marked anything, or have to."""
    return Assessment.objects.filter(pk__in=MarkingTask.objects.values("assessment")).order_by("title")


def marking_figures(assessment: Assessment) -> MarkingFigures:
    """How marking stands in one assessment. Four queries for any number of answers, which the database counts."""
    open_tasks = Q(done_at=None, withdrawn_at=None)
    counts: Any = (
        MarkingTask.objects.filter(assessment=assessment)
        .order_by()
        .values("item_id", "item__slug", "item__measures")
        .annotate(
            waiting=Count("pk", filter=open_tasks),
            done=Count("pk", filter=Q(done_at__isnull=False)),
            third=Count("pk", filter=Q(part=MarkPart.THIRD)),
        )
        .order_by("item__slug")
    )
    pairs = _pairs(assessment)
    tolerance = assessment.marking_tolerance
    by_item: dict[int, _Marks] = defaultdict(Counter)
    for pair in pairs:
        by_item[pair.item_id][pair.first, pair.second] += pair.times
    items = [
        ItemFigures(
            row["item__slug"],
            row["item__measures"],
            row["waiting"],
            row["done"],
            row["third"],
            engine.marker_agreement(by_item[row["item_id"]], tolerance=tolerance),
        )
        for row in counts
    ]
    whole = engine.marker_agreement(sum(by_item.values(), _Marks()), tolerance=tolerance)
    return MarkingFigures(items, _markers(assessment, pairs, tolerance=tolerance), whole)


# How often two marks were given to one answer.
_Marks = Counter[tuple[Fraction, Fraction]]


@dataclass(frozen=True, slots=True)
class _Pair:
    item_id: int
    first: Fraction
    second: Fraction
    first_by: int
    second_by: int
    times: int


def _pairs(assessment: Assessment) -> list[_Pair]:
    """First and second mark of the same answer, both done, and of how many answers by these two people."""
    done = MarkingTask.objects.filter(assessment=assessment, done_at__isnull=False).order_by("-pk")
    first = done.filter(attempt_item=OuterRef("attempt_item"), step=OuterRef("step"), part=MarkPart.FIRST)
    rows: Any = (
        done.filter(part=MarkPart.SECOND)
        .annotate(
            first=Subquery(first.values("mark__score")[:1]),
            first_by=Subquery(first.values("mark__marker_id")[:1]),
        )
        .exclude(first=None)
        .order_by()
        .values_list("item_id", "first", "mark__score", "first_by", "mark__marker_id")
        .annotate(Count("pk"))
    )
    return [_Pair(*row) for row in rows]


def _markers(assessment: Assessment, pairs: Iterable[_Pair], *, tolerance: int) -> list[MarkerFigures]:
    scores: dict[int, Counter[Fraction]] = defaultdict(Counter)
    marks: Any = ManualMark.objects.filter(assessment=assessment).order_by()
    for marker_id, score, times in marks.values_list("marker_id", "score").annotate(Count("pk")):
        scores[marker_id][score] += times
    against: dict[int, _Marks] = defaultdict(Counter)
    for pair in pairs:
        # Of each from their own side: the other's mark first, so that a positive mean says more generous.
        against[pair.first_by][pair.second, pair.first] += pair.times
        against[pair.second_by][pair.first, pair.second] += pair.times
    people = {person.pk: person for person in _people(scores)}
    found = [
        MarkerFigures(
            str(people[pk]),
            given.total(),
            sum((score * times for score, times in given.items()), Fraction(0)) / given.total(),
            engine.marker_agreement(against[pk], tolerance=tolerance),
        )
        for pk, given in scores.items()
    ]
    return sorted(found, key=lambda one: one.marker)


def _people(ids: Iterable[int]) -> Any:
    return get_user_model()._default_manager.filter(pk__in=list(ids))
