"""A file that somebody hands in: whose it is, whether its signature holds, and what our register says of it.

What is shown of a certificate always comes from our register, never from the file. Nothing is fetched and
nothing of the file is kept.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from certificates.credentials import State, plain_name
from certificates.credentials.refusals import Kind, Reason
from certificates.models import Credential, IssuerKey
from certificates.services.caged import CageBroken, run_caged
from certificates.services.file_words import REFUSALS, STEPS
from certificates.services.issuer import identity
from certificates.services.seals import seal_compromised_since
from certificates.services.verifying import CheckResult, Result, Verification, find_by_uuid, verify

MAX_FILE = 20_000_000
_INSPECTOR = "certificates.credentials.inspecting:inspect_file"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class FileRefused(Exception):
    """A file that is not read; its text says why, to a person."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(str(REFUSALS[reason]))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What a file turned out to be.

    `verification` is our register's, with the checks of the file before its own; None where the file is not
    what we issued: then `entry` is what our register holds at the address that the file gives, if anything,
    and no claim of either is to be shown. `named_issuer` is what a file of another issuer says of it: a
    name, which may be empty, and an identifier. Both are unchecked.
    """

    kind: Kind
    digest: str
    state: State
    checks: tuple[CheckResult, ...]
    checked_at: datetime
    did: str
    verification: Verification | None = None
    page_differs: bool = False
    entry: Credential | None = None
    named_issuer: tuple[str, str] = ("", "")

    @property
    def is_sound(self) -> bool:
        """Whether the certificate is valid and nothing about the file speaks against it."""
        return self.state is State.VALID and not self.page_differs


def verify_handed_in(data: bytes, *, reader_id: int | None = None, now: datetime) -> HandedIn:
    """Check the bytes of a file. Raises FileRefused for one that cannot be read, in words for a person."""
    if len(data) > MAX_FILE:
        raise FileRefused(Reason.TOO_LARGE)
    issuer = identity()
    keys = IssuerKey.objects.exclude(purpose=IssuerKey.Purpose.LOG)
    found = _inspect(
        data, did=issuer.did, keys={f"{issuer.did}#{key.kid}": bytes(key.public) for key in keys}
    )
    handed_in = HandedIn(
        kind=Kind(found["kind"]),
        digest=hashlib.sha256(data).hexdigest(),
        state=State.CANNOT_CHECK,
        checks=(),
        checked_at=now,
        did=issuer.did,
    )
    if found["proof"] == "foreign":
        return _foreign(handed_in, found)
    entry = _entry(found["id"], issuer.origin)
    if found["proof"] != "ok":
        words = str(STEPS[found["proof"]]) % {"place": found["place"]}
        return replace(handed_in, state=State.ALTERED, checks=(_of_file(words, Result.FAILED),), entry=entry)
    if entry is None:
        words = _(
            "One of our keys signed it, but our register has no certificate at the address that it gives."
        )
        return replace(handed_in, state=State.NO_SUCH_CODE, checks=(_of_file(words, Result.FAILED),))
    return _ours(handed_in, found, entry, reader_id=reader_id)


def _inspect(data: bytes, *, did: str, keys: Mapping[str, bytes]) -> dict[str, Any]:
    asked = {"did": did, "keys": {method: public.hex() for method, public in keys.items()}}
    try:
        answer = run_caged(_INSPECTOR, json.dumps(asked).encode() + b"\n" + data)
    except CageBroken as error:
        raise FileRefused(Reason.TOO_MUCH_WORK) from error
    found: dict[str, Any] = json.loads(answer)
    if "refused" in found:
        raise FileRefused(Reason(found["refused"]))
    return found


def _of_file(words: str, result: Result) -> CheckResult:
    return CheckResult(_("The file you handed in"), words, result)


def _foreign(handed_in: HandedIn, found: Mapping[str, Any]) -> HandedIn:
    words = _("Not done: it names another issuer, whose keys we do not have and do not fetch.")
    return replace(
        handed_in,
        checks=(_of_file(words, Result.NOT_DONE),),
        named_issuer=(_plain(found["issuer_name"]), _plain(found["issuer"])),
    )


def _plain(text: str) -> str:
    """Text of a file on one line, without characters that would turn it round."""
    try:
        return plain_name(text)
    except ValueError:
        return ""


def _entry(address: str, origin: str) -> Credential | None:
    start = f"{origin}/credentials/"
    if not address.startswith(start) or not _UUID.fullmatch(address.removeprefix(start)):
        return None
    return find_by_uuid(UUID(address.removeprefix(start)))


def _ours(
    handed_in: HandedIn, found: Mapping[str, Any], credential: Credential, *, reader_id: int | None
) -> HandedIn:
    """A file whose signature holds, and the certificate that our register has at its address."""
    same = _same(base64.b64decode(found["document"]), found["signature"], credential)
    if same is None:
        words = _(
            "One of our keys signed it, but it is not what our register holds at its address. Do not rely on it, "
            "and tell us."
        )
        failed = _of_file(words, Result.FAILED)
        return replace(handed_in, state=State.ALTERED, checks=(failed,), entry=credential)
    words = _("Key %(key)s signed it: its signature was verified now over its content.") % {
        "key": credential.key.kid
    }
    verification = verify(credential, reader_id=reader_id, now=handed_in.checked_at)
    around = _around(handed_in, credential)
    in_register = replace(
        verification.checks[0], words=_("The address in the file matches one entry in our register.")
    )
    checks = (
        _of_file(f"{words} {same}", Result.PASSED),
        *([around] if around else []),
        in_register,
        *verification.checks[1:],
    )
    return replace(
        handed_in,
        state=verification.state,
        checks=checks,
        verification=replace(verification, checks=checks),
        page_differs=around is not None and around.result is Result.FAILED,
    )


def _same(document: bytes, signature: str, credential: Credential) -> str | None:
    """How a document that we signed relates to the stored one, in words; None when it is another one.

    Both are signed by keys of ours, so that the same signature means the same signed content.
    """
    if hashlib.sha256(document).hexdigest() == credential.digest:
        return _("It is what we issued, byte for byte.")
    try:
        issued = json.loads(bytes(credential.document))["proof"]["proofValue"]
    except (ValueError, KeyError, TypeError):
        return None
    return (
        _("It has the same signed content as what we issued, in other bytes.")
        if issued == signature
        else None
    )


def _around(handed_in: HandedIn, credential: Credential) -> CheckResult | None:
    """What a person sees of the file, beside the credential in it."""
    if handed_in.kind is Kind.PDF:
        return _printed_page(handed_in.digest, credential)
    if handed_in.kind in {Kind.PNG, Kind.SVG}:
        words = _("Not done: the picture is not compared. Trust only what is shown here.")
        return CheckResult(_("The picture around it"), words, Result.NOT_DONE)
    if handed_in.kind is Kind.BUNDLE:
        words = _("Not done: we ask our own register, list and log instead.")
        return CheckResult(_("The other files of the bundle"), words, Result.NOT_DONE)
    return None


def _printed_page(digest: str, credential: Credential) -> CheckResult:
    name, rendered = _("The printed page"), credential.pdf
    if not rendered.digest or rendered.rendered_at is None:
        words = _("Not done: we have not rendered this certificate yet. Trust only what is shown here.")
        return CheckResult(name, words, Result.NOT_DONE)
    if digest != rendered.digest:
        words = _(
            "The credential attached is ours, but the printed page around it is not the one that we rendered. "
            "Trust only what is shown here."
        )
        return CheckResult(name, words, Result.FAILED)
    words = _("This PDF is the one that we rendered, byte for byte.")
    since = seal_compromised_since(is_specimen=credential.is_specimen, at=rendered.rendered_at)
    if since is not None:
        told = _(
            "Others may have used the key of its seal since %(since)s UTC, so the seal shows nothing any more; "
            "what was compared here is the digest in our register."
        )
        words = f"{words} {told % {'since': date_format(since.astimezone(UTC), 'j F Y, H:i')}}"
    return CheckResult(name, words, Result.PASSED)
