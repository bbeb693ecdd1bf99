"""Item banks in Wagtail's admin: where they come from, what they have, and what an officer lets them certify."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.api import AuthenticatedRequest
from assessments.forms.banks import GoLiveForm, GoSpecimenForm
from assessments.models import ItemBank
from assessments.services.banks import DECIDE_USE, UseRefused, banks_with_counts, decide_bank_use
from assessments.views.lists import page_of


@never_cache
@require_safe
@permission_required([DECIDE_USE], raise_exception=True)
def bank_list(request: AuthenticatedRequest) -> HttpResponse:
    """Every bank, with its use and what rests on it."""
    context = {"page": page_of(request, banks_with_counts())}
    return render(request, "assessments/admin/banks.html", context)


@never_cache
@permission_required([DECIDE_USE], raise_exception=True)
def bank_use(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """Let a specimen bank be live, or a live one be a specimen."""
    bank = get_object_or_404(ItemBank, pk=pk)
    to = ItemBank.Use.LIVE if bank.is_specimen else ItemBank.Use.SPECIMEN
    form = (GoLiveForm if bank.is_specimen else GoSpecimenForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            # What was decided is what stood on the page, not what somebody else made of it meanwhile.
            decide_bank_use(bank, use=request.POST.get("use", ""), by=request.user, now=timezone.now())
        except UseRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Decided. It holds for attempts that start from now on."))
        return redirect("item_banks:list")
    context = {"bank": bank, "to": to, "form": form}
    return render(request, "assessments/admin/bank_use.html", context, status=422 if form.errors else 200)
