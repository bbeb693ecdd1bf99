"""Replace a signing key. The old one stays published: old credentials need it."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.models import IssuerKey, SealCertificate
from certificates.services.issuer import identity
from certificates.services.key_changes import KeyChangeRefused, change_key, declare_compromised
from certificates.services.seals import SealChangeRefused, declare_seal_compromised, rotate_seal


class Command(BaseCommand):
    """Rotates the credential key, or another one by --purpose."""

    help = "Make a new signing key and retire the active one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--purpose",
            choices=[*IssuerKey.Purpose.values, *SealCertificate.Purpose.values],
            default=IssuerKey.Purpose.CREDENTIAL.value,
        )

        parser.add_argument("--compromised", metavar="KID", help="Somebody else may have used this key.")
        parser.add_argument(
            "--since", help="With --compromised: since when, in ISO 8601 with an offset (2026-11-23T12:00Z)."
        )
        parser.add_argument("--note", default="", help="Private text, shown to officers only.")

    def handle(
        self, *args: Any, purpose: str, compromised: str, since: str, note: str, **options: Any
    ) -> None:
        now = timezone.now()
        if purpose in SealCertificate.Purpose.values and not compromised:
            certificate = rotate_seal(purpose, name=identity().name, now=now)
            self.stdout.write(f"{certificate.kid} is in use from now on.")
            return
        if not compromised:
            key = change_key(purpose, note=note, actor_id=None, now=now)
            self.stdout.write(f"{key.kid} signs from now on.")
            return
        try:
            moment = datetime.fromisoformat(since or "")
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise CommandError("Say since when: --since 2026-11-23T12:00Z")
        if SealCertificate.objects.filter(kid=compromised).exists():
            self._seal_compromised(compromised, since=moment, now=now)
            return
        try:
            found = declare_compromised(compromised, since=moment, note=note, actor_id=None, now=now)
        except KeyChangeRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        if found.successor is not None:
            self.stdout.write(f"{found.successor.kid} signs from now on.")
        self.stdout.write(f"Revoked, logged since then: {len(found.revoked)}")
        for code in found.revoked:
            self.stdout.write(f"  {code}")

    def _seal_compromised(self, kid: str, *, since: datetime, now: datetime) -> None:
        try:
            seal = declare_seal_compromised(kid, name=identity().name, since=since, actor_id=None, now=now)
        except SealChangeRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{seal.kid} is in use from now on. No certificate was revoked: none rests on a seal."
        )
