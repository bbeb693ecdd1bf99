"""Where a request belongs, and what its page may load."""

import ipaddress
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

GetResponse = Callable[[HttpRequest], HttpResponse]

# Wagtail writes a few inline scripts without a nonce. Those that begin like its own get one.
_WAGTAIL_SCRIPT = re.compile(
    rb"<script>(?=\s*(?:new \w+Chooser\(|init\w+Chooser\(|\(function\(\) \{\s+var panel = new (?:Inline|MultipleChooser)Panel\())"
)


class CSPByPathMiddleware(CSPMiddleware):
    """The strict policy everywhere; under /admin/ the tightest with which Wagtail works.

    A page preview is served through the public path and keeps the public policy.
    """

    def process_response(self, request: Any, response: Any) -> Any:
        if request.path_info.startswith("/admin/") and not response.has_header("Content-Security-Policy"):
            response._csp_replace = settings.CSP_ADMIN
            if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
                nonce = str(request.csp_nonce).encode()
                response.content = _WAGTAIL_SCRIPT.sub(b'<script nonce="' + nonce + b'">', response.content)
                if response.has_header("Content-Length"):
                    response["Content-Length"] = str(len(response.content))
        return super().process_response(request, response)


class CanonicalHostMiddleware:
    """Send pages asked for on a bare IP address to the site's own name, which passkeys need."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.site_host = urlsplit(settings.SITE_URL).hostname or ""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
            host = urlsplit(f"//{request.get_host()}").hostname or ""
            if host != self.site_host and _is_address(host) and not _is_address(self.site_host):
                return HttpResponseRedirect(f"{settings.SITE_URL}{request.get_full_path()}")
        return self.get_response(request)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class LanguageLinkMiddleware:
    """`?lang=fr` shows the page in French, and remembers it for a year. It comes before LocaleMiddleware.

    A link and not a form, so that the language can be in an address that is passed on.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.languages = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("lang", "")
        if chosen not in self.languages:
            return self.get_response(request)
        name = settings.LANGUAGE_COOKIE_NAME
        request.COOKIES[name] = chosen
        response = self.get_response(request)
        response.set_cookie(name, chosen, max_age=31_536_000, samesite="Lax", httponly=True)
        return response
