"""Write a course as a package."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.models import CoursePage
from courses.services.checking import check_files
from courses.services.exporting import export_course, write_files
from courses.services.page_naming import CannotExport


class Command(BaseCommand):
    """Write the live course as files in the canonical form."""

    help = "Export a course as a package into a new or empty folder, or over the package of the same course."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the course's slug")
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, slug: str, folder: Path, **options: Any) -> None:
        try:
            files = export_course(slug)
            write_files(files, folder)
        except CoursePage.DoesNotExist as error:
            raise CommandError(f"There is no course “{slug}”.") from error
        except (CannotExport, FileExistsError) as error:
            raise CommandError(str(error)) from error
        # An editor may have left what a load will refuse: an outcome that is not there, a link to no source.
        for fault in check_files(files, []).faults:
            self.stderr.write(f"to be mended before it can be loaded: {fault}")
        self.stdout.write(f"{folder}: {len(files)} files")
