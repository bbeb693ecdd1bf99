"""openbadgeslib, which nobody here wrote, asked about credentials: one JSON object a line in, one out.

    python openbadgeslib_verifier.py http://localhost:PORT

{"document": text} is answered with {accepted, signed, bit, errors}, {"reach": address} with {reached, errors}.
The only thing mapped is the scheme: did:web and the site's own addresses mean https, and the server under
test speaks http. Nothing of ours is imported but how lines are read and answered.
"""

import json
from typing import Any

from lines import answer_lines, fetcher
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError
from openbadgeslib.ob3.did import resolve_verification_method
from openbadgeslib.ob3.ldp import verify_data_integrity_proof
from openbadgeslib.ob3.status import _bit_set, check_credential_status, decode_encoded_list
from openbadgeslib.verify import issuer_did_from_document


def verify(text: str, origin: str) -> dict[str, Any]:
    """Verify one credential, as an employer's software would."""
    download = fetcher(origin)
    found: dict[str, Any] = {"accepted": False, "signed": False, "bit": None, "errors": []}
    try:
        did = issuer_did_from_document(text)
        credential = OB3LdpVerifier.for_issuer_did(did, download=download).verify(text, download=download)
        found["signed"] = True
        entry = json.loads(text)["credentialStatus"]
        listed = json.loads(download(entry["statusListCredential"]))
        # Its own check of a list's signature knows lists in JWT form only: its check of Data Integrity
        # proofs is used instead, and the key bound to the issuer as it does for JWT.
        method = listed.get("proof", {}).get("verificationMethod", "")
        if listed.get("issuer") != did or method.partition("#")[0] != did:
            raise OB3VerificationError("the status list is not the issuer's")
        verify_data_integrity_proof(listed, resolve_verification_method(method, download=download))
        bits = decode_encoded_list(listed["credentialSubject"]["encodedList"])
        found["bit"] = _bit_set(bits, int(entry["statusListIndex"]))
        check_credential_status(credential, download=download)
        found["accepted"] = True
    except OB3VerificationError as error:
        found["errors"].append(str(error))
    return found


if __name__ == "__main__":
    answer_lines(verify)
