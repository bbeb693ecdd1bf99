"""Judge a course package without loading it."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from courses.linting import Severity, coverage_of, write_coverage
from courses.services.checking import CheckedPackage, check_package
from courses.services.linting import LintedPackage, lint_checked

FAULTS = 1
_HEADINGS = {
    Severity.ERROR: "to be mended",
    Severity.WARNING: "to be mended, or explained in lint.yaml",
    Severity.REVIEW: "for a person to look at",
}


class Command(BaseCommand):
    """Print every fault and every advice as file:line: message [rule]. Needs no database."""

    help = (
        "Check a course package: every fault with its file and line, then what the linters advise. "
        "Exit code 1 when there are faults or errors."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the folder with course.yaml")
        parser.add_argument(
            "--write", action="store_true", help="rewrite the files into their canonical form"
        )
        parser.add_argument(
            "--coverage", type=Path, metavar="FILE", help="write what the course covers; a hole fails"
        )
        parser.add_argument(
            "--on", type=date.fromisoformat, help="judge dates as of this day (2026-11-23) instead of today"
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
            self._give_up(path, checked)
        linted = lint_checked(checked, today=options["on"] or timezone.localdate())
        self._show(linted)
        counts = ", ".join(_counted(len(linted.of(severity)), severity) for severity in Severity)
        self.stdout.write(
            f"{path}: no faults, {len(checked.files)} files; {counts}, {len(linted.explained)} explained"
        )
        holes = self._cover(checked, options["coverage"])
        if linted.has_errors or holes:
            raise SystemExit(FAULTS)

    def _give_up(self, path: Path, checked: CheckedPackage) -> None:
        count = len(checked.faults)
        files = len({fault.file for fault in checked.faults})
        self.stderr.write(f"{path}: {count} fault{'s' * (count > 1)} in {files} file{'s' * (files > 1)}")
        raise SystemExit(FAULTS)

    def _cover(self, checked: CheckedPackage, file: Path | None) -> list[str]:
        """Write the coverage where that was asked for; what is missing."""
        if file is None or checked.package is None:
            return []
        coverage = coverage_of(checked.package)
        file.write_text(write_coverage(coverage), encoding="utf-8")
        for hole in coverage.holes():
            self.stdout.write(f"hole: {hole}")
        return coverage.holes()

    def _show(self, linted: LintedPackage) -> None:
        for severity in Severity:
            found = linted.of(severity)
            if found:
                self.stdout.write(f"\n{_counted(len(found), severity)}, {_HEADINGS[severity]}:")
            for advice in found:
                self.stdout.write(f"{advice.fault} ({advice.basis})")
        if linted.explained:
            self.stdout.write(f"\n{len(linted.explained)} explained in lint.yaml:")
        for one in linted.explained:
            self.stdout.write(f"{one.advice.fault} Explained: {' '.join(one.reason.split())}")
        if linted.advice or linted.explained:
            self.stdout.write("")


def _counted(count: int, severity: Severity) -> str:
    names = {
        Severity.ERROR: ("error", "errors"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.REVIEW: ("for review", "for review"),
    }
    return f"{count} {names[severity][count != 1]}"
