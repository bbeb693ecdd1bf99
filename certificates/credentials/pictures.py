"""Credentials baked into pictures (Open Badges 3.0, §5.3): read from PNG and SVG. No pixel is ever decoded."""

import zlib
from collections.abc import Iterator

from lxml import etree

from certificates.credentials.reading import MAX_BYTES
from certificates.credentials.refusals import Reason, Refused

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_KEYWORD = b"openbadgecredential"
_TEXT_CHUNKS = {b"iTXt", b"tEXt", b"zTXt"}
_MAX_CHUNKS = 5_000
_MAX_SIDE = 20_000
_HEADER = 13
_MAX_SVG = 4_000_000


def from_png(data: bytes) -> bytes:
    """The one credential in an `iTXt` chunk. Raises Refused.

    The standard wants the chunk uncompressed; a compressed one is read too, up to the size of a credential.
    Other text chunks with the same keyword are refused: some readers take those.
    """
    found: list[bytes] = []
    for name, body in _chunks(data):
        if name in _TEXT_CHUNKS and body.split(b"\0", 1)[0] == _KEYWORD:
            if name != b"iTXt":
                raise Refused(Reason.PNG_FORM, name.decode())
            found.append(_text(body))
    return _only(found)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(PNG_SIGNATURE)
    for number in range(_MAX_CHUNKS):
        length = int.from_bytes(data[place : place + 4], "big")
        name, end = data[place + 4 : place + 8], place + 8 + length
        # A length that goes beyond the file is a lie; nothing is set aside for it.
        if len(data) < end + 4 or (number == 0) != (name == b"IHDR"):
            raise Refused(Reason.PNG_BROKEN)
        body = data[place + 8 : end]
        if zlib.crc32(name + body) != int.from_bytes(data[end : end + 4], "big"):
            raise Refused(Reason.PNG_BROKEN)
        if number == 0:
            _check_header(body)
        yield name, body
        if name == b"IEND":
            return
        place = end + 4
    raise Refused(Reason.PNG_BROKEN)


def _check_header(body: bytes) -> None:
    sides = int.from_bytes(body[:4], "big"), int.from_bytes(body[4:8], "big")
    if len(body) != _HEADER or not all(0 < side <= _MAX_SIDE for side in sides):
        raise Refused(Reason.PNG_BROKEN)


def _text(body: bytes) -> bytes:
    """The text of an iTXt chunk: keyword, flag, method, language, translated keyword, text."""
    rest = body.partition(b"\0")[2]
    flag, method, parts = rest[:1], rest[1:2], rest[2:].split(b"\0", 2)
    if len(parts) != 3 or flag not in {b"\0", b"\1"} or method != b"\0":
        raise Refused(Reason.PNG_FORM, "iTXt")
    return unpacked(parts[2]) if flag == b"\1" else parts[2]


def unpacked(data: bytes, *, most: int = MAX_BYTES) -> bytes:
    """What a zlib stream holds, if that is at most `most` bytes. Raises Refused."""
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(data, most + 1)
    except zlib.error as error:
        raise Refused(Reason.NO_CREDENTIAL) from error
    if len(text) > most:
        raise Refused(Reason.UNPACKS_TOO_LARGE)
    if not stream.eof:
        raise Refused(Reason.NO_CREDENTIAL)
    return text


def from_svg(data: bytes) -> bytes:
    """The one `openbadges:credential` element's text, CDATA or not. Raises Refused.

    No entity is expanded, no document type read, nothing fetched; a picture with a document type is refused.
    """
    if len(data) > _MAX_SVG:
        raise Refused(Reason.TOO_LARGE)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused(Reason.SVG_BROKEN) from error
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Refused(Reason.SVG_ENTITIES)
    # The encoding is told, so that no declaration can hide a document type from the line above.
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(Reason.SVG_BROKEN) from error
    if root.getroottree().docinfo.doctype:
        raise Refused(Reason.SVG_ENTITIES)
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise Refused(Reason.UNKNOWN_KIND)
    found = [_inner(element) for element in root.iter(f"{{{NAMESPACE}}}credential")]
    return _only(found)


def _inner(element: etree._Element) -> bytes:
    # A credential in compact JWT form stands in the attribute `verify`.
    if len(element) or element.get("verify") is not None:
        raise Refused(Reason.SVG_FORM)
    return str(element.text or "").strip().encode()


def _only(found: list[bytes]) -> bytes:
    if not found:
        raise Refused(Reason.NO_CREDENTIAL)
    if len(found) > 1:
        raise Refused(Reason.SEVERAL_CREDENTIALS)
    return found[0]
