"""Check a certificate by its code, its address, or a file that has it: JSON, PNG, SVG, PDF or bundle."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.management.commands.revoke import well_formed
from certificates.models import Credential, CredentialEvent
from certificates.services.handed_in import MAX_FILE, FileRefused, HandedIn, verify_handed_in
from certificates.services.other_hosts import other_host
from certificates.services.verifying import CheckResult, Verification, find_by_code, find_by_uuid, verify

_UUID = re.compile(r"/credentials/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_UNREADABLE = 2


class Command(BaseCommand):
    """Prints the state, every claim, then each check.

    Exit code 0 only for a valid certificate (and, for a PDF, on the page that was rendered here), 1 for any
    other finding, 2 for what cannot be read. An address is looked up in the register; nothing is fetched.
    """

    help = "Verify FILE, URL or CODE against this site's register."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        path = Path(what)
        if path.is_file():
            self._file(path)
            return
        if host := other_host(what):
            self.stdout.write(
                f"That address is on {host}, not on this site; this is what our register holds."
            )
        if found := _UUID.search(what):
            credential = find_by_uuid(UUID(found.group(1)))
        else:
            credential = find_by_code(well_formed(what.rstrip("/").rpartition("/")[2]))
        if credential is None:
            raise CommandError("no-such-code: no certificate of this site has that code or address.")
        self._certificate(verify(credential, reader_id=None, now=timezone.now()))

    def _file(self, path: Path) -> None:
        with path.open("rb") as opened:
            data = opened.read(MAX_FILE + 1)
        try:
            handed_in = verify_handed_in(data, now=timezone.now())
        except FileRefused as error:
            raise CommandError(f"unreadable: {error}", returncode=_UNREADABLE) from error
        if handed_in.verification is not None:
            self._certificate(handed_in.verification, is_sound=handed_in.is_sound)
            return
        self._other(handed_in)

    def _certificate(self, found: Verification, *, is_sound: bool | None = None) -> None:
        credential = found.credential
        self.stdout.write(f"{found.state.value}: {credential.code}, {credential.achievement_version.title}")
        for name, value in _claims(found, credential):
            self.stdout.write(f"  {name}: {value}")
        self._checks(found.checks)
        if found.state.value != "valid":
            raise CommandError(f"{credential.code} is {found.state.value}.", returncode=1)
        if is_sound is False:
            raise CommandError("The file holds a valid credential on a page that is not ours.", returncode=1)

    def _other(self, handed_in: HandedIn) -> None:
        self.stdout.write(handed_in.state.value)
        name, identifier = handed_in.named_issuer
        if identifier:
            self.stdout.write(
                f"  The file names as its issuer, unchecked: {name or '(no name)'}, {identifier}"
            )
        self._checks(handed_in.checks)
        if handed_in.entry is not None:
            self.stdout.write(f"  Our register has another document at its address: {handed_in.entry.code}")
        raise CommandError(f"The file is {handed_in.state.value}.", returncode=1)

    def _checks(self, checks: Sequence[CheckResult]) -> None:
        for check in checks:
            self.stdout.write(f"  {check.result.value:9} {check.name}: {check.words}")


def _claims(found: Verification, credential: Credential) -> list[tuple[str, str]]:
    """What the page shows, a line each."""
    version = credential.achievement_version
    basis = credential.basis
    examined = basis and [
        ("Examined by", f"{basis['title']}, {basis['items']} items, {basis['examined_at']}"),
        ("Supervision", ", ".join(filter(None, (basis["supervision"], basis.get("invigilator"))))),
        ("Identity", basis["identity_basis"]),
        ("Item bank", basis["bank_use"]),
    ]
    return [
        ("Holder", credential.recipient_name if found.shows_name else "(hidden by the holder)"),
        ("Award", f"{version.title} ({version.achievement.code})"),
        ("Level", str(version.achievement.get_level_display())),
        *(examined or [("Basis", "issued by a certification officer")]),
        *([("Standing", "pilot: the pass mark is provisional")] if credential.is_pilot else []),
        *([("SPECIMEN", "it proves nothing")] if credential.is_specimen else []),
        *_standing(found, credential),
        ("Issued", credential.awarded_at.isoformat()),
        ("Expires", credential.valid_until.isoformat() if credential.valid_until else "does not expire"),
        ("Criteria", f"version {version.number} of {version.achievement.slug}"),
        ("Issuer", found.did),
        ("Digest", credential.digest),
    ]


def _standing(found: Verification, credential: Credential) -> list[tuple[str, str]]:
    """When and why it was withdrawn or suspended, and what followed it."""
    told = []
    if credential.standing != Credential.Standing.GOOD and credential.standing_since:
        why = (
            f", {CredentialEvent.Reason(credential.public_reason).label}" if credential.public_reason else ""
        )
        label = Credential.Standing(credential.standing).label
        told.append((str(label), f"{credential.standing_since.isoformat()}{why}"))
    if found.successor:
        told.append(("Followed by", found.successor))
    return told
