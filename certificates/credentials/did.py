"""The issuer's identifier: did:web, and the document that publishes its keys."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from certificates.credentials.encoding import multikey
from certificates.credentials.times import stamp

_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]


def did_of(origin: str) -> str:
    """did:web of a site's root, a port percent-encoded. Raises ValueError for an address with a path."""
    parts = urlsplit(origin)
    if not parts.hostname or parts.path not in {"", "/"}:
        raise ValueError("an issuer's origin is a scheme and a host")
    port = f":{parts.port}" if parts.port else ""
    return "did:web:" + quote(f"{parts.hostname}{port}", safe=".")


def did_document(
    did: str, keys: Mapping[str, bytes], revoked: Mapping[str, datetime] | None = None
) -> dict[str, Any]:
    """The DID document with every key that ever signed, by name: old credentials need old keys.

    `revoked` has the keys that others may have used, and since when (Controlled Identifiers 1.0, §2.2).

    Ids are absolute and `assertionMethod` holds strings: one certified resolver reads nothing else.
    """
    return {
        "@context": _CONTEXTS,
        "id": did,
        "verificationMethod": [
            {
                "id": f"{did}#{kid}",
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": multikey(public),
                **({"revoked": stamp(revoked[kid])} if revoked and kid in revoked else {}),
            }
            for kid, public in keys.items()
        ],
        "assertionMethod": [f"{did}#{kid}" for kid in keys],
    }
