"""Answers for machines: open to every origin, asked again each time, never sent twice in full."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import rfc8785
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

# What a credential may be asked for as; the bytes are the same.
VC_TYPES = ("application/vc", "application/vc+ld+json", "application/ld+json", "application/json")


def matches(request: HttpRequest, etag: str) -> bool:
    """Whether the asker holds this version already (weak comparison, as If-None-Match wants it)."""
    held = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in held or etag in held or f"W/{etag}" in held


def open_bytes(
    request: HttpRequest, data: bytes, *, digest: str, content_type: str, filename: str = ""
) -> HttpResponse:
    """Stored bytes as they are, or 304."""
    etag = f'"{digest}"'
    response: HttpResponse
    if matches(request, etag):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(data, content_type=content_type)
        if filename:
            response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["ETag"] = etag
    return opened(response)


def open_json(request: HttpRequest, data: Mapping[str, Any], content_type: str) -> HttpResponse:
    """A document made now, in canonical JSON."""
    body = rfc8785.dumps(dict(data))
    return open_bytes(request, body, digest=sha256(body).hexdigest(), content_type=content_type)


def opened(response: HttpResponse) -> HttpResponse:
    """Let pages of every origin read it, and let no cache answer without asking."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept"])
    return response
