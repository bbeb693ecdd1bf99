"""The answer to those who ask more often than they may."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from certificates.services.limits import allow
from website.addresses import client_address

_SECONDS = 60
# A page of one certificate is answered in so little that a trip to the shared cache for each would be felt.
_STEPS = {"page": 10}


def too_often(request: HttpRequest, scope: str) -> HttpResponse | None:
    """Count one question of this address; None, or the page that says when to come back.

    Ask before anything is read of what was typed: then the answer is the same for every code.
    """
    limit = settings.VERIFY_LIMITS[scope]
    wait = allow(scope, client_address(request), limit=limit, seconds=_SECONDS, step=_STEPS.get(scope, 1))
    if not wait:
        return None
    context = {"section": "verify", "wait": wait}
    response = render(request, "certificates/verify_too_often.html", context, status=429)
    response["Retry-After"] = str(wait)
    response["Cache-Control"] = "no-store"
    return response
