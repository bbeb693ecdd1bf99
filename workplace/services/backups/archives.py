"""A backup as a file: a ZIP whose manifest comes last, so that what was broken off is none."""

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO

FORMAT = 1
MANIFEST = "manifest.json"
_PIECE = 1 << 20
# A member's name is a path inside one of the folders, or one of these.
SINGLE = ("database.sqlite3", "database.sql", "keys.sealed")
FOLDERS = ("media", "responses", "keys")


class ArchiveRefused(Exception):
    """This is no backup, or it is damaged; the message says what is wrong."""


class ArchiveWriter:
    """Writes members as streams and notes size and SHA-256 of each."""

    def __init__(self, target: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, source: IO[bytes]) -> None:
        """Copy a stream to its end."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(name, "w", force_zip64=True) as member:
            while piece := source.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                member.write(piece)
        self._members[name] = {"size": size, "sha256": digest.hexdigest()}

    def finish(self, facts: Mapping[str, Any]) -> None:
        """Write the manifest and the directory: from here on it is a backup."""
        manifest = {**facts, "format": FORMAT, "members": self._members}
        self._zip.writestr(MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False))
        self._zip.close()

    def abandon(self) -> None:
        """Let go of what will be no backup."""
        with suppress(OSError, ValueError):
            self._zip.close()

    @property
    def names(self) -> list[str]:
        return list(self._members)


@dataclass(frozen=True, slots=True)
class Archive:
    """A backup that was read and found whole."""

    zip: zipfile.ZipFile
    manifest: Mapping[str, Any]

    def names(self, folder: str = "") -> list[str]:
        """The members, or those of a folder."""
        return [name for name in self.manifest["members"] if not folder or name.startswith(f"{folder}/")]

    def size(self, folder: str = "") -> int:
        return sum(self.manifest["members"][name]["size"] for name in self.names(folder))

    def has(self, name: str) -> bool:
        return name in self.manifest["members"]

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a backup and compare every member with the manifest before anything is done with it.

    Raises ArchiveRefused for what is no backup, lacks a piece, or has another one.
    """
    try:
        with zipfile.ZipFile(path) as opened:
            archive = Archive(opened, _manifest(opened))
            _compare(archive)
            yield archive
    except zipfile.BadZipFile as error:
        raise ArchiveRefused(f"{path} is no whole backup: {error}.") from error


def _manifest(opened: zipfile.ZipFile) -> dict[str, Any]:
    try:
        found = json.loads(opened.read(MANIFEST))
    except (KeyError, ValueError) as error:
        raise ArchiveRefused("There is no manifest in it: this is no backup of Assay.") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ArchiveRefused("It was made by another version of Assay, in a format that is not known here.")
    return found


def _compare(archive: Archive) -> None:
    members = archive.manifest["members"]
    if sorted(archive.zip.namelist()) != sorted([*members, MANIFEST]):
        raise ArchiveRefused("It holds other files than its manifest says.")
    for name, expected in members.items():
        if not _is_ours(name):
            raise ArchiveRefused(f"It holds {name}, which has no place in a backup.")
        digest, size = hashlib.sha256(), 0
        with archive.open(name) as member:
            while piece := member.read(_PIECE):
                digest.update(piece)
                size += len(piece)
        if (size, digest.hexdigest()) != (expected["size"], expected["sha256"]):
            raise ArchiveRefused(f"{name} in it is damaged.")


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    if "\\" in name or str(path) != name or ".." in path.parts or path.is_absolute():
        return False
    return name in SINGLE or (len(path.parts) > 1 and path.parts[0] in FOLDERS)
