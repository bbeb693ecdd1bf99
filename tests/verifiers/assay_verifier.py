"""Our own verification, with the pure package alone: one JSON object a line in, one out.

    python assay_verifier.py http://localhost:PORT

{"document": text} is answered with {accepted, signed, bit, errors}, {"reach": address} with {reached, errors}.
No framework and no database: what a stranger could do with `certificates.credentials` and what is published.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError

from lines import answer_lines, fetcher

from certificates.credentials import (
    ProofRefused,
    State,
    UndefinedTerms,
    Unreadable,
    UnsafeText,
    decode,
    did_of,
    is_set,
    moment,
    public_bytes,
    read_document,
    state_at,
    verify_proof,
)

REFUSALS = (ProofRefused, UndefinedTerms, UnsafeText, Unreadable)
_REPORTED = (*REFUSALS, KeyError, ValueError, HTTPError)


def _verified(document: Mapping[str, Any], did: str, fetch: Callable[[str], bytes]) -> None:
    """Check a document's proof with the key that it names, which must be one of the issuer's."""
    proof = document.get("proof")
    method = proof.get("verificationMethod") if isinstance(proof, Mapping) else None
    published = json.loads(fetch(f"{_origin(did)}/.well-known/did.json"))
    keys = {key["id"]: key["publicKeyMultibase"] for key in published["verificationMethod"]}
    if published["id"] != did or method not in keys or method not in published["assertionMethod"]:
        raise ProofRefused("refused", "the key is not one of the issuer's")
    verify_proof(document, public_bytes(keys[method]))


def _origin(did: str) -> str:
    if not did.startswith("did:web:"):
        raise ProofRefused("refused", "the issuer is not a site")
    return "https://" + did.removeprefix("did:web:").replace("%3A", ":")


def _state(document: Mapping[str, Any], *, standing: State) -> State:
    until = document.get("validUntil")
    return state_at(
        datetime.now(UTC),
        standing=standing,
        valid_from=moment(document["validFrom"]),
        valid_until=moment(until) if until else None,
    )


def verify(text: str, origin: str) -> dict[str, Any]:
    """Verify one credential of the site at this origin."""
    fetch = fetcher(origin)
    found: dict[str, Any] = {"accepted": False, "signed": False, "bit": None, "errors": []}
    try:
        document = read_document(text.encode())
        did = document["issuer"]["id"]
        if did != did_of(origin):
            raise ProofRefused("refused", "the issuer is another one")
        _verified(document, did, fetch)
        found["signed"] = True
        entry = document["credentialStatus"]
        listed = read_document(fetch(entry["statusListCredential"]))
        if listed["issuer"] != did or listed["id"] != entry["statusListCredential"]:
            raise ProofRefused("refused", "the status list is not the issuer's")
        _verified(listed, did, fetch)
        if _state(listed, standing=State.VALID) is not State.VALID:
            raise ProofRefused("refused", "the status list is out of date")
        found["bit"] = is_set(
            decode(listed["credentialSubject"]["encodedList"]), int(entry["statusListIndex"])
        )
        state = _state(document, standing=State.REVOKED if found["bit"] else State.VALID)
        if state is not State.VALID:
            found["errors"].append(f"the certificate is {state}")
        found["accepted"] = state is State.VALID
    except _REPORTED as error:
        found["errors"].append(f"{type(error).__name__}: {error}")
    return found


if __name__ == "__main__":
    answer_lines(verify)
