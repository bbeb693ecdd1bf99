"""Read a file that was handed in and check its proof, from bytes to bytes: what runs in a process of its own.

A poisoned graph (many blank nodes) can keep a canonicalizer busy for years: it is counted and refused
before anything is canonicalized.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from certificates.credentials.extracting import Extracted, extract
from certificates.credentials.proofs import ProofRefused, UndefinedTerms, UnsafeText, verify_proof
from certificates.credentials.reading import Unreadable, read_document
from certificates.credentials.refusals import Reason, Refused

MAX_BLANK_NODES = 50
MAX_MEMBERS = 5_000
MAX_DEPTH = 30
_MAX_SHOWN = 200


def check_budget(document: Mapping[str, Any]) -> None:
    """Refuse a document whose graph would be costly: blank nodes, members or depth. Raises Refused.

    A credential of ours has a handful of nodes without an id, fewer than a hundred members, depth six.
    """
    blank = members = 0
    waiting: list[tuple[Any, int]] = [(document, 1)]
    while waiting:
        value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise Refused(Reason.TOO_DEEP)
        if isinstance(value, Mapping):
            members += len(value)
            named = value.get("id", value.get("@id"))
            blank += not (isinstance(named, str) and named and not named.startswith("_:"))
            waiting.extend((inner, depth + 1) for inner in value.values())
        elif isinstance(value, list):
            members += len(value)
            waiting.extend((inner, depth + 1) for inner in value)
        elif isinstance(value, str) and value.startswith("_:"):
            # A node may be named where it is referred to only.
            blank += 1
        if blank > MAX_BLANK_NODES:
            raise Refused(Reason.TOO_MANY_NODES)
        if members > MAX_MEMBERS:
            raise Refused(Reason.TOO_MANY_MEMBERS)


def inspect(data: bytes, *, did: str, keys: Mapping[str, bytes]) -> dict[str, Any]:
    """What a file holds, and whether its proof is by one of an issuer's keys. Raises Refused.

    `keys` maps verification methods to raw public keys. In the answer, `proof` is "foreign" (another
    issuer: not checked), "ok", or the step that failed; `place` names the member concerned, where there is one.
    """
    found = extract(data)
    document = _read(found.document)
    check_budget(document)
    if not _issuer(document):
        raise Refused(Reason.NO_CREDENTIAL)
    proof = document.get("proof")
    method, value = _text(proof, "verificationMethod"), _text(proof, "proofValue")
    outcome, place = _check(document, method, did=did, keys=keys)
    return {
        "kind": found.kind.value,
        "document": base64.b64encode(found.document).decode(),
        "members": _digests(found),
        "id": _text(document, "id"),
        "issuer": _issuer(document),
        "issuer_name": _text(document.get("issuer"), "name"),
        "method": method,
        "signature": value,
        "proof": outcome,
        "place": place,
    }


def _read(data: bytes) -> dict[str, Any]:
    try:
        return read_document(data)
    except Unreadable as error:
        raise Refused(Reason(error.reason)) from error


def _digests(found: Extracted) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in found.members.items()}


def _text(value: Any, name: str) -> str:
    inner = value.get(name) if isinstance(value, Mapping) else None
    return inner[:_MAX_SHOWN] if isinstance(inner, str) else ""


def _issuer(document: Mapping[str, Any]) -> str:
    issuer = document.get("issuer")
    return issuer[:_MAX_SHOWN] if isinstance(issuer, str) else _text(issuer, "id")


def _check(
    document: Mapping[str, Any], method: str, *, did: str, keys: Mapping[str, bytes]
) -> tuple[str, str]:
    if _issuer(document) != did:
        return "foreign", ""
    if not isinstance(document.get("proof"), Mapping):
        return "no-proof", ""
    if method not in keys:
        return "unknown-key", method
    try:
        verify_proof(document, keys[method])
    except UndefinedTerms as error:
        return "undefined-term", str(error)[:_MAX_SHOWN]
    except UnsafeText as error:
        return "unsafe-text", str(error)[:_MAX_SHOWN]
    except ProofRefused as error:
        return error.step, ""
    return "ok", ""


def inspect_file(payload: bytes) -> bytes:
    """`inspect` behind bytes: a line of JSON ({"did", "keys"} in hex), then the file; JSON comes back."""
    head, _, data = payload.partition(b"\n")
    asked = json.loads(head)
    keys = {method: bytes.fromhex(public) for method, public in asked["keys"].items()}
    try:
        answer = inspect(data, did=asked["did"], keys=keys)
    except Refused as refused:
        answer = {"refused": refused.reason.value, "detail": refused.detail}
    except (MemoryError, RecursionError):
        answer = {"refused": Reason.TOO_MUCH_WORK.value, "detail": ""}
    return json.dumps(answer).encode()
