"""Private keys in files of mode 0600, never overwritten: each may be the only copy."""

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings


def key_file(kid: str) -> Path:
    """Where the private half of a key is."""
    return Path(settings.KEYS_DIR) / f"{kid}.pem"


def write_key(kid: str, pem: bytes, *, now: datetime) -> None:
    """Write a private key to its file, down to the disk; an older file of that name is put aside."""
    path = key_file(kid)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists():
        # Left by a crash, or newer than a database that was restored.
        path.rename(path.parent / f"{kid}.{now:%Y%m%dT%H%M%S%f}.unused.pem")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        target.write(pem)
        target.flush()
        os.fsync(target.fileno())
