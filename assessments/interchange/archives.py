"""ZIP archives of strangers: bounded in files, bytes and names, read in memory, never unpacked to a disk."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from assessments.interchange.travel import FileRefused, checked_size

MAX_FILES = 10_000
MAX_UNPACKED = 100 * 1024 * 1024
_BLOCK = 1024 * 1024


def read_archive(data: bytes) -> Mapping[str, bytes]:
    """The files of an archive by name. Raises FileRefused for what is no archive, or not a harmless one."""
    checked_size(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _files(archive)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, OSError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused("not_zip") from error
    except RuntimeError as error:
        # zipfile's way of saying that a password is wanted.
        raise FileRefused("zip_encrypted") from error


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if len(entries) > MAX_FILES:
        raise FileRefused("zip_many", most=MAX_FILES)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileRefused("zip_bomb", megabytes=MAX_UNPACKED // _BLOCK)
    left = MAX_UNPACKED
    found: dict[str, bytes] = {}
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or "\0" in entry.filename:
            raise FileRefused("zip_name", name=entry.filename[:80])
        if entry.flag_bits & 1:
            raise FileRefused("zip_encrypted")
        # What an entry says of its size is not believed either: bytes are counted as they come.
        with archive.open(entry) as source:
            blocks = []
            while block := source.read(min(_BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    raise FileRefused("zip_bomb", megabytes=MAX_UNPACKED // _BLOCK)
                blocks.append(block)
        found[str(path)] = b"".join(blocks)
    return found


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """An archive whose bytes depend on nothing but the files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return target.getvalue()
