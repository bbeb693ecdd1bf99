"""Load a course package."""

from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from courses.packages import PackageInvalid
from courses.services.loading import CatalogueMissing, load_package

FAULTS, CONFLICTS = 1, 3


class Command(BaseCommand):
    """Judge a package, then write all of it or nothing."""

    help = (
        "Load a course package. Exit code 1: it has faults; 3: something was edited here and is left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder with course.yaml")
        parser.add_argument("--overwrite", action="store_true", help="write over what was edited here")
        parser.add_argument(
            "--user", metavar="EMAIL", help="who loads it, for the history of each page and item"
        )

    def handle(self, *args: Any, path: Path, overwrite: bool, user: str | None, **options: Any) -> None:
        actor = None
        if user is not None:
            actor = get_user_model().objects.filter(email__iexact=user).first()
            if actor is None:
                raise CommandError(f"There is no account with the address {user}.")
        try:
            report = load_package(path, now=timezone.now(), actor=actor, overwrite=overwrite)
        except PackageInvalid as invalid:
            for fault in invalid.faults:
                self.stdout.write(str(fault))
            self.stderr.write(f"{path}: {len(invalid.faults)} faults, nothing was written")
            raise SystemExit(FAULTS) from None
        except CatalogueMissing as error:
            raise CommandError(str(error)) from error
        for entry in report.entries:
            self.stdout.write(str(entry))
        self.stdout.write(f"{path}: {report.summary}")
        if report.conflicts:
            raise SystemExit(CONFLICTS)
