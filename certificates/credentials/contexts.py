"""The JSON-LD contexts that we sign with, pinned byte for byte. Nothing is ever fetched."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

VC_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"

_FOLDER = Path(__file__).resolve().parent / "contexts"
# The Open Badges context has been edited in place by its publisher: only terms that every known copy
# has are used here, and these are the bytes that our signatures cover.
_PINNED = {
    VC_V2: ("credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"),
    OPEN_BADGES_V3: (
        "openbadges-v3p0-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
}


class UnknownContext(ValueError):
    """A document names a context that is not pinned; it is not fetched."""


@cache
def context(url: str) -> dict[str, Any]:
    """The pinned document of a context. Raises UnknownContext for any other address."""
    if url not in _PINNED:
        raise UnknownContext(url)
    loaded: dict[str, Any] = json.loads(_pinned(url)[1])
    return loaded


def pinned_files() -> dict[str, tuple[str, bytes]]:
    """The name and the bytes of every pinned context, by its address. Raises UnknownContext for a changed one."""
    return {url: _pinned(url) for url in _PINNED}


def _pinned(url: str) -> tuple[str, bytes]:
    name, digest = _PINNED[url]
    text = (_FOLDER / name).read_bytes()
    if hashlib.sha256(text).hexdigest() != digest:
        raise UnknownContext(f"{name} is not the pinned file")
    return name, text


def load_document(url: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    """pyld's document loader over the pinned contexts."""
    return {
        "contextUrl": None,
        "documentUrl": url,
        "document": context(url),
        "contentType": "application/ld+json",
    }
