"""Everything that checking a credential needs, in one file: it verifies with no network, and after we are gone."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import rfc8785
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.credentials.contexts import pinned_files
from certificates.models import Credential
from certificates.services.issuer import identity, published_did_document
from certificates.services.log_proofs import log_keys, proof_text
from certificates.services.status import list_address
from certificates.transparency import checker

CHECKER = Path(checker.__file__).read_bytes()


def bundle(credential: Credential) -> bytes:
    """The ZIP file: the same credential, status list, keys and log head give the same bytes."""
    listed = credential.status_list
    awarded = credential.awarded_at
    as_of = listed.signed_at or awarded
    files: list[tuple[str, bytes, datetime]] = [
        ("credential.json", bytes(credential.document), awarded),
        ("did.json", rfc8785.dumps(published_did_document()), as_of),
        ("status-list.json", bytes(listed.document), as_of),
        *((f"contexts/{name}", data, awarded) for name, data in pinned_files().values()),
    ]
    proof = proof_text(credential)
    if proof is not None:
        keys = "".join(f"{key.vkey}\n" for key in log_keys())
        files += [
            ("log-proof.txt", proof.encode(), as_of),
            ("log-key.txt", keys.encode(), as_of),
            ("checker.py", CHECKER, awarded),
        ]
    readme = _readme(credential, has_proof=proof is not None, as_of=as_of)
    files.insert(0, ("README.txt", readme.encode(), as_of))
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        for name, data, at in files:
            entry = zipfile.ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            # Not the maker's system: the bytes must not depend on it.
            entry.create_system = 3
            archive.writestr(entry, data)
    return output.getvalue()


def _readme(credential: Credential, *, has_proof: bool, as_of: datetime) -> str:
    issuer = identity()
    address = f"{issuer.origin}/credentials/{credential.uuid}"
    contexts = "\n".join(f"    {name}: {url}" for url, (name, _data) in pinned_files().items())
    facts = {
        "code": credential.code,
        "address": address,
        "did": issuer.did,
        "did_address": f"{issuer.origin}/.well-known/did.json",
        "list_address": list_address(issuer.origin, credential.status_list),
        "index": credential.status_index,
        "contexts": contexts,
    }
    with translation.override("en"):
        facts["as_of"] = date_format(as_of.astimezone(UTC), "j F Y, H:i")
        parts = [
            _("SPECIMEN: this certificate proves nothing.") if credential.is_specimen else "",
            _("Certificate %(code)s, to be checked without a network.") % facts,
            _(
                "What is in this file\n"
                "\n"
                "credential.json: the signed credential (Open Badges 3.0), byte for byte as it was issued.\n"
                "did.json: the issuer's public keys. It is published at %(did_address)s.\n"
                "status-list.json: the signed list of what was revoked, as of %(as_of)s UTC. "
                "It is published at %(list_address)s.\n"
                "contexts/: the vocabularies that the signatures cover:\n"
                "%(contexts)s"
            )
            % facts,
            _(
                "log-proof.txt: the proof that the credential stands in the issuer's log (C2SP tlog-proof).\n"
                "log-key.txt: the keys of the log, one on a line, the one in use first.\n"
                "checker.py: a short program that checks the proof and opens no connection. Read it, then run, "
                "with --key for each line of log-key.txt:\n"
                "    python checker.py credential.json log-proof.txt --key KEY"
            )
            if has_proof
            else _(
                "There is no log-proof.txt: no signed head of the log covers this credential. "
                "A specimen is never logged."
            ),
            _(
                "How to check it\n"
                "\n"
                "Use any verifier of Open Badges 3.0 that knows the cryptosuite eddsa-rdfc-2022. Where it asks for "
                "%(did)s, give it did.json; where it asks for the status list, give it status-list.json. "
                "The credential's bit in the list is number %(index)s; it is set when the credential was revoked. "
                "Both files have a proof: check both. Compare the dates in credential.json with today's."
            )
            % facts,
            _(
                "What it cannot tell you\n"
                "\n"
                "Whether the certificate was revoked after %(as_of)s UTC, and whether it was suspended at any "
                "time: no list tells suspensions. Whether did.json and log-key.txt are really the issuer's: "
                "compare them with the published ones when you have a network, or with some that you kept. How the certificate stands now is shown at %(address)s."
            )
            % facts,
        ]
    return "\n\n".join(part for part in parts if part) + "\n"
