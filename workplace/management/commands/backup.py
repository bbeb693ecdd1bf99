"""Backing up from the command line."""

import getpass
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from workplace.services.backups.making import BackupRefused, Keys, make_backup
from workplace.services.backups.sealed_keys import PassphraseRefused

PASSPHRASE = "ASSAY_BACKUP_PASSPHRASE"  # noqa: S105 - the name of a variable


class Command(BaseCommand):
    """Write database and uploaded files, and the keys where asked for, to one file. The site may go on running."""

    help = "Back up the whole installation: database, uploaded files, and keys only when asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", metavar="FILE|FOLDER", help="A new file, or a folder to make one in.")
        parser.add_argument(
            "--keys",
            choices=[Keys.SEALED.value, Keys.CLEAR.value],
            help=f"Put the signing keys in: sealed with a passphrase ({PASSPHRASE}, or asked for), or as they are.",
        )

    def handle(self, *args: Any, target: str, keys: str | None, **options: Any) -> None:
        now = timezone.now()
        path = Path(target).expanduser().absolute()
        if path.is_dir():
            host = urlsplit(settings.SITE_URL).hostname or "site"
            path /= f"assay-{host}-{now:%Y%m%dT%H%M%SZ}.zip"
        wanted = Keys(keys or Keys.NONE)
        passphrase = ask_passphrase(twice=True) if wanted is Keys.SEALED else ""
        try:
            made = make_backup(path, keys=wanted, passphrase=passphrase, now=now)
        except (BackupRefused, PassphraseRefused) as error:
            raise CommandError(str(error)) from error
        for warning in made.warnings:
            self.stderr.write(f"Note: {warning}")
        if wanted is Keys.CLEAR:
            self.stderr.write(
                "WARNING: the private keys stand in this file as they are. Whoever reads it can issue certificates "
                "in your name. Keep it as you keep the keys themselves."
            )
        self.stdout.write(
            f"{made.path}: {made.size / 1_000_000:.1f} MB, {made.files} files beside the database."
        )
        if wanted is Keys.NONE:
            self.stdout.write(f"The signing keys are not in it: back up {settings.KEYS_DIR} apart.")


def ask_passphrase(*, twice: bool) -> str:
    """The passphrase from the environment, else from the person at the terminal."""
    if found := os.environ.get(PASSPHRASE):
        return found
    if not sys.stdin.isatty():
        raise CommandError(f"Set {PASSPHRASE}: there is nobody here to ask for it.")
    given = getpass.getpass("Passphrase for the keys: ")
    if twice and getpass.getpass("Once more: ") != given:
        raise CommandError("These were two different passphrases.")
    return given
