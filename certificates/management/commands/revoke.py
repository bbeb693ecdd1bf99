"""Revoke a credential."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.credentials import CodeForm, read_code
from certificates.models import Credential, CredentialEvent
from certificates.services.changes import ChangeRefused, revoke_credential
from certificates.services.issuer import identity


def well_formed(typed: str) -> str:
    """The normal form of a typed code. Raises CommandError for a slip: an offer is never taken unasked."""
    read = read_code(typed)
    if read.form is CodeForm.WELL_FORMED:
        return read.code
    if read.offers:
        raise CommandError(f"{typed} has a slip in it. Did you mean {' or '.join(read.offers)}?")
    raise CommandError("no-such-code: that is not the form of a code.")


class Command(BaseCommand):
    """Prints the code and the credential's address."""

    help = "Revoke CODE for good, with one of the fixed public reasons."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--reason", required=True, choices=CredentialEvent.Reason.values)
        parser.add_argument("--note", default="", help="Private text, shown to officers only.")

    def handle(self, *args: Any, code: str, reason: str, note: str, **options: Any) -> None:
        credential = Credential.objects.filter(code=well_formed(code)).first()
        if credential is None:
            raise CommandError("No certificate has this code.")
        try:
            revoke_credential(
                credential.pk, reason=reason, private_text=note, actor_id=None, now=timezone.now()
            )
        except ChangeRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{credential.code}\n{identity().origin}/credentials/{credential.uuid}")
