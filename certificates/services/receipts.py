"""Receipts: what one check found at one moment, in canonical JSON with a digest that we remember."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import rfc8785
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certificates.credentials import State, stamp
from certificates.models import VerificationRecord
from certificates.services.handed_in import HandedIn
from certificates.services.verifying import CheckResult, Verification

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The text of a receipt and its SHA-256."""

    text: str
    digest: str
    at: datetime

    @property
    def as_base64(self) -> str:
        """The text for an address that holds what it leads to: saving it asks nobody again."""
        return base64.b64encode(self.text.encode()).decode()


def receipt_of(found: Verification) -> Receipt:
    """A receipt of checking a certificate in our register, remembered. Names are shown as on the page."""
    return _remember(_start(found.checked_at, found.did, found.state) | _certificate(found), found.checks)


def receipt_of_file(handed_in: HandedIn) -> Receipt:
    """A receipt of checking a file, remembered: the file's own digest is in it, none of its claims is."""
    content = _start(handed_in.checked_at, handed_in.did, handed_in.state)
    content["file"] = {"kind": handed_in.kind.value, "sha256": handed_in.digest}
    if handed_in.verification is not None:
        content |= _certificate(handed_in.verification)
    return _remember(content, handed_in.checks)


def find_receipt(digest: str) -> VerificationRecord | None:
    """What we remember of a receipt with this digest (hex, in any case); other text is nobody's."""
    digest = digest.strip().lower()
    if not _DIGEST.fullmatch(digest):
        return None
    return VerificationRecord.objects.filter(digest=digest).first()


def _start(at: datetime, did: str, state: State) -> dict[str, Any]:
    return {
        "receipt": "assay-verification",
        "version": 1,
        "issuer": did,
        "at": stamp(at),
        "language": get_language() or "",
        "state": state.value,
    }


def _certificate(found: Verification) -> dict[str, Any]:
    credential = found.credential
    version = credential.achievement_version
    return {
        "certificate": {
            "code": credential.code,
            "sha256": credential.digest,
            "holder": credential.recipient_name if found.shows_name else None,
            "award": version.title,
            "award_code": version.achievement.code,
            "level": version.achievement.level,
            "issued": stamp(credential.awarded_at),
            "expires": stamp(credential.valid_until) if credential.valid_until else None,
            "specimen": credential.is_specimen,
            "pilot": credential.is_pilot,
        }
    }


def _remember(content: dict[str, Any], checks: tuple[CheckResult, ...]) -> Receipt:
    content["checks"] = [
        {"check": check.name, "result": check.result.value, "words": check.words} for check in checks
    ]
    content["proves"] = _("Only what was found at this moment. Check again before you rely on it.")
    text = rfc8785.dumps(content)
    digest = hashlib.sha256(text).hexdigest()
    at = datetime.fromisoformat(content["at"])
    # The same findings in the same second are the same receipt.
    VerificationRecord.objects.get_or_create(
        digest=digest,
        defaults={
            "code": content.get("certificate", {}).get("code", ""),
            "state": content["state"],
            "at": at,
        },
    )
    return Receipt(text.decode(), digest, at)
