"""The database as a stream of bytes and back: SQLite's online backup, PostgreSQL's own dump."""

import errno
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

# In the database itself, so that after a crash one can tell whether the change of databases took place.
_MARK = "assay_restore_mark"
_PIECE = 1 << 20
_WAIT_SECONDS = 15
# Whatever is in the schema: a table that the backup does not know must not stay behind.
_EMPTY = """
DO $empty$ DECLARE found record; BEGIN
  FOR found IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', found.name); END LOOP;
  FOR found IN SELECT viewname AS name FROM pg_views WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP VIEW IF EXISTS public.%I CASCADE', found.name); END LOOP;
  FOR found IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP SEQUENCE IF EXISTS public.%I CASCADE', found.name); END LOOP;
  FOR found IN SELECT p.oid::regprocedure::text AS name FROM pg_proc p
    JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE 'DROP ROUTINE IF EXISTS ' || found.name || ' CASCADE'; END LOOP;
END $empty$;
"""


class DatabaseRefused(Exception):
    """The database cannot be read out or replaced; the message says why."""


def engine() -> str:
    """The kind of the database: its backups fit no other."""
    return connection.vendor


def member() -> str:
    """What the database's member of a backup is called."""
    return "database.sqlite3" if engine() == "sqlite" else "database.sql"


def is_empty() -> bool:
    """Whether there is not one table."""
    return not connection.introspection.table_names()


@contextmanager
def reading(folder: Path) -> Iterator[IO[bytes]]:
    """The database as it is at one moment, while others go on writing. `folder` takes a copy where one is needed.

    Raises DatabaseRefused; OSError where the disk is full.
    """
    if engine() == "sqlite":
        with _sqlite_copy(folder) as copied:
            yield copied
        return
    # What an extension says of itself is for its owner alone to write.
    command = [_program("pg_dump"), "--format=plain", "--no-owner", "--no-privileges", "--no-comments"]
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=_access()) as dump:
            if dump.stdout is None:
                raise DatabaseRefused("pg_dump gives nothing.")
            try:
                yield dump.stdout
            except BaseException:
                dump.kill()
                raise
        if dump.returncode:
            raise DatabaseRefused(f"pg_dump failed: {_last_line(said)}")


@contextmanager
def _sqlite_copy(folder: Path) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryDirectory(prefix=".assay-backup-", dir=folder) as scratch:
        path = Path(scratch) / "copy.sqlite3"
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            try:
                connection.connection.backup(copy)
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode == sqlite3.SQLITE_FULL:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder)) from error
                raise DatabaseRefused(f"The database cannot be copied: {error}.") from error
            # One file that needs no other beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
        with path.open("rb") as source:
            yield source


def replace_with(source: IO[bytes], staged: Path, *, mark: str) -> None:
    """Put what `source` holds in the place of the whole database, or change nothing.

    `mark` is written in the same transaction. `staged` is a path beside the database for a copy of it. Raises
    DatabaseRefused, and then the database is as it was.
    """
    connection.close()
    if engine() == "sqlite":
        _replace_sqlite(source, staged, mark)
    else:
        _replace_postgresql(source, mark)


def _replace_sqlite(source: IO[bytes], staged: Path, mark: str) -> None:
    with staged.open("wb") as target:
        shutil.copyfileobj(source, target, _PIECE)
        target.flush()
        os.fsync(target.fileno())
    try:
        with closing(sqlite3.connect(staged)) as fresh:
            found = fresh.execute("PRAGMA quick_check").fetchone()[0]
            if found != "ok":
                raise DatabaseRefused(f"The database in the backup is damaged: {found}.")
            fresh.execute(f"CREATE TABLE {_MARK} (id TEXT)")
            fresh.execute(f"INSERT INTO {_MARK} VALUES (?)", [mark])  # noqa: S608 - our own name
            fresh.commit()
            wanted = str(settings.DATABASES["default"]["NAME"])
            with closing(sqlite3.connect(wanted, timeout=_WAIT_SECONDS)) as target_database:
                # One transaction of the target: SQLite itself takes it back after a crash.
                fresh.backup(target_database)
    except sqlite3.Error as error:
        raise DatabaseRefused(f"The database cannot be replaced: {error}. Is the site stopped?") from error
    finally:
        staged.unlink(missing_ok=True)


def _replace_postgresql(source: IO[bytes], mark: str) -> None:
    command = [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"]
    # Not --single-transaction: that commits what has come when its input ends early, as when we are killed.
    before = f"BEGIN;\nSET LOCAL lock_timeout = '{_WAIT_SECONDS}s';\n{_EMPTY}"
    after = (
        f"CREATE TABLE public.{_MARK} (id text);\nINSERT INTO public.{_MARK} VALUES ('{mark}');\nCOMMIT;\n"
    )
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said, env=_access()
        ) as loading:
            if loading.stdin is None:
                raise DatabaseRefused("psql takes nothing.")
            # It ends by itself, with its reason, when a statement fails.
            with suppress(BrokenPipeError):
                loading.stdin.write(before.encode())
                shutil.copyfileobj(source, loading.stdin, _PIECE)
                loading.stdin.write(after.encode())
                loading.stdin.close()
        if loading.returncode:
            raise DatabaseRefused(f"The database cannot be replaced: {_last_line(said)} Is the site stopped?")


def mark() -> str:
    """The mark that a replaced database carries, or ""."""
    if _MARK not in connection.introspection.table_names():
        return ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {_MARK}")  # noqa: S608 - our own name
        row = cursor.fetchone()
    return str(row[0]) if row else ""


def remove_mark() -> None:
    """Forget that it was replaced."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_MARK}")


def applied_migrations() -> list[str]:
    """What has been migrated, as "app.name"."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise DatabaseRefused(f"{name} is missing: install PostgreSQL's client programs (postgresql-client).")
    return found


def _access() -> dict[str, str]:
    """The environment in which PostgreSQL's programs find our database; no password in anybody's process list."""
    wanted: Mapping[str, Any] = connection.settings_dict
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    found = {variable: str(wanted[name]) for variable, name in names.items() if wanted.get(name)}
    if sslmode := wanted.get("OPTIONS", {}).get("sslmode"):
        found["PGSSLMODE"] = str(sslmode)
    return os.environ | found


def _last_line(said: IO[bytes]) -> str:
    said.seek(0)
    lines = [line for line in said.read().decode(errors="replace").splitlines() if line.strip()]
    return (lines[0] if lines else "it says no more").rstrip(".") + "."
