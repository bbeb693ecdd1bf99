"""The credential in a file that somebody hands in, found by content and never by name. Nothing is fetched.

Run it where time and memory are limited: what it reads was made by anybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from certificates.credentials.attachments import from_pdf
from certificates.credentials.bundles import CREDENTIAL, members_of
from certificates.credentials.pictures import PNG_SIGNATURE, from_png, from_svg
from certificates.credentials.reading import MAX_BYTES
from certificates.credentials.refusals import Kind, Reason, Refused

_BOM = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a file is, the bytes of its credential, and for a bundle its other members by name."""

    kind: Kind
    document: bytes
    members: Mapping[str, bytes] = field(default_factory=dict)


def extract(data: bytes) -> Extracted:
    """The credential in these bytes, not yet read as JSON (at most 256 KB). Raises Refused."""
    found = _extract(data)
    if len(found.document) > MAX_BYTES:
        raise Refused(Reason.TOO_LARGE)
    return found


def _extract(data: bytes) -> Extracted:
    kind = kind_of(data)
    match kind:
        case Kind.PNG:
            return Extracted(kind, from_png(data))
        case Kind.PDF:
            return Extracted(kind, from_pdf(data))
        case Kind.SVG:
            return Extracted(kind, from_svg(data.removeprefix(_BOM)))
        case Kind.BUNDLE:
            members = members_of(data)
            document = members.pop(CREDENTIAL)
            return Extracted(kind, document, members)
        case Kind.JSON:
            return Extracted(kind, data)


def kind_of(data: bytes) -> Kind:
    """What a file is by its first bytes. Raises Refused for whatever is none of the five kinds."""
    if data.startswith(PNG_SIGNATURE):
        return Kind.PNG
    if data.startswith(b"%PDF-"):
        return Kind.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.BUNDLE
    start = data[:4096].removeprefix(_BOM).lstrip(_BLANK)[:1]
    if start == b"<":
        return Kind.SVG
    if start in {b"{", b"["}:
        return Kind.JSON
    if not data.strip(_BLANK):
        raise Refused(Reason.EMPTY)
    raise Refused(Reason.UNKNOWN_KIND)
