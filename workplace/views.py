"""The learner's home."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.api import AuthenticatedRequest
from workplace.services.dashboard import read_dashboard


@login_required
def dashboard(request: AuthenticatedRequest) -> HttpResponse:
    """What to continue, what is open, which certificates are held."""
    now = timezone.now()
    context = {"section": "dashboard", "home": read_dashboard(request.user, now=now), "now": now}
    return render(request, "workplace/dashboard.html", context)
