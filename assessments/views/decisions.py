"""The officer's screens: held outcomes, and answers that came too late."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.api import AuthenticatedRequest
from assessments import engine
from assessments.forms.decisions import AcceptLateForm, HeldForm
from assessments.models import Attempt, LateAcceptance, Outcome, Response
from assessments.models.late_steps import ACCEPT_LATE
from assessments.models.outcomes import DECIDE_OUTCOME
from assessments.services.contents import read_item
from assessments.services.deciding import (
    DecisionRefused,
    accept_late_step,
    count_held,
    decide_held,
    held_outcomes,
    late_steps,
    verdict_of_score,
)
from assessments.views.lists import found_by, page_of, people_named, words_of


@never_cache
def decision_list(request: AuthenticatedRequest) -> HttpResponse:
    """Outcomes that wait for an officer, oldest first, and the answers that came too late, newest first."""
    may_decide = request.user.has_perm(DECIDE_OUTCOME)
    may_accept = request.user.has_perm(ACCEPT_LATE)
    if not (may_decide or may_accept):
        raise PermissionDenied
    text = words_of(request)
    people = people_named(text)
    context: dict[str, Any] = {"q": text}
    if may_decide:
        count = None
        if not text:
            count, context["marking"] = count_held()
        held = found_by(held_outcomes(), people, path="attempt__candidate__")
        context["held"] = page_of(request, held, name="h", count=count)
    if may_accept:
        late = found_by(late_steps(), people, path="attempt_item__attempt__candidate__")
        context["late"] = page_of(request, late)
    return render(request, "assessments/admin/decisions.html", context)


@never_cache
def decision_decide(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """The file of one held outcome, and the decision on it."""
    if not request.user.has_perm(DECIDE_OUTCOME):
        raise PermissionDenied
    attempt = get_object_or_404(
        Attempt.objects.select_related("assessment", "candidate").exclude(submitted_at=None), uuid=uuid
    )
    outcome = attempt.outcomes.order_by("-number").first()
    verdict = verdict_of_score(attempt)
    form = HeldForm(request.POST or None, may_pass=verdict is engine.Decision.PASS)
    if request.method == "POST" and form.is_valid():
        try:
            decide_held(attempt, by=request.user, **form.cleaned_data, now=timezone.now())
        except DecisionRefused as refusal:
            messages.error(request, str(refusal))
        except PermissionDenied as refusal:
            messages.error(request, str(refusal) or _("Another officer decides on this."))
        else:
            messages.success(request, _("Decided. The candidate is told by mail."))
        return redirect("decisions:list")
    context = {
        "attempt": attempt,
        "outcome": outcome,
        "earlier": attempt.outcomes.select_related("decided_by").order_by("number"),
        "verdict": Outcome.Decision(verdict.value).label,
        "is_held": outcome is not None and outcome.decision == Outcome.Decision.HELD and not outcome.waiting,
        "cut": attempt.policy.get("cut_score"),
        "form": form,
    }
    return render(request, "assessments/admin/decision_decide.html", context)


@never_cache
def late_accept(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """One answer that came too late beside the one that counts, and its acceptance."""
    if not request.user.has_perm(ACCEPT_LATE):
        raise PermissionDenied
    step = get_object_or_404(
        Response.objects.filter(status=Response.Status.LATE).select_related(
            "attempt_item__attempt__assessment", "attempt_item__attempt__candidate", "attempt_item__version"
        ),
        pk=pk,
    )
    form = AcceptLateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accept_late_step(step, by=request.user, **form.cleaned_data, now=timezone.now())
        except DecisionRefused as refusal:
            messages.error(request, str(refusal))
        except PermissionDenied as refusal:
            messages.error(request, str(refusal) or _("Another officer decides on this."))
        else:
            messages.success(
                request, _("Accepted. The attempt has a new outcome, and the candidate is told.")
            )
        return redirect("decisions:list")
    item = step.attempt_item
    interaction, content = read_item(item)
    context = {
        "step": step,
        "attempt": item.attempt,
        "late_by": step.received_at - item.attempt.deadline if item.attempt.deadline else None,
        "said": interaction.describe(content, step.data),
        "counts": interaction.describe(content, item.response),
        "acceptance": LateAcceptance.objects.filter(step=step).select_related("accepted_by").first(),
        "form": form,
    }
    return render(request, "assessments/admin/late_accept.html", context)
