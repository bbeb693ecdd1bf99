"""Making a backup: one moment of the database, then the files, then, where asked for, the keys."""

import errno
import io
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from uuid import uuid4

from certificates.api import KeyMissing, LogTornBack, all_key_files, issuer_origin, log_history, sign_head
from workplace.services.backups import databases
from workplace.services.backups.archives import ArchiveWriter
from workplace.services.backups.folders import files_below, local_folders
from workplace.services.backups.restoring import interrupted
from workplace.services.backups.sealed_keys import seal_keys


class BackupRefused(Exception):
    """No backup was made, and nothing is left of the try; the message says why."""


class Keys(StrEnum):
    """Whether private keys go along, and how."""

    NONE = "none"
    SEALED = "sealed"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made, and what its maker should know."""

    path: Path
    size: int
    files: int
    warnings: tuple[str, ...]


def make_backup(target: Path, *, keys: Keys, passphrase: str = "", now: datetime) -> Made:
    """Write the whole installation to a new file, which has its name only once it is whole and on the disk.

    The site may go on running. The log's head is signed first, so that a restore can be held against what was
    published. Raises BackupRefused, also for a full disk, and PassphraseRefused.
    """
    if interrupted():
        raise BackupRefused("A restore was broken off: run manage.py prepare first.")
    if target.exists():
        raise BackupRefused(f"{target} is there already. Give another name.")
    warnings = _sign(now)
    partial = target.with_name(f".{target.name}.{uuid4().hex[:8]}.part")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as written:
            archive = ArchiveWriter(written)
            try:
                skipped = _fill(archive, target.parent, keys=keys, passphrase=passphrase, now=now)
            except BaseException:
                archive.abandon()
                raise
            written.flush()
            os.fsync(written.fileno())
        partial.rename(target)
    except OSError as error:
        raise BackupRefused(_words(error, target)) from error
    except databases.DatabaseRefused as error:
        raise BackupRefused(str(error)) from error
    finally:
        partial.unlink(missing_ok=True)
    if skipped:
        warnings += [f"{skipped} files were removed while the backup was made, and are not in it."]
    return Made(target, target.stat().st_size, len(archive.names) - 1, tuple(warnings))


def _sign(now: datetime) -> list[str]:
    try:
        sign_head(now=now)
    except (KeyMissing, LogTornBack) as error:
        return [f"The log's head could not be signed: {error}"]
    return []


def _fill(archive: ArchiveWriter, folder: Path, *, keys: Keys, passphrase: str, now: datetime) -> int:
    """Write every member and the manifest; how many files went away in the meantime."""
    # Before the database: a head that is signed in between is then in the database and not in the list, which
    # makes a restore refuse too much rather than too little.
    facts = {
        "made_at": now.isoformat(),
        "origin": issuer_origin(),
        "engine": databases.engine(),
        "migrations": databases.applied_migrations(),
        "log": log_history(),
        "keys": keys.value,
        "folders": sorted(local_folders()),
    }
    if keys is Keys.SEALED:
        archive.add("keys.sealed", io.BytesIO(seal_keys(all_key_files(), passphrase)))
    elif keys is Keys.CLEAR:
        for name, pem in all_key_files().items():
            archive.add(f"keys/{name}", io.BytesIO(pem))
    with databases.reading(folder) as database:
        archive.add(databases.member(), database)
    skipped = 0
    # After the database: what it names is there; what came since does no harm.
    for name, root in local_folders().items():
        for path, file in files_below(root):
            skipped += not _added(archive, f"{name}/{path}", file)
    archive.finish(facts)
    return skipped


def _added(archive: ArchiveWriter, name: str, file: Path) -> bool:
    with suppress(FileNotFoundError), file.open("rb") as source:
        archive.add(name, source)
        return True
    return False


def _words(error: OSError, target: Path) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The disk of {target.parent} is full: no backup was made, and nothing is left of the try."
    return f"{target} cannot be written: {error.strerror or error}."
