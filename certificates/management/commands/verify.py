"""Check a certificate by its code, its address, or the JSON file of its credential."""

import re
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.credentials import (
    MAX_BYTES,
    ProofRefused,
    UndefinedTerms,
    Unreadable,
    UnsafeText,
    read_document,
    verify_proof,
)
from certificates.management.commands.revoke import well_formed
from certificates.models import Credential, IssuerKey
from certificates.services.verifying import find_by_code, find_by_uuid, verify

_UUID = re.compile(r"/credentials/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


class Command(BaseCommand):
    """Prints the state, then each check. Exit code 1 when the state is not valid."""

    help = "Verify FILE, URL or CODE against this site's register."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        path = Path(what)
        if path.is_file():
            credential = self._from_file(path)
        elif found := _UUID.search(what):
            credential = find_by_uuid(UUID(found.group(1)))
        else:
            credential = find_by_code(well_formed(what.rstrip("/").rpartition("/")[2]))
        if credential is None:
            raise CommandError("no-such-code: no certificate of this site has that code or address.")
        found_state = verify(credential, reader_id=None, now=timezone.now())
        self.stdout.write(
            f"{found_state.state.value}: {credential.code}, {credential.achievement_version.title}"
        )
        for check in found_state.checks:
            self.stdout.write(f"  {check.result.value:9} {check.name}: {check.words}")
        if found_state.state.value != "valid":
            raise CommandError(f"{credential.code} is {found_state.state.value}.", returncode=1)

    def _from_file(self, path: Path) -> Credential | None:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise Unreadable("it is too large for a credential")
            document = read_document(path.read_bytes())
            method = str(document["proof"]["verificationMethod"])
            address = str(document["id"])
        except (Unreadable, KeyError, TypeError) as error:
            raise CommandError(f"That file is no credential in JSON: {error}") from error
        key = IssuerKey.objects.filter(kid=method.rpartition("#")[2]).first()
        if key is None:
            raise CommandError("altered: the file was not signed by a key of this site.")
        try:
            verify_proof(document, bytes(key.public))
        except (ProofRefused, UndefinedTerms, UnsafeText) as error:
            raise CommandError(f"altered: {error}") from error
        found = _UUID.search(address)
        return find_by_uuid(UUID(found.group(1))) if found else None
