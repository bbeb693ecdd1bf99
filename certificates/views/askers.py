"""Who asks, as far as rate limits need it, and the page for those who ask too often."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates.services.limits import allow


def address_of(request: HttpRequest) -> str:
    """The asker's network address. Behind a proxy, it is what the nearest proxy wrote last."""
    if settings.SECURE_PROXY_SSL_HEADER:
        nearest = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if nearest:
            return nearest
    return str(request.META.get("REMOTE_ADDR", ""))


def too_often(request: HttpRequest, scope: str, *, limit: int, seconds: int) -> HttpResponse | None:
    """The answer to somebody who asks too often; None, and counted, for everybody else."""
    wait = allow(scope, address_of(request), limit=limit, seconds=seconds)
    if not wait:
        return None
    words = ngettext(
        "Many checks have come from your network. Try again in %(wait)s second.",
        "Many checks have come from your network. Try again in %(wait)s seconds.",
        wait,
    ) % {"wait": wait}
    response = refusal(request, _("Wait a moment"), words, status=429)
    response["Retry-After"] = str(wait)
    return response


def refusal(request: HttpRequest, heading: str, words: str, *, status: int) -> HttpResponse:
    """A page that says in words what was not done, and why, and offers to try again."""
    context = {"section": "verify", "heading": heading, "words": words}
    response = render(request, "certificates/verify_refused.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
