"""Badges as pictures that carry their credential (Open Badges 3.0, §5.3)."""

import re
import struct
import zlib
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEYWORD = b"openbadgecredential\0"
_NAMESPACE = b"https://purl.imsglobal.org/ob/v3p0"
_ROOT = re.compile(rb"""<svg\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
_DECLARED = re.compile(rb"""\sxmlns:openbadges=(?:"[^"]*"|'[^']*')""")
_BAKED = re.compile(rb"<openbadges:credential\b.*?</openbadges:credential>", re.DOTALL)


def bake_png(image: bytes, document: bytes) -> bytes:
    """The PNG with a credential in one uncompressed iTXt chunk, in front of the picture; an older one goes.

    `document` is UTF-8. Raises ValueError for what is no whole PNG.
    """
    baked = [_SIGNATURE]
    for kind, data in _chunks(image):
        if kind == b"iTXt" and data.startswith(_KEYWORD):
            continue
        baked.append(_chunk(kind, data))
        if kind == b"IHDR":
            # Keyword, then: not compressed, method 0, no language, no translated keyword.
            baked.append(_chunk(b"iTXt", _KEYWORD + b"\0\0\0\0" + document))
    return b"".join(baked)


def bake_svg(image: bytes, document: bytes) -> bytes:
    """The SVG with a credential as its first child, in CDATA; an older one goes.

    `document` is UTF-8 without control characters other than line ends and tabs, which JSON escapes anyway.
    Raises ValueError for what has no `svg` element.
    """
    image = _BAKED.sub(b"", image)
    found = _ROOT.search(image)
    if found is None or found.group().endswith(b"/>"):
        raise ValueError("not an SVG picture with something in it")
    opening = _DECLARED.sub(b"", found.group())
    # CDATA ends at its first ]]>: one that belongs to the credential is cut in two.
    text = document.replace(b"]]>", b"]]]]><![CDATA[>")
    return b"".join(
        (
            image[: found.start()],
            opening[:-1] + b' xmlns:openbadges="' + _NAMESPACE + b'">',
            b"<openbadges:credential><![CDATA[" + text + b"]]></openbadges:credential>",
            image[found.end() :],
        )
    )


def _chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not image.startswith(_SIGNATURE):
        raise ValueError("not a PNG picture")
    place = len(_SIGNATURE)
    kind = b""
    while kind != b"IEND":
        head = image[place : place + 8]
        if len(head) < 8:
            raise ValueError("the PNG picture is cut off")
        length, kind = struct.unpack(">I4s", head)
        data = image[place + 8 : place + 8 + length]
        if _chunk(kind, data) != image[place : place + 12 + length]:
            raise ValueError("the PNG picture is damaged")
        yield kind, data
        place += 12 + length


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
