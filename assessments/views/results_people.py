"""Single attempts and grades, for those who may see them; names only with their own permission."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.api import AuthenticatedRequest
from assessments.forms.results import AttemptFilterForm, GradebookForm
from assessments.models import Assessment, Attempt, ItemBank
from assessments.ports import cohort_choices, cohort_members
from assessments.services.attempt_history import attempt_report
from assessments.services.candidates import VIEW_NAMES
from assessments.services.gradebook import (
    attempts_table,
    filtered_attempts,
    gradebook_table,
    graded_people,
)
from assessments.services.item_life import record_views
from assessments.services.tables import Report
from assessments.views.result_files import file_of, without

VIEW_ATTEMPT = "assessments.view_attempt"
_PER_PAGE = 50
# A file holds every page of what was asked for, up to so many rows.
MOST_IN_FILE = 5000

may_see = permission_required(VIEW_ATTEMPT, raise_exception=True)


@dataclass(frozen=True, slots=True)
class _Page:
    """Some rows of a long list, without counting all of it."""

    rows: Sequence[Any]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1


def _page(request: AuthenticatedRequest, rows: QuerySet[Any]) -> _Page:
    """The page of the address, or everything that goes into a file."""
    if "format" in request.GET:
        found, has_more = _rows(rows, 0, MOST_IN_FILE)
        return _Page(found, 1, has_more)
    asked = request.GET.get("p", "1")
    number = max(1, int(asked)) if asked.isdecimal() and len(asked) < 8 else 1
    found, has_more = _rows(rows, (number - 1) * _PER_PAGE, _PER_PAGE)
    return _Page(found, number, has_more)


def _rows(rows: QuerySet[Any], first: int, most: int) -> tuple[list[Any], bool]:
    """So many rows from a place on, and whether more follow."""
    # Keys first: what goes before a late page is then neither joined nor looked up row by row.
    keys = list(rows.values_list("pk", flat=True)[first : first + most + 1])
    return list(rows.filter(pk__in=keys[:most])), len(keys) > most


def _notes(request: AuthenticatedRequest, page: _Page) -> list[str]:
    if "format" in request.GET and page.has_next:
        return [
            _("Only the first %(most)s rows are in this file. Narrow the choice for the others.")
            % {"most": MOST_IN_FILE}
        ]
    return []


def _members(request: AuthenticatedRequest, key: str) -> Any:
    return cohort_members(request.user, key) if key else None


@never_cache
@may_see
@require_safe
def attempt_list(request: AuthenticatedRequest) -> HttpResponse:
    """Attempts by assessment, candidate, decision, state and day, the newest first."""
    may_name = request.user.has_perm(VIEW_NAMES)
    form = AttemptFilterForm(request.GET, cohorts=cohort_choices(request.user), may_name=may_name)
    wanted = form.applied
    wanted = wanted | {"members": _members(request, wanted.get("cohort", ""))}
    page = _page(request, filtered_attempts(Attempt.objects.visible_to(request.user), wanted))
    table = attempts_table(page.rows, may_name=may_name)
    report = Report(_("Attempts"), tables=[table], notes=_notes(request, page))
    if answer := file_of(request, report, form):
        return answer
    context = {"report": report, "form": form, "steps": page, "query": without(request, "p")}
    return render(request, "assessments/results/attempts.html", context)


@never_cache
@may_see
@require_safe
def attempt_history(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """One attempt step by step."""
    attempt = get_object_or_404(
        Attempt.objects.visible_to(request.user).select_related("assessment", "candidate"), uuid=uuid
    )
    # Answers stand there in words: whoever examines must be able to say who knew an item.
    record_views(attempt, viewer=request.user, screen="results", now=timezone.now())
    report = attempt_report(attempt, reader=request.user)
    if answer := file_of(request, report):
        return answer
    context = {"report": report, "attempt": attempt, "query": ""}
    return render(request, "assessments/results/attempt.html", context)


@never_cache
@may_see
@require_safe
def gradebook(request: AuthenticatedRequest) -> HttpResponse:
    """People and their grades in the assessments of one bank."""
    may_name = request.user.has_perm(VIEW_NAMES)
    form = GradebookForm(request.GET, cohorts=cohort_choices(request.user), may_name=may_name)
    wanted = form.applied
    bank = wanted.get("bank") or ItemBank.objects.filter(assessments__isnull=False).order_by("title").first()
    assessments = Assessment.objects.filter(bank=bank).order_by("kind", "slug")
    if wanted.get("kind"):
        assessments = assessments.filter(kind=wanted["kind"])
    columns = list(assessments)
    people = graded_people(
        columns, text=wanted.get("q", ""), members=_members(request, wanted.get("cohort", ""))
    )
    page = _page(request, people)
    table = gradebook_table(page.rows, columns, may_name=may_name)
    report = Report(
        _("Gradebook"),
        subtitle=bank.title if bank is not None else "",
        tables=[table],
        notes=_notes(request, page),
    )
    if answer := file_of(request, report, form):
        return answer
    context = {"report": report, "form": form, "steps": page, "query": without(request, "p")}
    return render(request, "assessments/results/gradebook.html", context)
