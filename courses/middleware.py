"""What every request to a page needs first: the site it is for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from courses.services.sites import find_site


class SiteMiddleware:
    """Hand Wagtail the request's site from the cache, on demand: it would ask the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        def find() -> Site | None:
            hostname = split_domain_port(request.get_host())[0]
            return find_site(hostname=hostname, port=request.get_port())

        request._wagtail_site = SimpleLazyObject(find)  # type: ignore[attr-defined]  # where Wagtail looks
        return self.get_response(request)
