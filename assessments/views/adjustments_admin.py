"""Accommodations and overrides in Wagtail's admin: only with their own permissions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
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
from assessments.models import Accommodation, AccommodationRequest, Override
from assessments.models.adjustments import DECIDE
from assessments.services.adjustments import (
    SET_OVERRIDE,
    AdjustmentRefused,
    decide_accommodation,
    set_override,
    withdraw_accommodation,
    withdraw_override,
)

_SHOWN = 200
may_decide = permission_required(DECIDE, raise_exception=True)
may_override = permission_required(SET_OVERRIDE, raise_exception=True)


@never_cache
@may_decide
def accommodation_list(request: AuthenticatedRequest) -> HttpResponse:
    """The requests that wait, and what was decided last."""
    waiting = AccommodationRequest.objects.visible_to(request.user).waiting().select_related("person")
    decided = Accommodation.objects.visible_to(request.user).select_related("person", "decided_by")
    context = {"waiting": waiting.order_by("pk")[:_SHOWN], "decided": decided[:_SHOWN]}
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
        return _decided(request, asked.person, terms=terms, reason=reason, asked=asked)
    return render(request, "assessments/admin/accommodation_decide.html", {"asked": asked, "form": form})


@never_cache
@may_decide
def accommodation_grant(request: AuthenticatedRequest) -> HttpResponse:
    """Grant accommodations to a person who did not ask here."""
    form = DirectGrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        return _decided(request, found["email"], terms=form.terms(), reason=found["reason"])
    context = {"form": form, "title": _("Grant accommodations"), "action": _("Grant")}
    return render(request, "assessments/admin/adjustment_form.html", context)


def _decided(
    request: AuthenticatedRequest,
    person: Any,
    *,
    terms: engine.Accommodation | None,
    reason: str,
    asked: AccommodationRequest | None = None,
) -> HttpResponse:
    try:
        decide_accommodation(
            person, by=request.user, terms=terms, reason=reason, request=asked, now=timezone.now()
        )
    except AdjustmentRefused as refusal:
        messages.error(request, str(refusal))
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
    standing = overrides.standing()[:_SHOWN]
    earlier = overrides.exclude(withdrawn_at=None)[:_SHOWN]
    context = {
        "standing": [(one, one.terms().changes()) for one in standing],
        "earlier": [(one, one.terms().changes()) for one in earlier],
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
