"""Check the staff's audit trail: every digest, and what the transparency log holds of it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.api import verify_acts
from certificates.services.anchoring import anchor_acts, compare_anchors


class Command(BaseCommand):
    """Exit code 0: it holds; 1: it does not, and the line says where."""

    help = "Compute the audit trail's chain again and compare it with its anchors in the log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", action="store_true", help="Put the trail's end into the log first.")

    def handle(self, *args: Any, anchor: bool, **options: Any) -> None:
        if anchor:
            anchor_acts(now=timezone.now())
        verified = verify_acts()
        count, faults = compare_anchors()
        self.stdout.write(f"{verified.count} entries hold together; {count} anchors compared.")
        for fault in [verified.fault, *faults]:
            if fault:
                self.stderr.write(f"NOT AS IT WAS: {fault}")
        if verified.fault or faults:
            sys.exit(1)
