"""Replace a signing key. The old one stays published: old credentials need it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from certificates.models import IssuerKey, StatusList
from certificates.services.keys import rotate_key
from certificates.services.status import sign_list


class Command(BaseCommand):
    """Rotates the credential key, or another one by --purpose."""

    help = "Make a new signing key and retire the active one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--purpose", choices=IssuerKey.Purpose.values, default=IssuerKey.Purpose.CREDENTIAL.value
        )

    @transaction.atomic
    def handle(self, *args: Any, purpose: str, **options: Any) -> None:
        now = timezone.now()
        key = rotate_key(purpose, now=now)
        for status_list in StatusList.objects.all():
            sign_list(status_list, now=now)
        self.stdout.write(f"{key.kid} signs from now on.")
