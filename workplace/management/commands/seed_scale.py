"""Synthetic data from the command line."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.api import SYNTHETIC_DOMAIN
from assessments.api import StartRefused
from workplace.services.seeding import SeedingRefused, Wanted, seed_scale


class Command(BaseCommand):
    """Fill an installation with people who do not exist, to measure it and to try reports out."""

    help = (
        "Make synthetic learners, a cohort that has sat an examination, and certificates. Nothing of it can be "
        f"taken back: use an installation of its own. Addresses end in {SYNTHETIC_DOMAIN} and reach nobody."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--learners", type=int, default=0, help="Learners at every stage of the course.")
        parser.add_argument("--cohort", type=int, default=0, help="Candidates who have sat the examination.")
        parser.add_argument("--credentials", type=int, default=0, help="Holders of a certificate.")
        parser.add_argument("--course", default="ai-security-governance", help="The course's slug.")
        parser.add_argument("--assessment", default="examination", help="The assessment's slug in its bank.")
        parser.add_argument("--mean", type=float, default=0.4, help="The cohort's mean ability (0.4).")
        parser.add_argument("--spread", type=float, default=1.0, help="Its standard deviation (1).")
        parser.add_argument("--seed", type=int, default=1, help="The same seed gives the same answers.")
        parser.add_argument(
            "--in-production", action="store_true", help="Outside of development: you mean what you ask for."
        )

    def handle(self, *args: Any, in_production: bool, **options: Any) -> None:
        if not settings.DEVELOPMENT and not in_production:
            raise CommandError(
                "This is a production installation. Synthetic candidates would stand in its statistics and earn "
                "certificates in its log. If it is one for measuring, add --in-production."
            )
        names = ("course", "assessment", "learners", "cohort", "credentials", "mean", "spread", "seed")
        wanted = Wanted(**{name: options[name] for name in names})
        if min(wanted.learners, wanted.cohort, wanted.credentials) < 0 or wanted.spread < 0:
            raise CommandError("Give numbers that are not below 0.")
        if not (wanted.learners or wanted.cohort or wanted.credentials):
            raise CommandError("Say how many: --learners, --cohort or --credentials.")
        try:
            for line in seed_scale(wanted, now=timezone.now()):
                self.stdout.write(line)
        except SeedingRefused as error:
            raise CommandError(str(error)) from error
        except StartRefused as error:
            raise CommandError(f"No form can be drawn: {error}") from error
