"""Restoring from the command line."""

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.api import HeadRefused
from workplace.management.commands.backup import ask_passphrase
from workplace.services.backups.archives import ArchiveRefused
from workplace.services.backups.restoring import (
    RestoreRefused,
    Terms,
    finish_interrupted,
    read_shown,
    restore_backup,
)
from workplace.services.backups.sealed_keys import PassphraseRefused


class Command(BaseCommand):
    """Put a backup in the place of what is there, all of it or nothing. Stop web, worker and beat before."""

    help = "Restore a backup. Stop web, worker and beat first; run prepare and start them again afterwards."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="FILE", help="What manage.py backup made.")
        parser.add_argument(
            "--replace", action="store_true", help="There is a database already, and it may be lost."
        )
        parser.add_argument("--keys", action="store_true", help="Put back the signing keys, too.")
        parser.add_argument(
            "--shown",
            metavar="NOTE",
            action="append",
            default=[],
            help="A file with a head of the log that somebody else kept: a witness, a subscriber. Repeatable.",
        )
        parser.add_argument("--check", action="store_true", help="Judge the backup and change nothing.")

    def handle(self, *args: Any, source: str, check: bool, **options: Any) -> None:
        end = finish_interrupted()
        if end:
            self.stdout.write(f"An earlier restore was broken off; it was {end}.")
        try:
            terms = Terms(
                replace=options["replace"],
                with_keys=options["keys"],
                passphrase=partial(ask_passphrase, twice=False),
                shown=read_shown(Path(name) for name in options["shown"]),
                only_check=check,
            )
            found = restore_backup(Path(source), terms, now=timezone.now())
        except (RestoreRefused, ArchiveRefused, HeadRefused, PassphraseRefused) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        verb = "is whole and could be restored" if check else "is restored"
        self.stdout.write(f"The backup of {found.made_at} of {found.origin} {verb}: {found.files} files.")
        if check:
            return
        if found.keys:
            self.stdout.write(f"Keys written: {', '.join(found.keys)}.")
        elif not options["keys"]:
            self.stdout.write(
                f"The signing keys were left alone: put them into {settings.KEYS_DIR} if need be."
            )
        if found.origin != settings.SITE_URL:
            self.stdout.write(
                f"SITE_URL is {settings.SITE_URL}; certificates were issued under {found.origin}."
            )
        self.stdout.write("Now run manage.py prepare, and start web, worker and beat.")
