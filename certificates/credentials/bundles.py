"""Verification bundles: a ZIP with a credential and what checking it without a network needs."""

import io
import re
import zipfile
import zlib

from certificates.credentials.refusals import Reason, Refused

CREDENTIAL = "credential.json"
_NAMES = re.compile(
    r"credential\.json|did\.json|status-list\.json|log-proof\.txt|log-key\.txt|checker\.py|README\.txt"
    r"|contexts/[A-Za-z0-9][A-Za-z0-9._-]{0,80}\.json"
)
_MAX_ARCHIVE = 2_000_000
_MAX_MEMBERS = 20
_MAX_MEMBER = 1_000_000
_MAX_TOTAL = 4_000_000
# JSON with a bit string in it packs to a tenth at the most; a bomb packs to a thousandth.
_MAX_RATIO = 100
_SMALL = 65_536
_ENCRYPTED = 0x1
_PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def members_of(data: bytes) -> dict[str, bytes]:
    """Every member by name, `credential.json` among them. Raises Refused."""
    if len(data) > _MAX_ARCHIVE:
        raise Refused(Reason.TOO_LARGE)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            _check(listed)
            members = {entry.filename: _read(archive, entry) for entry in listed if not entry.is_dir()}
    except Refused:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise Refused(Reason.ZIP_BROKEN) from error
    if CREDENTIAL not in members:
        raise Refused(Reason.NO_CREDENTIAL)
    return members


def _check(listed: list[zipfile.ZipInfo]) -> None:
    if len(listed) > _MAX_MEMBERS or sum(entry.file_size for entry in listed) > _MAX_TOTAL:
        raise Refused(Reason.ZIP_MEMBERS)
    seen: set[str] = set()
    for entry in listed:
        if entry.filename == "contexts/":
            continue
        if entry.filename.lower().endswith(".zip"):
            raise Refused(Reason.ZIP_NESTED)
        if entry.filename in seen or not _NAMES.fullmatch(entry.filename):
            raise Refused(Reason.ZIP_NAME)
        seen.add(entry.filename)
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _PACKINGS:
            raise Refused(Reason.ZIP_BROKEN)
        if entry.file_size > _MAX_MEMBER or (
            entry.file_size > _SMALL and entry.file_size > _MAX_RATIO * entry.compress_size
        ):
            raise Refused(Reason.UNPACKS_TOO_LARGE)


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    # What the directory says of sizes may be untrue: never more than that is unpacked.
    with archive.open(entry) as member:
        content = member.read(entry.file_size + 1)
    if len(content) != entry.file_size:
        raise Refused(Reason.UNPACKS_TOO_LARGE)
    if content.startswith(b"PK\x03\x04"):
        raise Refused(Reason.ZIP_NESTED)
    return content
