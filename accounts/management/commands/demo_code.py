"""Print the authenticator code of a demonstration account."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from accounts.services.demonstration import ACCOUNTS, current_code


class Command(BaseCommand):
    """Development only: production answers with a refusal, and so do accounts that are not demonstrations."""

    help = "Print the current authenticator code of a demonstration account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("Demonstration codes exist in development only.")
        if email.lower() not in {account.email for account in ACCOUNTS}:
            raise CommandError("That is not a demonstration account.")
        try:
            self.stdout.write(current_code(email, now=timezone.now()))
        except (User.DoesNotExist, Authenticator.DoesNotExist) as error:
            raise CommandError(f"{email} has no authenticator: run 'make run' first.") from error
