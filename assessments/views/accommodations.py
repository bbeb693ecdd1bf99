"""A person's own accommodations: what is granted, asking, and what was decided."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.api import AuthenticatedRequest
from assessments.forms.adjustments import AccommodationRequestForm
from assessments.models import Accommodation, AccommodationRequest
from assessments.services.adjustments import AdjustmentRefused, request_accommodation


@login_required
@never_cache
def accommodations(request: AuthenticatedRequest) -> HttpResponse:
    """What is granted and for how long, the request form, and the history. Only ever one's own."""
    now = timezone.now()
    form = AccommodationRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            request_accommodation(request.user, **form.cleaned_data, now=now)
        except AdjustmentRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your request is with a certification officer. We write to you."))
        return redirect("assessments:accommodations")
    person_id = request.user.pk
    requests = AccommodationRequest.objects.of(person_id)
    context = {
        "form": form,
        "granted": Accommodation.objects.in_force(person_id, now=now),
        "waiting": requests.waiting().first(),
        "decisions": Accommodation.objects.of(person_id).select_related("request"),
        "section": "account",
    }
    status = 422 if form.is_bound else 200
    return render(request, "assessments/accommodations.html", context, status=status)
