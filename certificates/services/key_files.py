"""Private keys in files of mode 0600, never overwritten: each may be the only copy."""

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings


def key_file(kid: str) -> Path:
    """Where the private half of a key is."""
    return Path(settings.KEYS_DIR) / f"{kid}.pem"


def all_key_files() -> dict[str, bytes]:
    """The names and contents of every private key that is here, for a backup."""
    return {path.name: path.read_bytes() for path in sorted(Path(settings.KEYS_DIR).glob("*.pem"))}


def put_back_key_files(files: Mapping[str, bytes], *, now: datetime) -> list[str]:
    """Write keys from a backup where they are missing or others; the names written. Others are put aside."""
    here, written = all_key_files(), []
    for name, pem in files.items():
        kid = name.removesuffix(".pem")
        if not kid or kid != Path(kid).name or name == kid:
            raise ValueError(f"{name} is not the name of a key's file")
        if here.get(name) != pem:
            write_key(kid, pem, now=now)
            written.append(name)
    return written


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
