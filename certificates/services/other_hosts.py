"""Addresses that somebody pastes: whether they are ours."""

import re
from urllib.parse import urlsplit

from certificates.services.issuer import issuer_origin

_MOST = 100


def other_host(typed: str, *ours: str) -> str:
    """The host of an address that is not on our site; "" for one of ours, and for what is no address.

    `ours` are names under which the site answers, beside the one under which it issues.
    """
    text = typed.strip()
    if "//" not in text and not re.match(r"[^/\s]+\.[^/\s]+/", text):
        return ""
    try:
        host = urlsplit(text if "//" in text else f"//{text}").netloc.rpartition("@")[2].lower()
    except ValueError:
        host = text
    return "" if host in {urlsplit(issuer_origin()).netloc, *ours} else host[:_MOST] or "?"
