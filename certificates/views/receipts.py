"""Receipts: what was found at one moment, to print and to keep; and whether one is ours."""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from certificates.services.receipts import find_receipt, receipt_of
from certificates.services.verifying import verify
from certificates.views.limited import too_often
from certificates.views.unreachable import says_when_unreachable
from certificates.views.verifying import context_of, found_by, reader_id

_HEX = re.compile(r"[^0-9a-f]")


@says_when_unreachable
@require_GET
def verify_receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Check now, and give a receipt of it."""
    if refused := too_often(request, "receipt"):
        return refused
    credential = found_by(request, code)
    if isinstance(credential, HttpResponse):
        return credential
    found = verify(credential, reader_id=reader_id(request), now=timezone.now())
    context = context_of(found) | {"receipt": receipt_of(found), "receipt_address": receipt_address(request)}
    return _private(render(request, "certificates/receipt.html", context))


@require_GET
def receipt_start(request: HttpRequest) -> HttpResponse:
    """Type the digest of a receipt."""
    typed = _HEX.sub("", request.GET.get("digest", "")[:300].lower())[:64]
    if typed:
        return HttpResponseRedirect(reverse("certificates:receipt_found", args=[typed]))
    return render(request, "certificates/receipt_found.html", {"section": "verify"})


@require_GET
def receipt_found(request: HttpRequest, digest: str) -> HttpResponse:
    """Whether we gave a receipt with this digest, and what it said."""
    if refused := too_often(request, "receipt"):
        return refused
    record = find_receipt(digest)
    context = {"section": "verify", "digest": digest[:64], "record": record}
    status = 200 if record else 404
    return _private(render(request, "certificates/receipt_found.html", context, status=status))


def receipt_address(request: HttpRequest) -> str:
    """Where digests are compared, as a reader types it."""
    return request.build_absolute_uri(reverse("certificates:receipt_start"))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response
