"""A verifier that nobody here wrote, over a bundle alone: no socket can be opened in this process.

    python offline_verifier.py BUNDLE.zip

Prints {"accepted", "reason", "name", "asked"}.
"""

import json
import socket
import sys
import zipfile
from typing import Any

from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from openbadgeslib.ob3.status import check_credential_status
from openbadgeslib.verify import issuer_did_from_document


def refuse(*args: Any, **kwargs: Any) -> Any:
    raise AssertionError("the network was asked")


socket.socket = refuse  # type: ignore[assignment,misc]
socket.create_connection = refuse
socket.getaddrinfo = refuse


def main(path: str) -> dict[str, Any]:
    """Verify the credential of a bundle with what else is in it."""
    archive = zipfile.ZipFile(path)
    document = archive.read("credential.json")
    raw = json.loads(document)
    listed = archive.read("status-list.json")
    asked = []

    def download(address: str) -> bytes:
        asked.append(address)
        if address.endswith("/.well-known/did.json"):
            return archive.read("did.json")
        assert address == raw["credentialStatus"]["statusListCredential"]
        return listed

    found: dict[str, Any] = {"accepted": False, "reason": "", "name": "", "asked": asked}
    try:
        verifier = OB3LdpVerifier.for_issuer_did(
            issuer_did_from_document(document.decode()), download=download
        )
        credential = verifier.verify(document, download=download)
        proof = json.loads(listed)["proof"]
        pem = resolve_verification_method(proof["verificationMethod"], download=download)
        verify_data_integrity_proof(json.loads(listed), pem)
        check_credential_status(credential, download=download)
        found |= {"accepted": True, "name": raw["credentialSubject"]["name"]}
    except OB3VerificationError as error:
        found["reason"] = str(error)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
