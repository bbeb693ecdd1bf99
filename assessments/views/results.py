"""Results of assessments and items: figures of groups, never of one person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.api import AuthenticatedRequest
from assessments.engine import statistics
from assessments.forms.results import AssessmentFilterForm, ItemFilterForm, ScopeForm
from assessments.models import Assessment, Item
from assessments.models.tallies import VIEW_STATISTICS
from assessments.ports import cohort_choices, cohort_members
from assessments.services.counts import Counts, Scope, counted_attempts, read_counts
from assessments.services.flag_words import ADVICE, LABELS, is_grave, option_labels, said_of
from assessments.services.item_life import record_view
from assessments.services.item_results import ItemRow, OneItem, item_rows, one_item
from assessments.services.result_reports import (
    assessment_report,
    few,
    item_report,
    items_report,
    kind_title,
    names_of,
)
from assessments.services.results import read_figures
from assessments.services.tables import Cell, Column, Report, Table, numbers
from assessments.services.tallying import count_again, progress_of
from assessments.tasks import count_one_assessment
from assessments.views.result_files import file_of, without
from assessments.views.result_links import actions_for

_PER_PAGE = 50
# Under this discrimination (per cent) an item is on the line of review.
REVIEW_LINE = 10.0
_MOST_FLAGGED = 10

may_see = permission_required(VIEW_STATISTICS, raise_exception=True)


@never_cache
@may_see
@require_safe
def assessment_list(request: AuthenticatedRequest) -> HttpResponse:
    """Assessments with how many attempts are counted of each."""
    form = AssessmentFilterForm(request.GET)
    wanted = form.applied
    found = Assessment.objects.select_related("bank").order_by("title", "pk")
    if wanted.get("q"):
        found = found.filter(title__icontains=wanted["q"])
    if wanted.get("kind"):
        found = found.filter(kind=wanted["kind"])
    if wanted.get("bank"):
        found = found.filter(bank=wanted["bank"])
    page = Paginator(found, _PER_PAGE).get_page(request.GET.get("p"))
    listed = found if "format" in request.GET else page.object_list
    report = Report(_("Results"), tables=[_assessments(list(listed))])
    if answer := file_of(request, report, form):
        return answer
    context = {"report": report, "form": form, "page": page, "query": without(request, "p")}
    return render(request, "assessments/results/list.html", context)


def _assessments(listed: list[Assessment]) -> Table:
    ids = [one.pk for one in listed]
    counted, states = counted_attempts(ids), progress_of(ids)
    columns = [
        Column(_("Assessment")),
        Column(_("Kind")),
        Column(_("Bank")),
        numbers(_("Attempts counted")),
        numbers(_("Passed, %")),
        Column(_("Last counted")),
    ]
    rows = []
    for one in listed:
        count, passed, decided = counted.get(one.pk, (0, 0, 0))
        is_small = count < statistics.MIN_GROUP
        rows.append(
            [
                Cell(one.title, url=reverse("results:assessment", args=[one.uuid])),
                Cell(str(one.get_kind_display())),
                Cell(one.bank.title),
                Cell(few() if is_small else count),
                Cell(None if is_small or not decided else 100 * passed / decided, 1),
                Cell(states[one.pk].changed_at if one.pk in states else None),
            ]
        )
    return Table(_("Assessments"), columns, rows, name="assessments")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What of an assessment was asked for, and what was counted of it."""

    assessment: Assessment
    form: ScopeForm
    scope: Scope
    counts: Counts
    generation: int
    state: Any


def _asked(request: AuthenticatedRequest, uuid: UUID) -> _Asked:
    assessment = get_object_or_404(Assessment.objects.select_related("bank"), uuid=uuid)
    everything = read_counts(assessment, Scope())
    shapes = [
        (shape, _("Form %(number)s") % {"number": number})
        for number, shape in enumerate(everything.shapes, start=1)
    ]
    form = ScopeForm(
        request.GET, months=everything.months, shapes=shapes, cohorts=cohort_choices(request.user)
    )
    key = form.value("cohort")
    members = cohort_members(request.user, key) if key else None
    scope = Scope(form.value("since"), form.value("until"), form.value("shape"), members)
    counts = everything if scope == Scope() else read_counts(assessment, scope)
    state = progress_of([assessment.pk]).get(assessment.pk)
    return _Asked(assessment, form, scope, counts, state.generation if state else 0, state)


def _shared(request: AuthenticatedRequest, asked: _Asked, report: Report) -> dict[str, Any]:
    return {
        "assessment": asked.assessment,
        "report": report,
        "scope_form": asked.form,
        "state": asked.state,
        "is_small": asked.counts.is_small,
        "least": statistics.MIN_GROUP,
        "query": without(request, "p"),
        "scope_query": without(request, "p", *ItemFilterForm.base_fields, "sort", "version"),
        "may_see_attempts": request.user.has_perm("assessments.view_attempt"),
    }


@never_cache
@may_see
@require_safe
def assessment_results(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """The figures of one assessment, with charts."""
    asked = _asked(request, uuid)
    figures = read_figures(asked.assessment, asked.scope, asked.counts)
    report = assessment_report(asked.assessment, asked.counts, figures)
    if answer := file_of(request, report, asked.form):
        return answer
    context = _shared(request, asked, report)
    if figures is not None:
        rows = item_rows(asked.assessment, asked.scope, asked.counts, generation=asked.generation)
        flagged = sorted((row for row in rows if row.flags), key=_how_grave)
        context |= {
            "figures": figures,
            "points": _points(rows),
            "review_line": REVIEW_LINE,
            "flagged": [_flagged(asked.assessment, row) for row in flagged[:_MOST_FLAGGED]],
            "flagged_count": len(flagged),
            "item_count": len(rows),
        }
    return render(request, "assessments/results/assessment.html", context)


@dataclass(frozen=True, slots=True)
class _Point:
    name: str
    facility: float
    discrimination: float


def _points(rows: list[ItemRow]) -> list[_Point]:
    return [
        _Point(row.slug, row.found.facility, row.found.discrimination)
        for row in rows
        if row.found is not None and row.found.facility is not None and row.found.discrimination is not None
    ]


def _flagged(assessment: Assessment, row: ItemRow) -> dict[str, Any]:
    return {
        "row": row,
        "url": reverse("results:item", args=[assessment.uuid, row.item_id]),
        "labels": [(LABELS[flag], is_grave(flag)) for flag in dict.fromkeys(one.flag for one in row.flags)],
        "advice": list(dict.fromkeys(ADVICE[one.advice] for one in row.flags))[:1],
    }


def _how_grave(row: ItemRow) -> tuple[bool, int, str]:
    """What is in doubt comes before what could only be better."""
    return not any(is_grave(one.flag) for one in row.flags), -len(row.flags), row.slug


_SORTS: dict[str, Callable[[ItemRow], Any]] = {
    "slug": lambda row: row.slug,
    "domain": lambda row: row.domain,
    "type": lambda row: row.type,
    "stage": lambda row: row.stage,
    "count": lambda row: row.count,
    "exposures": lambda row: row.exposures,
    "facility": lambda row: row.found and row.found.facility,
    "sd": lambda row: row.found and row.found.sd,
    "discrimination": lambda row: row.found and row.found.discrimination,
    "efficiency": lambda row: row.found and row.found.efficiency,
    "guess": lambda row: row.guess,
    "seconds": lambda row: row.seconds,
    "flags": lambda row: len(row.flags),
}


def sorted_rows(rows: list[ItemRow], order: str) -> list[ItemRow]:
    """Rows by a column, "-" before its name for the other way. What has no figure comes last both ways."""
    name = order.removeprefix("-")
    key = _SORTS.get(name)
    if key is None:
        return rows
    known = [row for row in rows if key(row) is not None]
    missing = [row for row in rows if key(row) is None]
    return sorted(known, key=key, reverse=order.startswith("-")) + missing


@never_cache
@may_see
@require_safe
def assessment_items(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """The items of one assessment, by facets, in any order."""
    asked = _asked(request, uuid)
    rows = item_rows(asked.assessment, asked.scope, asked.counts, generation=asked.generation)
    names = names_of(asked.assessment, "domains")
    form = ItemFilterForm(
        request.GET,
        domains=_choices({row.domain: names.get(row.domain, row.domain) for row in rows}),
        types=_choices({row.type: kind_title(row.type) for row in rows}),
    )
    rows = _filtered(rows, form.applied)
    order = request.GET.get("sort", "")
    rows = sorted_rows(rows, order)
    page = Paginator(rows, _PER_PAGE).get_page(request.GET.get("p"))
    listed = rows if "format" in request.GET else list(page.object_list)
    context = _shared(request, asked, Report(""))
    report = items_report(asked.assessment, asked.counts, listed, context["scope_query"])
    if answer := file_of(request, report, asked.form, form):
        return answer
    context |= {
        "report": report,
        "form": form,
        "page": page,
        "order": order,
        "sort_query": without(request, "p", "sort"),
    }
    return render(request, "assessments/results/items.html", context)


def _choices(found: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(found.items(), key=lambda one: one[1])


def _filtered(rows: list[ItemRow], wanted: dict[str, Any]) -> list[ItemRow]:
    text, flag = wanted.get("q", "").lower(), wanted.get("flag", "")
    return [
        row
        for row in rows
        if (not text or text in row.slug.lower() or text in row.measures.lower())
        and all(
            not wanted.get(name) or getattr(row, name) == wanted[name] for name in ("domain", "type", "stage")
        )
        and (not flag or (flag == "any" and row.flags) or flag in {one.flag.value for one in row.flags})
    ]


@dataclass(frozen=True, slots=True)
class _Curve:
    label: str
    shares: tuple[float, ...]
    is_key: bool
    is_flagged: bool


@never_cache
@may_see
@require_safe
def item_results(request: AuthenticatedRequest, uuid: UUID, pk: int) -> HttpResponse:
    """One item of an assessment: figures by version, options, curves, and what to do about its flags."""
    asked = _asked(request, uuid)
    item: Item = get_object_or_404(Item.objects.select_related("bank").defer("interaction"), pk=pk)
    found = one_item(asked.assessment, item, asked.scope, asked.counts)
    if found is None:
        messages.info(request, _("No attempt in this choice had that item."))
        return redirect("results:items", uuid)
    # Its options and key are on the page.
    record_view(item.pk, viewer=request.user, screen="results", now=timezone.now())
    report = item_report(asked.assessment, found, asked.counts)
    if answer := file_of(request, report, asked.form):
        return answer
    context = _shared(request, asked, report) | {
        "item": item,
        "found": found,
        "curves": _curves(found),
        "said": said_of(found),
        "actions": actions_for(request.user, item, found.shown),
        "is_small": found.judged.found is None,
    }
    return render(request, "assessments/results/item.html", context)


def _curves(found: OneItem) -> list[_Curve]:
    """A curve for each option of a choice. Rows of pairs would be too many lines: they have the table."""
    shown = found.judged
    if shown.fifths is None or any(one.row for one in found.classes):
        return []
    labels = option_labels(found)
    flagged = {one.option for one in shown.flags if one.option}
    return [
        _Curve(
            _short(labels[one.id], is_key=one.is_key),
            tuple(shown.fifths.get(one.id, [0.0] * 5)),
            one.is_key,
            one.id in flagged,
        )
        for one in found.classes
    ]


def _short(label: str, *, is_key: bool) -> str:
    most = 9 if is_key else 14
    short = label if len(label) <= most else f"{label[: most - 1]}…"
    return _("%(option)s, key") % {"option": short} if is_key else short


@require_POST
@may_see
def count_now(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Count what waits now, or everything anew."""
    assessment = get_object_or_404(Assessment, uuid=uuid)
    if "anew" in request.POST:
        count_again(assessment, now=timezone.now())
    count_one_assessment.delay(assessment.pk)
    messages.success(request, _("Attempts are being counted. Reload this page in a moment."))
    return redirect("results:assessment", uuid)
