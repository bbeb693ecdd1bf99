"""Appeals: a candidate files one and follows it; an officer who had no part in the decision answers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.api import AuthenticatedRequest
from assessments.forms.appeals import AppealDecisionForm, AppealForm, FollowForm
from assessments.models import Appeal, AppealEvent, Attempt
from assessments.models.appeals import DECIDE_APPEAL
from assessments.services.appeals import (
    AppealRefused,
    decide_appeal,
    file_appeal,
    follow_appeal,
    involved_in,
    marked_by_people,
    why_no_appeal,
    withdraw_appeal,
)
from assessments.views.lists import found_by, page_of, people_named, words_of

may_decide = permission_required(DECIDE_APPEAL, raise_exception=True)


@login_required
@never_cache
def attempt_appeal(request: AuthenticatedRequest, uuid: UUID) -> HttpResponse:
    """File an appeal against one's own attempt, follow it, or take it back."""
    attempt = get_object_or_404(
        Attempt.objects.of(request.user.pk).select_related("assessment").exclude(submitted_at=None), uuid=uuid
    )
    now = timezone.now()
    form = AppealForm(request.POST if "file" in request.POST else None)
    try:
        if "withdraw" in request.POST:
            appeal = get_object_or_404(Appeal.objects.open(), attempt=attempt)
            withdraw_appeal(appeal, by=request.user, now=now)
            messages.success(request, _("Your appeal is withdrawn."))
            return redirect("assessments:attempt_appeal", uuid=uuid)
        if form.is_bound and form.is_valid():
            file_appeal(attempt, by=request.user, **form.cleaned_data, now=now)
            messages.success(
                request, _("Your appeal is filed. Somebody who had no part in the decision looks at it.")
            )
            return redirect("assessments:attempt_appeal", uuid=uuid)
    except AppealRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("assessments:attempt_appeal", uuid=uuid)
    context = {
        "attempt": attempt,
        "assessment": attempt.assessment,
        "appeals": Appeal.objects.filter(attempt=attempt).prefetch_related("events"),
        "open_appeal": Appeal.objects.open().filter(attempt=attempt).first(),
        "why_not": why_no_appeal(attempt, now=now),
        "form": form,
    }
    return render(request, "assessments/attempt_appeal.html", context, status=422 if form.errors else 200)


@never_cache
@may_decide
def appeal_list(request: AuthenticatedRequest) -> HttpResponse:
    """The appeals that wait, oldest first, and those that were closed last."""
    appeals = Appeal.objects.visible_to(request.user).select_related(
        "attempt__assessment", "attempt__candidate"
    )
    text = words_of(request)
    appeals = found_by(appeals, people_named(text), path="attempt__candidate__")
    closed = appeals.exclude(closed_at=None).prefetch_related("events__actor")
    context = {
        "q": text,
        "waiting": page_of(request, appeals.open().order_by("pk"), name="w"),
        "closed": page_of(request, closed),
    }
    return render(request, "assessments/admin/appeals.html", context)


@never_cache
@may_decide
def appeal_decide(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What a candidate says, and the decision on it."""
    appeal = get_object_or_404(
        Appeal.objects.visible_to(request.user)
        .select_related("attempt__assessment", "attempt__candidate")
        .prefetch_related("events__actor"),
        pk=pk,
    )
    form = AppealDecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_appeal(appeal, by=request.user, **form.cleaned_data, now=timezone.now())
        except AppealRefused as refusal:
            messages.error(request, str(refusal))
        except PermissionDenied:
            messages.error(request, _("You had a part in this decision: somebody else decides the appeal."))
        else:
            messages.success(request, _("Decided. The candidate reads it on the page of the attempt."))
            if form.cleaned_data["decision"] == AppealEvent.Kind.UPHELD:
                return redirect("appeals:follow", pk)
        return redirect("appeals:list")
    context = {
        "appeal": appeal,
        "form": form,
        "outcome": appeal.attempt.outcomes.order_by("-number").first(),
        "is_involved": request.user.pk in involved_in(appeal),
    }
    return render(request, "assessments/admin/appeal_decide.html", context)


@never_cache
@may_decide
def appeal_follow(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """What follows from an appeal that was upheld: the ways to a new outcome, and what the candidate is told."""
    appeal = get_object_or_404(
        Appeal.objects.visible_to(request.user)
        .select_related("attempt__assessment", "attempt__candidate")
        .prefetch_related("events__actor"),
        pk=pk,
    )
    if not appeal.is_upheld:
        return redirect("appeals:decide", pk)
    attempt = appeal.attempt
    form = FollowForm(request.POST or None, marked=marked_by_people(attempt))
    if request.method == "POST" and form.is_valid():
        try:
            follow_appeal(
                appeal,
                by=request.user,
                positions=form.cleaned_data.get("positions", []),
                words=form.cleaned_data["words"],
                now=timezone.now(),
            )
        except AppealRefused as refusal:
            messages.error(request, str(refusal))
        except PermissionDenied:
            messages.error(request, _("You had a part in this decision: somebody else follows it up."))
        else:
            messages.success(request, _("Recorded. The candidate is told by mail."))
        return redirect("appeals:follow", pk)
    context = {
        "appeal": appeal,
        "form": form,
        "items": attempt.items.select_related("version__item").defer(
            "version__content", "version__item__interaction"
        ),
        "outcomes": attempt.outcomes.order_by("number"),
        "is_involved": request.user.pk in involved_in(appeal),
    }
    return render(request, "assessments/admin/appeal_follow.html", context)
