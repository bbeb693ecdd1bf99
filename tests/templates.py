"""Databases that were migrated once, of which every process of a run begins with a copy."""

import gc
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import psycopg
from django.core.management import call_command
from psycopg.sql import SQL, Identifier

# Where pytest finds the template: a file of SQLite's, or the name of a database of PostgreSQL's.
VARIABLE = "ASSAY_TEST_TEMPLATE"
ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def postgresql_database(server: str) -> Iterator[str]:
    """The URL of an empty database beside the one that `server` names; dropped at the end."""
    url, _slash, name = server.rpartition("/")
    template = f"{name}_template_{os.getpid()}"
    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{template}"')
        try:
            yield f"{url}/{template}"
        finally:
            connection.execute(f'DROP DATABASE "{template}" WITH (FORCE)')


@contextmanager
def database_like(settings: Mapping[str, Any]) -> Iterator[str]:
    """The name of a copy of the database that settings of Django's name; nobody may be connected to it. Dropped at
    the end."""
    server = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    name = f"{settings['NAME']}_copy_{os.getpid()}"
    with psycopg.connect(
        **server, password=settings["PASSWORD"], dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(
            SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(settings["NAME"]))
        )
        try:
            yield name
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def migrate(url: str) -> dict[str, str]:
    """Apply every migration there, with the settings of tests; the variable by which pytest finds it.

    Raises CalledProcessError if a migration fails.
    """
    variables = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, "-m", "tests.templates"]
    subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=True)
    kind, _colon, rest = url.partition("://")
    return {VARIABLE: rest.partition("/")[2] if kind == "sqlite" else url.rpartition("/")[2]}


if __name__ == "__main__":
    # A third of the time would go into looking through the states of models for garbage.
    gc.set_threshold(700, 10, 100)
    django.setup()
    call_command("migrate", verbosity=0)
