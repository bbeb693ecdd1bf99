"""Keeping account of who of the staff looks at live items."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from assessments.services.item_life import record_view

# Wagtail's screens of one item: editor, preview, history, comparison, inspection, usage and what comes later.
_NAMESPACE = "wagtailsnippets_assessments_item"


class LogItemViews:
    """Records every screen of a live item that somebody of the staff gets to see, whichever screen it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or response.status_code != 200 or _NAMESPACE not in match.namespaces:
            return response
        pk = _item_of(match.kwargs)
        if pk is not None and request.user.is_authenticated:
            record_view(pk, viewer=request.user, screen=str(match.url_name)[:40], now=timezone.now())
        return response


def _item_of(kwargs: dict[str, Any]) -> int | None:
    found = str(kwargs.get("pk", kwargs.get("object_id", "")))
    return int(found) if found.isdecimal() else None
