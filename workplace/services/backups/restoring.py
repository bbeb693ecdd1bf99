"""Restoring a backup: judged whole first, then put in place all together or not at all.

The change of databases is one transaction, and decides. Folders are changed just before it, by renaming; a
journal beside them tells what to do after a crash: with the mark of this restore in the database, go on; without
it, change the folders back.
"""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from certificates.api import fault_point, judge_history, put_back_key_files
from workplace.services.backups import databases
from workplace.services.backups.archives import Archive, ArchiveRefused, open_archive
from workplace.services.backups.folders import (
    FolderRefused,
    local_folders,
    put_in_place,
    remove_leftovers,
    stage,
    take_back,
    tidy,
)
from workplace.services.backups.sealed_keys import open_keys


class RestoreRefused(Exception):
    """Nothing was changed; the message says why."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What is in place now, or would be."""

    made_at: str
    origin: str
    files: int
    keys: tuple[str, ...]
    keys_there: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What the person who restores has decided."""

    replace: bool = False
    with_keys: bool = False
    # Asked only where the keys in the backup are sealed.
    passphrase: Callable[[], str] = str
    shown: tuple[str, ...] = ()
    only_check: bool = False


def restore_backup(source: Path, terms: Terms, *, now: datetime) -> Restored:
    """Put a backup in the place of what is there: database, uploaded files, and keys where asked for.

    Raises RestoreRefused, ArchiveRefused, HeadRefused or PassphraseRefused, and then nothing was changed: a
    database that is not empty without `replace`, a backup older than a head of the log that was published.
    """
    finish_interrupted()
    with _plain_words(), open_archive(source) as archive:
        _judge(archive, terms)
        keys = _keys(archive, terms)
        manifest = archive.manifest
        files = sum(len(archive.names(folder)) for folder in local_folders())
        if terms.only_check:
            return Restored(manifest["made_at"], manifest["origin"], files, (), manifest["keys"])
        _put_in_place(archive)
    written = put_back_key_files(keys, now=now)
    return Restored(manifest["made_at"], manifest["origin"], files, tuple(written), manifest["keys"])


def _judge(archive: Archive, terms: Terms) -> None:
    manifest = archive.manifest
    if manifest["engine"] != databases.engine():
        raise RestoreRefused(
            f"It is a backup of {manifest['engine']}, and this installation has {databases.engine()}."
        )
    if not archive.has(databases.member()):
        raise ArchiveRefused("There is no database in it.")
    known = MigrationLoader(None).disk_migrations or {}
    if unknown := [name for name in manifest["migrations"] if tuple(name.split(".", 1)) not in known]:
        raise RestoreRefused(f"It was made by a newer Assay: {unknown[0]} is not known here.")
    if not terms.replace and not databases.is_empty():
        raise RestoreRefused(
            "There is a database already. What is in it would be gone: add --replace if you mean that."
        )
    judge_history(manifest["log"], shown=terms.shown)
    _judge_space(archive)


def _judge_space(archive: Archive) -> None:
    """Refuse before anything is written where the disk has no room for both states at once."""
    wanted: dict[int, tuple[Path, int]] = {}
    sizes = [(root.parent, archive.size(folder)) for folder, root in local_folders().items()]
    if databases.engine() == "sqlite":
        size = archive.manifest["members"][databases.member()]["size"]
        # Once as a copy beside it, once in the write-ahead log.
        sizes.append((Path(str(settings.DATABASES["default"]["NAME"])).parent, 2 * size))
    for place, size in sizes:
        place.mkdir(parents=True, exist_ok=True)
        device = place.stat().st_dev
        wanted[device] = (place, wanted.get(device, (place, 0))[1] + size)
    for place, size in wanted.values():
        free = shutil.disk_usage(place).free
        if free < size:
            raise RestoreRefused(
                f"The disk of {place} has {free // 1_000_000} MB free, and {size // 1_000_000} MB are needed."
            )


def _keys(archive: Archive, terms: Terms) -> dict[str, bytes]:
    if not terms.with_keys:
        return {}
    if archive.has("keys.sealed"):
        with archive.open("keys.sealed") as sealed:
            return open_keys(sealed.read(), terms.passphrase())
    found = {}
    for name in archive.names("keys"):
        with archive.open(name) as member:
            found[name.removeprefix("keys/")] = member.read()
    if not found:
        raise RestoreRefused(
            "There are no keys in this backup: restore without --keys, and put them back by hand."
        )
    return found


def _put_in_place(archive: Archive) -> None:
    restore = uuid4().hex
    roots = {
        folder: root for folder, root in local_folders().items() if folder in archive.manifest["folders"]
    }
    try:
        for folder, root in roots.items():
            remove_leftovers(root)
            stage(archive, folder, root, name=restore)
        fault_point("restore:staged")
        _write_journal(restore, roots)
        fault_point("restore:journal")
        for root in roots.values():
            put_in_place(root, name=restore)
        fault_point("restore:folders")
        with archive.open(databases.member()) as source:
            databases.replace_with(source, _staged_database(), mark=restore)
        fault_point("restore:database")
    except BaseException:
        finish_interrupted()
        for root in roots.values():
            remove_leftovers(root)
        raise
    finish_interrupted()


def finish_interrupted() -> str:
    """Bring a restore that was broken off to one of its two ends; "completed", "taken back", or "" for none.

    Safe to run at any time.
    """
    journal = _read_journal()
    if journal is None:
        return ""
    name = journal["restore"]
    completed = databases.mark() == name
    for entry in journal["folders"]:
        root = Path(entry["root"])
        if completed:
            tidy(root, name=name)
        else:
            take_back(root, name=name, existed=entry["existed"])
    _staged_database().unlink(missing_ok=True)
    if completed:
        databases.remove_mark()
    _journal_file().unlink()
    return "completed" if completed else "taken back"


def interrupted() -> str:
    """What is wrong, for the page of readiness; "" when no restore was broken off."""
    return "a restore was broken off: run manage.py prepare" if _journal_file().exists() else ""


def _journal_file() -> Path:
    return Path(settings.VAR_DIR) / "restore.json"


def _staged_database() -> Path:
    return Path(settings.VAR_DIR) / "restore.sqlite3"


def _read_journal() -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = json.loads(_journal_file().read_text())
    except FileNotFoundError:
        return None
    return found


def _write_journal(restore: str, roots: dict[str, Path]) -> None:
    folders = [{"root": str(root), "existed": root.exists()} for root in roots.values()]
    fresh = _journal_file().with_suffix(".new")
    with fresh.open("w") as target:
        json.dump({"restore": restore, "folders": folders}, target)
        target.flush()
        os.fsync(target.fileno())
    fresh.replace(_journal_file())


@contextmanager
def _plain_words() -> Iterator[None]:
    try:
        yield
    except (databases.DatabaseRefused, FolderRefused) as error:
        raise RestoreRefused(str(error)) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise RestoreRefused("The disk is full: everything is as it was.") from error
        raise RestoreRefused(f"{error.strerror or error}: {error.filename or 'a file'}.") from error


def read_shown(paths: Iterable[Path]) -> tuple[str, ...]:
    """The notes that somebody else kept. Raises RestoreRefused for a file that cannot be read."""
    try:
        return tuple(path.read_text(encoding="utf-8") for path in paths)
    except (OSError, UnicodeDecodeError) as error:
        raise RestoreRefused(f"What was shown cannot be read: {error}.") from error
