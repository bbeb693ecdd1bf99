"""The employer's page: a code, an address, and what checking comes to."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from certificates.credentials import CodeForm, State, read_code
from certificates.models import Credential
from certificates.services.other_hosts import other_host
from certificates.services.specimens import specimens
from certificates.services.verifying import Verification, find_by_code, verify
from certificates.views.limited import too_often
from certificates.views.machine import matches
from certificates.views.sheets import TEMPLATE, fill_sheet
from certificates.views.unreachable import says_when_unreachable

MAX_TYPED = 300
_UUID = re.compile(r"/credentials/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_CODE_IN_ADDRESS = re.compile(r"/verify/([^/?#]+)")
# A code that nobody has: looked up for malformed ones, so that they take as long as unknown ones.
_NOBODYS = "ASY-0000-0000-0000"

# State → the finding class of the design, and its seal.
FACES: Mapping[State, tuple[str, str]] = {
    State.VALID: ("valid", "seal-valid"),
    State.EXPIRED: ("caution", "seal-expired"),
    State.NOT_YET_VALID: ("caution", "seal-not-yet-valid"),
    State.SUSPENDED: ("caution", "seal-suspended"),
    State.REVOKED: ("void", "seal-revoked"),
    State.SUPERSEDED: ("void", "seal-superseded"),
    State.ALTERED: ("void", "seal-tampered"),
    State.CANNOT_CHECK: ("unsure", "seal-unchecked"),
    State.NO_SUCH_CODE: ("unsure", "seal-unchecked"),
}


@says_when_unreachable
@require_safe
def verify_start(request: HttpRequest) -> HttpResponse:
    """Type a code or paste an address; both lead to the certificate's own page."""
    typed = request.GET.get("code", "").strip()[:MAX_TYPED]
    if not typed:
        return render(
            request,
            "certificates/verify_start.html",
            {"section": "verify", "specimens": specimens(timezone.now())},
        )
    if not (host := other_host(typed, request.get_host())):
        return HttpResponseRedirect(_leads_to(typed))
    context = {"section": "verify", "other_host": host, "ours": _leads_to(typed)}
    return render(request, "certificates/verify_start.html", context)


def _leads_to(typed: str) -> str:
    """The page here of a code, or of an address in which there is one."""
    if found := _UUID.search(typed.lower()):
        return f"/credentials/{found.group(1)}"
    if found := _CODE_IN_ADDRESS.search(typed):
        typed = found.group(1)
    read = read_code(typed)
    # What cannot be a path segment is shown as a code that nobody has.
    shown = read.code if read.form is CodeForm.WELL_FORMED else re.sub(r"[^0-9A-Za-z-]", "", typed)[:40]
    return reverse("certificates:verify_code", args=[shown or "unreadable"])


@says_when_unreachable
@require_safe
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """One certificate by its code: its state first, then every claim, then each check."""
    if limited := too_often(request, "page"):
        return limited
    credential = found_by(request, code)
    return credential if isinstance(credential, HttpResponse) else show(request, credential)


def found_by(request: HttpRequest, code: str) -> Credential | HttpResponse:
    """The credential with a code as somebody typed it, or the page that says that there is none."""
    read = read_code(code[:MAX_TYPED])
    if read.form is CodeForm.ONE_SLIP:
        return not_found(request, code, offers=read.offers)
    credential = find_by_code(read.code if read.form is CodeForm.WELL_FORMED else _NOBODYS)
    return not_found(request, code) if credential is None else credential


def reader_id(request: HttpRequest) -> int | None:
    """Who asks; without a session cookie nobody is looked up."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    return int(request.user.pk)


def show(request: HttpRequest, credential: Credential) -> HttpResponse:
    """The verification page of a stored credential."""
    reader = reader_id(request)
    found = verify(credential, reader_id=reader, now=timezone.now())
    etag = _etag(request, found) if reader is None else ""
    if etag and matches(request, etag):
        return _checked_now(HttpResponseNotModified(), etag)
    context = context_of(found)
    if reader is None:
        return _checked_now(HttpResponse(fill_sheet(request, found, context)), etag)
    return _checked_now(render(request, TEMPLATE, context), etag)


def context_of(found: Verification) -> dict[str, Any]:
    """What the templates of a verification need."""
    credential = found.credential
    face, seal = FACES[found.state]
    return {
        "section": "verify",
        "found": found,
        "credential": credential,
        "version": credential.achievement_version,
        "achievement": credential.achievement_version.achievement,
        "face": face,
        "seal": seal,
        "state": found.state.value,
    }


def _checked_now(response: HttpResponse, etag: str) -> HttpResponse:
    """Always asked again: a copy may be shown only after we said that nothing has changed."""
    response["Cache-Control"] = "no-cache" if etag else "private, no-cache"
    if etag:
        response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _etag(request: HttpRequest, found: Verification) -> str:
    """What a visitor without an account is shown depends on nothing else than this."""
    seen = [
        found.credential.code,
        found.shows_name,
        found.state,
        found.successor,
        [(check.result, check.words) for check in found.checks],
        bool(found.credential.pdf.digest),
        get_language(),
        request.COOKIES.get("scheme", ""),
        request.path,
        # A new release changes the names of the style sheets.
        static("website/css/components.css"),
    ]
    return f'"{hashlib.sha256(repr(seen).encode()).hexdigest()[:32]}"'


def not_found(request: HttpRequest, code: str, *, offers: tuple[str, ...] = ()) -> HttpResponse:
    """The finding that no certificate has a code or an address: a page of its own, with status 404.

    The same for what was never issued and for what was erased.
    """
    context = {
        "section": "verify",
        "typed": code[:40],
        "offers": offers,
        "face": "unsure",
        "seal": "seal-unchecked",
        "state": State.NO_SUCH_CODE.value,
        "now": timezone.now(),
    }
    response = render(request, "certificates/verify_unknown.html", context, status=404)
    response["Cache-Control"] = "no-cache"
    return response
