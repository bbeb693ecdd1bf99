"""Accommodations and overrides in Wagtail's admin: only with their own permissions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.api import AuthenticatedRequest
from assessments import engine
from assessments.forms.adjustments import (
    DirectGrantForm,
    GrantForm,
    OverrideForm,
    ReasonForm,
    WithdrawOverrideForm,
)
from assessments.models import Accommodation, AccommodationRequest, Assessment, Override
from assessments.models.adjustments import DECIDE
from assessments.services.adjustments import (
    SET_OVERRIDE,
    AdjustmentRefused,
    decide_accommodation,
    set_override,
    withdraw_accommodation,
    withdraw_override,
)
from assessments.views.lists import found_by, page_of, people_named, words_of

may_decide = permission_required(DECIDE, raise_exception=True)
may_override = permission_required(SET_OVERRIDE, raise_exception=True)


@never_cache
@may_decide
def accommodation_list(request: AuthenticatedRequest) -> HttpResponse:
    """The requests that wait, and what was decided last."""
    waiting = AccommodationRequest.objects.visible_to(request.user).waiting().select_related("person")
    decided = Accommodation.objects.visible_to(request.user).select_related("person", "decided_by")
    text = words_of(request)
    people = people_named(text)
    waiting = found_by(waiting.order_by("pk"), people, path="person__")
    context = {
        "q": text,
        "waiting": page_of(request, waiting, name="w"),
        "decided": page_of(request, found_by(decided, people, path="person__")),
    }
    return render(request, "assessments/admin/accommodations.html", context)


@never_cache
@may_decide
def accommodation_decide(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Grant a request with numbers, or decline it with a reason."""
    asked = get_object_or_404(
        AccommodationRequest.objects.visible_to(request.user).waiting().select_related("person"), pk=pk
    )
    form = GrantForm(request.POST or None)
    declines = "decline" in request.POST
    reason = request.POST.get("reason", "")
    if request.method == "POST" and (declines or form.is_valid()):
        terms = None if declines else form.terms()
        if done := _decided(request, form, asked.person, terms=terms, reason=reason, asked=asked):
            return done
    context = {"asked": asked, "form": form}
    status = 422 if form.errors else 200
    return render(request, "assessments/admin/accommodation_decide.html", context, status=status)


@never_cache
@may_decide
def accommodation_grant(request: AuthenticatedRequest) -> HttpResponse:
    """Grant accommodations to a person who did not ask here."""
    form = DirectGrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        if done := _decided(request, form, found["email"], terms=form.terms(), reason=found["reason"]):
            return done
    context = {"form": form, "title": _("Grant accommodations"), "action": _("Grant")}
    return render(request, "assessments/admin/adjustment_form.html", context)


def _decided(
    request: AuthenticatedRequest,
    form: Any,
    person: Any,
    *,
    terms: engine.Accommodation | None,
    reason: str,
    asked: AccommodationRequest | None = None,
) -> HttpResponse | None:
    """The way back once it is decided; None where it was refused, which the form then says and keeps what it has."""
    try:
        decide_accommodation(
            person, by=request.user, terms=terms, reason=reason, request=asked, now=timezone.now()
        )
    except AdjustmentRefused as refusal:
        form.add_error(None, str(refusal))
        return None
    except PermissionDenied:
        messages.error(request, _("Nobody decides on their own accommodations."))
    else:
        messages.success(request, _("Decided. Running attempts follow, and the person is told."))
    return redirect("accommodations:list")


@never_cache
@may_decide
def accommodation_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Withdraw what a person is granted, with a reason."""
    granted = get_object_or_404(
        Accommodation.objects.visible_to(request.user).filter(decision=Accommodation.Decision.GRANTED), pk=pk
    )
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_accommodation(granted.person, by=request.user, **form.cleaned_data, now=timezone.now())
        except AdjustmentRefused as refusal:
            messages.error(request, str(refusal))
        except PermissionDenied:
            messages.error(request, _("Nobody decides on their own accommodations."))
        else:
            messages.success(request, _("Withdrawn. The person is told."))
        return redirect("accommodations:list")
    title = _("Withdraw the accommodations of %(person)s") % {"person": granted.person}
    context = {"form": form, "title": title, "action": _("Withdraw")}
    return render(request, "assessments/admin/adjustment_form.html", context)


@never_cache
@may_override
def override_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every override, the standing ones first."""
    overrides = Override.objects.select_related("assessment", "person", "group", "set_by", "withdrawn_by")
    text = words_of(request)
    elsewhere = Q(assessment__in=Assessment.objects.filter(title__icontains=text)) | Q(
        group__in=Group.objects.filter(name__icontains=text)
    )
    overrides = found_by(overrides, people_named(text), path="person__", more=elsewhere)
    standing = page_of(request, overrides.standing(), name="s")
    earlier = page_of(request, overrides.exclude(withdrawn_at=None))
    context = {
        "q": text,
        "standing": [(one, one.terms().changes()) for one in standing],
        "standing_page": standing,
        "earlier": [(one, one.terms().changes()) for one in earlier],
        "earlier_page": earlier,
        "withdraw": WithdrawOverrideForm(),
    }
    return render(request, "assessments/admin/overrides.html", context)


@never_cache
@may_override
def override_add(request: AuthenticatedRequest) -> HttpResponse:
    """Set an override, in place of the target's earlier one."""
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        target = form.target()
        try:
            set_override(
                form.cleaned_data["assessment"],
                target,
                by=request.user,
                terms=form.terms(),
                now=timezone.now(),
            )
        except AdjustmentRefused as refusal:
            form.add_error(None, str(refusal))
        except PermissionDenied:
            whom = "group" if isinstance(target, Group) else "email"
            form.add_error(whom, _("Nobody overrides rules for themselves."))
        else:
            messages.success(request, _("Set. Running attempts follow."))
            return redirect("overrides:list")
    context = {"form": form, "title": _("Set an override"), "action": _("Set")}
    return render(request, "assessments/admin/adjustment_form.html", context)


@require_POST
@may_override
def override_withdraw(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Withdraw an override; the row stays."""
    get_object_or_404(Override, pk=pk)
    may_shorten = bool(request.POST.get("may_shorten"))
    try:
        withdraw_override(pk, by=request.user, now=timezone.now(), may_shorten=may_shorten)
    except AdjustmentRefused as refusal:
        messages.error(request, str(refusal))
    except PermissionDenied:
        messages.error(request, _("Nobody overrides rules for themselves."))
    else:
        messages.success(request, _("Withdrawn."))
    return redirect("overrides:list")
