"""The files of a package, read safely: nothing outside of its folder, nothing that is no plain file."""

import os
import stat
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from courses.packages.faults import Fault

KIB = 1024
MAX_TEXT_BYTES = 512 * KIB
MAX_FIGURE_BYTES = 2 * KIB * KIB
MAX_DOWNLOAD_BYTES = 32 * KIB * KIB
MAX_FILES = 5_000
MAX_BYTES = 256 * KIB * KIB


def size_limit(path: str) -> int:
    """The largest size in bytes of a file with this path."""
    if "/figures/" in path:
        return MAX_FIGURE_BYTES
    return MAX_DOWNLOAD_BYTES if "/files/" in path else MAX_TEXT_BYTES


def _walk(folder: Path, prefix: str, depth: int = 0) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Every entry but hidden ones and editors' back-ups, in the order of names; links are not followed."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        yield f"{prefix}{entry.name}", entry
        # Packages are four folders deep; a deeper tree is something else.
        if depth < 5 and entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path), f"{prefix}{entry.name}/", depth + 1)


def _read(entry: os.DirEntry[str], limit: int) -> bytes | None:
    """The file's bytes, or None when it is larger than the limit. Refuses a link that appeared meanwhile."""
    handle = os.open(entry.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        content = file.read(limit + 1)
    return content if len(content) <= limit else None


def read_files(folder: Path) -> tuple[dict[str, bytes], list[Fault]]:
    """Every file of the package by its path with forward slashes, and what was refused."""
    files: dict[str, bytes] = {}
    faults: list[Fault] = []
    total = 0
    if not folder.is_dir():
        return {}, [Fault("course.yaml", 0, "file", f"{folder} is not a folder")]
    for path, entry in _walk(folder, ""):
        mode = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISDIR(mode):
            continue
        if not stat.S_ISREG(mode):
            what = "a symbolic link" if stat.S_ISLNK(mode) else "not a plain file"
            faults.append(Fault(path, 0, "file", f"is {what}: put the file itself here"))
            continue
        limit = size_limit(path)
        content = _read(entry, limit)
        if content is None:
            faults.append(Fault(path, 0, "size", f"is larger than {limit // KIB} KiB"))
            continue
        files[path] = content
        total += len(content)
        if len(files) > MAX_FILES or total > MAX_BYTES:
            return {}, [Fault("course.yaml", 0, "size", "the package is too large to be a course")]
    return files, faults


def digest_of_files(files: Mapping[str, bytes]) -> str:
    """One SHA-256 for all names and contents, as hexadecimal."""
    whole = sha256()
    for path in sorted(files):
        whole.update(f"{path}\0{sha256(files[path]).hexdigest()}\n".encode())
    return whole.hexdigest()
