"""Write the JSON Schemas of course packages."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from assessments.api import json_schema
from courses.packages import package_schemas, write_schema


class Command(BaseCommand):
    """Write one schema for each kind of file, drawn from the models that judge packages."""

    help = (
        "Write course.schema.json and the others into a folder (the shipped ones are in curriculum/schemas)."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in package_schemas(json_schema()).items():
            (folder / name).write_bytes(write_schema(schema))
            self.stdout.write(str(folder / name))
