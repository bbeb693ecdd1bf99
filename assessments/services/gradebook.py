"""People and what they reached in assessments: lists of attempts, and grades over several attempts."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _

from assessments import engine
from assessments.models import Assessment, Attempt, Outcome, Response
from assessments.models.outcomes import decision_words
from assessments.services.candidates import matching, name_of
from assessments.services.tables import Cell, Column, Table, numbers


def filtered_attempts(attempts: QuerySet[Attempt], wanted: dict[str, Any]) -> QuerySet[Attempt]:
    """Attempts by what was asked for, the newest first, each with its current outcome (`score`, `decision`, …)."""
    current = Outcome.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    found = attempts.select_related("assessment", "candidate").annotate(
        score=Subquery(current.values("score")[:1]),
        maximum=Subquery(current.values("maximum")[:1]),
        decision=Subquery(current.values("decision")[:1]),
        domains=Subquery(current.values("domains")[:1]),
    )
    if wanted.get("assessment"):
        found = found.filter(assessment=wanted["assessment"])
    if wanted.get("q"):
        found = found.filter(matching(wanted["q"], path="candidate__"))
    if wanted.get("members") is not None:
        found = found.filter(candidate_id__in=wanted["members"])
    if wanted.get("decision"):
        found = found.filter(decision=wanted["decision"])
    if wanted.get("since"):
        found = found.filter(started_at__gte=_midnight(wanted["since"]))
    if wanted.get("until"):
        found = found.filter(started_at__lt=_midnight(wanted["until"]) + timedelta(days=1))
    return _in_state(found, wanted.get("state", "")).order_by("-started_at", "-pk")


def _in_state(found: QuerySet[Attempt], state: str) -> QuerySet[Attempt]:
    if state == "open":
        return found.filter(submitted_at=None)
    if state == "submitted":
        return found.exclude(submitted_at=None)
    if state in {Response.Status.LATE.value, Response.Status.CONFLICT.value}:
        steps = Response.objects.filter(status=state).order_by()
        return found.filter(pk__in=steps.values("attempt_item__attempt_id"))
    return found


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time()))


def attempts_table(attempts: Iterable[Any], *, may_name: bool) -> Table:
    """Annotated attempts as a table."""
    rows = [
        [
            Cell(attempt.started_at, url=reverse("results:attempt", args=[attempt.uuid])),
            Cell(name_of(attempt.candidate, may_name=may_name)),
            Cell(attempt.assessment.title),
            Cell(attempt.number),
            Cell(attempt.submitted_at),
            Cell(attempt.score, 2),
            Cell(attempt.maximum, 0),
            Cell(_decision(attempt)),
        ]
        for attempt in attempts
    ]
    columns = [
        Column(_("Started")),
        Column(_("Candidate")),
        Column(_("Assessment")),
        numbers(_("Attempt")),
        Column(_("Submitted")),
        numbers(_("Score")),
        numbers(_("Of")),
        Column(_("Decision")),
    ]
    return Table(_("Attempts"), columns, rows, name="attempts")


def _decision(attempt: Any) -> str:
    if attempt.submitted_at is None:
        return _("Running")
    return decision_words(attempt.decision, attempt.domains)


def graded_people(
    assessments: Sequence[Assessment], *, text: str = "", members: Iterable[int] | None = None
) -> QuerySet[Any]:
    """Whoever has submitted an attempt at one of the assessments, in the order in which they joined."""
    sat = Attempt.objects.filter(candidate=OuterRef("pk"), assessment__in=assessments).exclude(
        submitted_at=None
    )
    people = get_user_model().objects.filter(Exists(sat)).order_by("pk")
    if text:
        people = people.filter(matching(text))
    if members is not None:
        people = people.filter(pk__in=members)
    return people


def gradebook_table(people: Sequence[Any], assessments: Sequence[Assessment], *, may_name: bool) -> Table:
    """People in rows, assessments in columns: the grade by the assessment's own method, and whether one passed.

    One query for any number of people and assessments.
    """
    outcomes = (
        Outcome.objects.current()
        .filter(attempt__candidate__in=people, attempt__assessment__in=assessments)
        .exclude(attempt__submitted_at=None)
        .order_by("attempt__number")
        .values_list(
            "attempt__candidate_id",
            "attempt__assessment_id",
            "score",
            "maximum",
            "decision",
            "domains",
        )
    )
    found: dict[tuple[int, int], list[_Sat]] = defaultdict(list)
    for person, assessment_id, score, maximum, decision, domains in outcomes:
        waits = any(entry.get("waiting") for entry in domains)
        share = None if waits else engine.share(score, maximum)
        found[person, assessment_id].append(_Sat(share, decision, decision_words(decision, domains)))
    columns = [Column(_("Candidate"))]
    for one in assessments:
        columns.append(numbers(_("%(title)s, %%") % {"title": one.title}))
        if one.is_examination:
            columns.append(Column(_("%(title)s: decision") % {"title": one.title}))
    rows = []
    for person in people:
        row = [Cell(name_of(person, may_name=may_name))]
        for one in assessments:
            row += _grade(one, found.get((person.pk, one.pk), []))
        rows.append(row)
    methods = sorted({f"{one.title}: {one.get_grading_display()}" for one in assessments})
    return Table(
        _("Gradebook"),
        columns,
        rows,
        [
            _(
                "What counts over several attempts: %(methods)s. A grade decides nothing: a decision belongs to one attempt."
            )
            % {"methods": "; ".join(methods)}
        ],
        name="gradebook",
    )


@dataclass(frozen=True, slots=True)
class _Sat:
    """What one attempt came to; no share while a marker has to say what it is."""

    share: Fraction | None
    decision: str
    words: str


_BEST_FIRST = ("pass", "held", "fail", "")


def _grade(assessment: Assessment, sat: list[_Sat]) -> list[Cell]:
    grade = engine.grade(engine.GradingMethod(assessment.grading), [one.share for one in sat])
    cells = [Cell(None if grade is None else 100 * grade, 1)]
    if assessment.is_examination:
        best = min(sat, key=lambda one: _BEST_FIRST.index(one.decision), default=None)
        cells.append(Cell(None if best is None else best.words))
    return cells
