"""Issue a credential by hand."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from certificates.models import Achievement
from certificates.services.awards import Award
from certificates.services.issuer import identity
from certificates.services.issuing import issue_credential


class Command(BaseCommand):
    """Prints the code and the credential's address."""

    help = "Issue ACHIEVEMENT to a person, or --list the achievements."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("achievement", nargs="?")
        parser.add_argument("--email")
        parser.add_argument("--name")
        parser.add_argument("--list", action="store_true", help="Name the achievements and stop.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            for listed in Achievement.objects.order_by("slug"):
                self.stdout.write(f"{listed.slug}  {listed.code}  {listed.status}")
            return
        achievement = Achievement.objects.filter(slug=options["achievement"] or "").first()
        version = achievement.versions.first() if achievement is not None else None
        if achievement is None or version is None:
            raise CommandError("Name an achievement: manage.py issue --list shows them.")
        email, name = (options["email"] or "").strip().lower(), (options["name"] or "").strip()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError("Give the person's address with --email.") from error
        if not name or len(name) > 150 or not name.isprintable():
            raise CommandError("Give the person's name with --name: one line of at most 150 characters.")
        scheme = getattr(achievement, "scheme", None)
        award = Award(
            version=version,
            name=name,
            email=email,
            validity_months=scheme.validity_months if scheme else None,
        )
        credential = issue_credential(award, actor_id=None, now=timezone.now())
        self.stdout.write(f"{credential.code}\n{identity().origin}/credentials/{credential.uuid}")
