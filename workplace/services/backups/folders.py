"""The folders of uploaded files: read out, staged beside their place, changed for others and changed back."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import FileSystemStorage, storages

from workplace.services.backups.archives import Archive

# The member folder of a backup, and the storage whose files it holds.
STORAGES = {"media": "default", "responses": "responses"}


class FolderRefused(Exception):
    """A folder cannot be put in place; the message says why."""


def local_folders() -> dict[str, Path]:
    """Where uploaded files lie on this machine; what is in an object store is backed up there."""
    found = {}
    for folder, name in STORAGES.items():
        storage = storages[name]
        if isinstance(storage, FileSystemStorage):
            found[folder] = Path(storage.location)
    return found


def files_below(root: Path) -> Iterator[tuple[str, Path]]:
    """Every regular file with its path below a folder, in a stable order; links are left alone."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(root).as_posix(), path


def staged(root: Path, name: str) -> Path:
    """Where a folder waits to take its place."""
    return root.parent / f".{root.name}.{name}.new"


def set_aside(root: Path, name: str) -> Path:
    """Where the folder that was there waits for the end."""
    return root.parent / f".{root.name}.{name}.old"


def stage(archive: Archive, folder: str, root: Path, *, name: str) -> None:
    """Write a folder of a backup, down to the disk, beside the place that it will take."""
    if root.is_mount():
        raise FolderRefused(f"{root} is a mount point and cannot be replaced: mount the folder above it.")
    target = staged(root, name)
    target.mkdir(parents=True, mode=0o700 if folder == "responses" else 0o755)
    for member in archive.names(folder):
        path = target / member.removeprefix(f"{folder}/")
        path.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(member) as source, path.open("wb") as written:
            shutil.copyfileobj(source, written, 1 << 20)
            written.flush()
            os.fsync(written.fileno())
        path.chmod(0o600 if folder == "responses" else 0o644)


def put_in_place(root: Path, *, name: str) -> None:
    """Set what is there aside, and put what was staged in its place."""
    if root.exists():
        root.rename(set_aside(root, name))
    staged(root, name).rename(root)


def take_back(root: Path, *, name: str, existed: bool) -> None:
    """Undo put_in_place, from wherever it stopped; `existed`: whether there was a folder before. Safe to run twice."""
    old, fresh = set_aside(root, name), staged(root, name)
    if old.exists():
        if root.exists():
            shutil.rmtree(root)
        old.rename(root)
    elif not existed and root.exists() and not fresh.exists():
        shutil.rmtree(root)
    shutil.rmtree(fresh, ignore_errors=True)


def remove_leftovers(root: Path) -> None:
    """Remove what earlier restores staged and never put in place."""
    for left in root.parent.glob(f".{root.name}.*.new"):
        shutil.rmtree(left, ignore_errors=True)


def tidy(root: Path, *, name: str) -> None:
    """Remove what was set aside."""
    shutil.rmtree(set_aside(root, name), ignore_errors=True)
    shutil.rmtree(staged(root, name), ignore_errors=True)
