"""Judge a course package without loading it."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from courses.services.checking import check_package

FAULTS = 1


class Command(BaseCommand):
    """Print every fault of a package as file:line: message [rule]. Needs no database."""

    help = "Check a course package: every fault with its file and line. Exit code 1 when there are any."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder with course.yaml")
        parser.add_argument(
            "--write", action="store_true", help="rewrite the files into their canonical form"
        )

    def handle(self, *args: Any, path: Path, write: bool, **options: Any) -> None:
        checked = check_package(path)
        for fault in checked.faults:
            self.stdout.write(str(fault))
        for name, content in checked.rewritten().items():
            if write:
                (path / name).write_bytes(content)
            self.stdout.write(f"{name}: {'rewritten' if write else 'not in the canonical form (--write)'}")
        if checked.faults:
            count = len(checked.faults)
            files = len({fault.file for fault in checked.faults})
            self.stderr.write(f"{path}: {count} fault{'s' * (count > 1)} in {files} file{'s' * (files > 1)}")
            raise SystemExit(FAULTS)
        self.stdout.write(f"{path}: no faults, {len(checked.files)} files")
