"""Doors that ask for the second factor again."""

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

RECENT_SECONDS = 300

type_view = Callable[..., HttpResponse]


def has_recent_mfa(request: HttpRequest, *, seconds: int = RECENT_SECONDS) -> bool:
    """Whether this session proved a second factor within the last seconds."""
    oldest = time.time() - seconds
    return any(
        record.get("method") == "mfa" and record.get("at", 0) >= oldest
        for record in get_authentication_records(request, request.user)
    )


def require_recent_mfa(view: type_view) -> type_view:
    """Ask for the second factor again before signing or revoking; a password alone is not enough."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if has_recent_mfa(request):
            return view(request, *args, **kwargs)
        query = urlencode({"next": request.get_full_path()})
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{query}")

    return guarded
