"""Everything that has to be true before the site serves: one process, one clear line on failure."""

import gc
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands.collectstatic import Command as Collectstatic
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from courses.api import PackageInvalid
from workplace.services.backups.restoring import finish_interrupted
from workplace.services.preparation import prepare_site


class Command(BaseCommand):
    """Migrate, collect static files, load the shipped course and make what a first start needs."""

    help = "Prepare the database, static files, keys and shipped content. Safe to run again."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demonstration", action="store_true", help="Add demonstration data to an empty site."
        )

    def handle(self, *args: Any, demonstration: bool, **options: Any) -> None:
        # Most of a migration run is re-rendering model state: collecting that garbage takes a third of it.
        gc.disable()
        try:
            if end := finish_interrupted():
                self._say(f"A restore was broken off; it was {end}.")
            self._migrate()
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {str(error).splitlines()[0]}") from error
        if not settings.DEBUG:
            self._collect_static()
        try:
            for line in prepare_site(
                curriculum=Path(settings.BASE_DIR) / "curriculum",
                demonstration=demonstration and settings.DEVELOPMENT,
            ):
                self._say(line)
        except PackageInvalid as error:
            raise CommandError(f"A shipped course cannot be loaded:\n{error}") from error

    def _migrate(self) -> None:
        connection = connections[DEFAULT_DB_ALIAS]
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self._say(f"Preparing the database: {len(plan)} migrations …")
            call_command("migrate", verbosity=0, interactive=False)

    def _collect_static(self) -> None:
        self._say("Collecting static files …")
        call_command(Collectstatic(), verbosity=0, interactive=False)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        sys.stdout.flush()
