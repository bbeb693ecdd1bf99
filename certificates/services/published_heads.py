"""The newest head that was published, kept in a file beside the database.

A database that is restored from a backup forgets what was signed after it. This file does not: nothing is signed,
and nothing restored, that would take back what others may have seen.
"""

import fcntl
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from certificates.models import LogCheckpoint
from certificates.transparency import Checkpoint, CheckpointRefused, read_checkpoint


class HeadRefused(Exception):
    """What is to be restored lacks entries of the log that were published; the message says which."""


def kept_head() -> Checkpoint | None:
    """The head that the file holds, None where there is none. Raises HeadRefused for a file that is no head."""
    path = _file()
    try:
        return read_checkpoint(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (CheckpointRefused, UnicodeDecodeError) as error:
        raise HeadRefused(f"{path} should hold the newest head of the log, and does not.") from error


def keep_head(note: str) -> None:
    """Write a signed head to the file, down to the disk, unless the file holds a later one of the same log."""
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with (path.parent / f"{path.name}.lock").open("w") as lock:
        # Two workers that sign one after the other must not write in the other order.
        fcntl.flock(lock, fcntl.LOCK_EX)
        head, kept = read_checkpoint(note), kept_head()
        if kept is not None and kept.origin == head.origin and kept.size >= head.size:
            return
        fresh = path.parent / f"{path.name}.new"
        with fresh.open("w", encoding="utf-8") as target:
            target.write(note)
            target.flush()
            os.fsync(target.fileno())
        fresh.replace(path)


def log_history() -> dict[str, Any]:
    """Every head that was signed, as plain data that goes with a backup: the log's name, sizes and roots."""
    found = LogCheckpoint.objects.order_by("size")
    newest = found.last()
    return {
        "origin": read_checkpoint(newest.note).origin if newest is not None else "",
        "heads": [[size, bytes(root).hex()] for size, root in found.values_list("size", "root").iterator()],
    }


def judge_history(history: Mapping[str, Any], *, shown: Iterable[str] = ()) -> None:
    """Raise HeadRefused unless what is to be restored knows every head that is known to be published.

    Known are the file's, the one of the database that would be replaced, and `shown`: notes that somebody
    else kept, a witness for example.
    """
    has = {(size, root) for size, root in history["heads"]}
    largest = max((size for size, _root in has), default=0)
    for head, where in _published(shown):
        if history["origin"] not in ("", head.origin):
            raise HeadRefused(
                f"This is a backup of the log {history['origin']}, and {where} is of {head.origin}: "
                "another installation."
            )
        if (head.size, head.root.hex()) in has:
            continue
        if largest < head.size:
            why = f"the log in the backup has a head of {largest}. Certificates were given out since"
        else:
            why = "the backup's log has another history"
        raise HeadRefused(
            f"A head of {head.size} entries was published ({where}), and {why}: restore a later backup."
        )


def _published(shown: Iterable[str]) -> Iterable[tuple[Checkpoint, str]]:
    kept = kept_head()
    if kept is not None:
        yield kept, f"kept in {_file()}"
    if LogCheckpoint._meta.db_table in connection.introspection.table_names():
        newest = LogCheckpoint.objects.values_list("note", flat=True).first()
        if newest is not None:
            yield read_checkpoint(newest), "in the database that is there"
    for note in shown:
        try:
            yield read_checkpoint(note), "shown by you"
        except CheckpointRefused as error:
            raise HeadRefused(f"What was shown is no head of a log: {error}.") from error


def _file() -> Path:
    return Path(settings.LOG_HEAD)
