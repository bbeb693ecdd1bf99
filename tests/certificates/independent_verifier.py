"""A verifier that nobody here wrote, in a process of its own: openbadgeslib, with nothing of ours imported.

    python independent_verifier.py ORIGIN URL-OR-FILE

Prints {"accepted", "reason", "name", "bit"}. did:web means https; on this machine the site answers http,
so that its own addresses, and no others, are fetched there.
"""

import json
import sys
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from openbadgeslib.ob3.status import _bit_set, check_credential_status, decode_encoded_list
from openbadgeslib.verify import issuer_did_from_document


def main(origin: str, what: str) -> dict[str, Any]:
    """Verify what is at an address or in a file, as an employer's software would."""

    def download(address: str) -> bytes:
        rest = address.partition("://")[2]
        assert origin.partition("://")[2] == rest.partition("/")[0], address
        request = Request(f"http://{rest}", headers={"Accept": "application/vc, application/json"})
        with urlopen(request, timeout=10) as answer:
            return bytes(answer.read())

    document = download(what) if what.startswith(("http://", "https://")) else Path(what).read_bytes()
    found: dict[str, Any] = {"accepted": False, "reason": "", "name": "", "bit": None}
    try:
        did = issuer_did_from_document(document.decode())
        verifier = OB3LdpVerifier.for_issuer_did(did, download=download)
        credential = verifier.verify(document, download=download)
        raw = json.loads(document)
        entry = raw["credentialStatus"]
        listed = json.loads(download(entry["statusListCredential"]))
        assert listed["issuer"] == did
        pem = resolve_verification_method(listed["proof"]["verificationMethod"], download=download)
        verify_data_integrity_proof(listed, pem)
        bits = decode_encoded_list(listed["credentialSubject"]["encodedList"])
        found["bit"] = _bit_set(bits, int(entry["statusListIndex"]))
        check_credential_status(credential, download=download)
        found |= {"accepted": True, "name": raw["credentialSubject"]["name"]}
    except OB3VerificationError as error:
        found["reason"] = str(error)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*sys.argv[1:])))
