"""The learner's home."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_required
def dashboard(request: HttpRequest) -> HttpResponse:
    """What to continue, what is due, which certificates are held."""
    return render(request, "workplace/dashboard.html", {"section": "dashboard"})
