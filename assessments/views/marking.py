"""The markers' desk: what waits, one answer beside its rubric, and how far markers agree. Candidates stay unnamed."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.api import AuthenticatedRequest
from assessments import engine
from assessments.engine.interactions.rubric import RubricContent
from assessments.forms.marking import MarkForm
from assessments.models import Assessment, ManualMark, MarkingTask, MarkPart, Response
from assessments.models.marking import LEAD, MARK
from assessments.services.marking import MarkRefused, mark_by_hand
from assessments.services.marking_figures import marked_assessments, marking_figures
from assessments.services.marking_tasks import (
    ClaimRefused,
    claim_next,
    held_tasks,
    hold,
    queue_for,
    release_task,
)
from assessments.services.marks import marks_of

may_mark = permission_required(MARK, raise_exception=True)
may_lead = permission_required(LEAD, raise_exception=True)
_SHOWN = 100


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


@never_cache
@may_mark
@require_safe
def marking_queue(request: AuthenticatedRequest) -> HttpResponse:
    """What this person may mark, by assessment and item, what waits longest first."""
    now = timezone.now()
    chosen = _number(request.GET.get("assessment", ""))
    rows = queue_for(request.user, now=now)
    held = MarkingTask.objects.open().filter(claimed_by=request.user, claimed_until__gt=now)
    context = {
        "rows": [row for row in rows if chosen is None or row.assessment_id == chosen],
        "total": sum(row.waiting for row in rows),
        "assessments": sorted({(row.assessment, row.assessment_id) for row in rows}),
        "chosen": chosen,
        "held": held.select_related("assessment", "item"),
        "done": ManualMark.objects.filter(marker=request.user).count(),
    }
    return render(request, "assessments/admin/marking_queue.html", context)


@never_cache
@may_mark
@require_POST
def marking_next(request: AuthenticatedRequest) -> HttpResponse:
    """Take the answer that has waited longest, of an item or of everything."""
    return _go_on(request, _number(request.POST.get("assessment", "")), _number(request.POST.get("item", "")))


def _go_on(request: AuthenticatedRequest, assessment_id: int | None, item_id: int | None) -> HttpResponse:
    task = claim_next(request.user, now=timezone.now(), assessment_id=assessment_id, item_id=item_id)
    if task is None:
        messages.info(request, _("Nothing more waits here that you may mark."))
        return redirect("marking:queue")
    return redirect("marking:one", task.uuid)


@never_cache
@may_mark
def marking_one(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """One answer with its rubric beside it. POST keeps the mark, and goes on to the next answer or to the queue."""
    task = get_object_or_404(
        MarkingTask.objects.select_related("attempt_item__attempt", "assessment", "item").defer(
            "item__interaction"
        ),
        uuid=uuid,
    )
    now = timezone.now()
    try:
        hold(task, request.user, now=now)
    except ClaimRefused as refusal:
        messages.info(request, str(refusal))
        return redirect("marking:queue")
    one = next(
        found for found in marks_of(task.attempt_item.attempt) if found.item.pk == task.attempt_item_id
    )
    content = engine.read_content(one.content)
    if not isinstance(content, RubricContent):
        release_task(task, by=request.user, now=now)
        return redirect("marking:queue")
    form = MarkForm(request.POST or None, content=content)
    if request.method == "POST" and form.is_valid():
        try:
            mark_by_hand(
                task.attempt_item,
                levels=form.levels,
                comment=form.cleaned_data["comment"].strip(),
                marker=request.user,
                now=now,
                task=task,
            )
        except (MarkRefused, engine.LevelsInvalid, PermissionDenied) as refusal:
            messages.error(request, str(refusal) or _("Another person marks this answer."))
            return redirect("marking:queue")
        messages.success(request, _("Kept: your mark of answer %(code)s.") % {"code": task.code})
        if request.POST.get("then") == "queue":
            return redirect("marking:queue")
        return _go_on(request, task.assessment_id, task.item_id)
    context = _shown(task, one.content, content) | {"form": form}
    return render(request, "assessments/admin/marking_one.html", context, status=422 if form.errors else 200)


def _shown(task: MarkingTask, data: Any, content: RubricContent) -> dict[str, Any]:
    item = task.attempt_item
    response = item.response
    if task.step != item.sequence:
        response = Response.objects.values_list("data", flat=True).get(attempt_item=item, sequence=task.step)
    interaction = engine.interaction_of(data)
    named = set(engine.files_of(response))
    return {
        "task": task,
        "stem": content.stem,
        "type": interaction.type,
        "answer": interaction.describe(content, response) if interaction.type == "essay" else "",
        "length": engine.remark_on(content, response),
        # What a candidate called a file says who they are: files have a number here.
        "files": [file for file in item.files.order_by("pk") if file.digest in named],
        "maximum": content.maximum,
        "marks": _marks_between(task) if task.part == MarkPart.THIRD else [],
    }


def _marks_between(task: MarkingTask) -> list[ManualMark]:
    """Both marks between which a third person decides."""
    between = ManualMark.objects.filter(
        attempt_item=task.attempt_item_id, step=task.step, part__in=(MarkPart.FIRST, MarkPart.SECOND)
    )
    return list(between.order_by("part", "number"))


@never_cache
@require_POST
def marking_release(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """Give an answer back to the queue: one's own, or anybody's for whoever leads."""
    if not (request.user.has_perm(MARK) or request.user.has_perm(LEAD)):
        raise PermissionDenied
    task = get_object_or_404(MarkingTask, uuid=uuid)
    if release_task(task, by=request.user, now=timezone.now()):
        messages.success(request, _("Answer %(code)s is back in the queue.") % {"code": task.code})
    else:
        messages.info(request, _("There is nothing to give back."))
    to_figures = request.POST.get("back") == "figures" and request.user.has_perm(LEAD)
    return redirect("marking:figures" if to_figures else "marking:queue")


@never_cache
@may_lead
@require_safe
def marking_state(request: AuthenticatedRequest) -> HttpResponse:
    """How marking stands in an assessment, and how far markers agree."""
    assessments = marked_assessments()
    chosen = _number(request.GET.get("assessment", ""))
    assessment = cast(
        "Assessment | None", assessments.filter(pk=chosen).first() if chosen else assessments.first()
    )
    context = {
        "assessments": assessments,
        "assessment": assessment,
        "figures": marking_figures(assessment) if assessment else None,
        "held": held_tasks()[:_SHOWN],
        "now": timezone.now(),
    }
    return render(request, "assessments/admin/marking_figures.html", context)
