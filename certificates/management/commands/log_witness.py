"""Name the log's witnesses, and take in what they signed."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from certificates.models import LogWitness
from certificates.services.witnesses import (
    WitnessRefused,
    add_witness,
    add_witness_signature,
    remove_witness,
)

_MOST_CHARACTERS = 65_536


class Command(BaseCommand):
    """add NAME VKEY, list, remove NAME, sign FILE."""

    help = "A witness is somebody outside our control who confirms the log's signed heads."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        adding = actions.add_parser("add", help="Take on a witness by its verifier key.")
        adding.add_argument("name")
        adding.add_argument("vkey")
        actions.add_parser("list", help="Every witness, and the largest head that it confirmed.")
        removing = actions.add_parser("remove", help="Show a witness's word no longer.")
        removing.add_argument("name")
        signing = actions.add_parser("sign", help="Take in a note, or lines, that witnesses signed.")
        signing.add_argument("file", help="A file, or - for standard input.")

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        try:
            getattr(self, f"_{action}")(options)
        except WitnessRefused as error:
            raise CommandError(str(error)) from error

    def _add(self, options: dict[str, Any]) -> None:
        witness = add_witness(options["name"], options["vkey"], now=timezone.now())
        self.stdout.write(f"{witness.name} is a witness from now on.")

    def _list(self, options: dict[str, Any]) -> None:
        for witness in LogWitness.objects.all():
            newest = witness.signatures.order_by("-checkpoint_id").first()
            said = f"confirmed {newest.checkpoint_id} entries" if newest else "confirmed nothing yet"
            state = "" if witness.is_active else "removed, "
            self.stdout.write(f"{witness.name}  {witness.vkey}  {state}{said}")

    def _remove(self, options: dict[str, Any]) -> None:
        if not remove_witness(options["name"]):
            raise CommandError("There is no such witness: manage.py log_witness list shows them.")
        self.stdout.write(f"{options['name']} is not shown as a witness any more.")

    def _sign(self, options: dict[str, Any]) -> None:
        kept = add_witness_signature(self._text(options["file"]), now=timezone.now())
        for signature in kept:
            self.stdout.write(f"{signature.witness} confirmed {signature.checkpoint_id} entries.")
        if not kept:
            self.stdout.write("Nothing new: these confirmations were here already.")

    def _text(self, name: str) -> str:
        try:
            data = sys.stdin.buffer.read(_MOST_CHARACTERS + 1) if name == "-" else Path(name).read_bytes()
            text = data.decode()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{name} cannot be read as text.") from error
        if len(text) > _MOST_CHARACTERS:
            raise CommandError("This is longer than a note can be.")
        return text
