"""A package as one ZIP: read in memory, bounded in files, bytes and names, never unpacked to a disk."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from courses.packages.faults import Fault
from courses.packages.files import KIB, MAX_BYTES, MAX_FILES, size_limit

MAX_ARCHIVE_BYTES = 64 * KIB * KIB
# A package is four folders deep, within one folder that the archive may have around it.
_MOST_PARTS = 7


class NotAnArchive(Exception):
    """The bytes are no ZIP, or not a harmless one; the message says why."""


def read_archive(data: bytes) -> tuple[dict[str, bytes], list[Fault]]:
    """Every file of a zipped package by its path, and what was refused. Raises NotAnArchive."""
    if len(data) > MAX_ARCHIVE_BYTES:
        raise NotAnArchive("larger")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _files(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as error:
        raise NotAnArchive("unreadable") from error
    except RuntimeError as error:
        # zipfile's way of saying that a password is wanted.
        raise NotAnArchive("encrypted") from error


def _files(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[Fault]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_FILES or sum(entry.file_size for entry in entries) > MAX_BYTES:
        raise NotAnArchive("much")
    found: dict[str, bytes] = {}
    faults: list[Fault] = []
    left = MAX_BYTES
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        name = str(path)
        if path.is_absolute() or ".." in path.parts or "\0" in name or len(path.parts) > _MOST_PARTS:
            raise NotAnArchive("name")
        if name in found:
            raise NotAnArchive("twice")
        if any(part.startswith(".") or part.endswith("~") or part == "__MACOSX" for part in path.parts):
            continue
        limit = min(size_limit(f"/{name}"), left)
        # What an entry says of its size is not believed: bytes are counted as they come.
        with archive.open(entry) as source:
            content = source.read(limit + 1)
        if len(content) > limit:
            if limit == left:
                raise NotAnArchive("much")
            faults.append(Fault(name, 0, "size", f"is larger than {limit // KIB} KiB"))
            continue
        left -= len(content)
        found[name] = content
    return _unwrapped(found), faults


def _unwrapped(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files without the one folder around them, where there is one."""
    if "course.yaml" in files:
        return files
    tops = {name.partition("/")[0] for name in files}
    if len(tops) == 1 and f"{next(iter(tops))}/course.yaml" in files:
        return {name.partition("/")[2]: content for name, content in files.items()}
    return files


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """A ZIP whose bytes depend on nothing but the files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return target.getvalue()
