"""Files that carry a credential, made without any code of ours: good ones, and parts for bad ones."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

from openbadgeslib.baking import bake_png, bake_svg
from PIL import Image

NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4v4z"/></svg>'


def plain_png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "teal").save(out, "PNG")
    return out.getvalue()


def png(document: bytes) -> bytes:
    """Baked by openbadgeslib."""
    return bytes(bake_png(plain_png(), document.decode(), keyword=b"openbadgecredential"))


def svg(document: bytes) -> bytes:
    """Baked by openbadgeslib."""
    return bytes(
        bake_svg(SVG, document.decode(), element="openbadges:credential", namespace=NAMESPACE, as_text=True)
    )


def svg_with_cdata(document: bytes) -> bytes:
    inner = b'<openbadges:credential xmlns:openbadges="%s"><![CDATA[%s]]></openbadges:credential>'
    return SVG.replace(b"<path", inner % (NAMESPACE.encode(), document) + b"<path")


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))


def with_chunks(*chunks: bytes) -> bytes:
    """A PNG with further chunks before its end."""
    whole = plain_png()
    return whole[:-12] + b"".join(chunks) + whole[-12:]


def itxt(text: bytes, *, keyword: bytes = b"openbadgecredential", is_compressed: bool = False) -> bytes:
    flag = b"\1" if is_compressed else b"\0"
    return chunk(
        b"iTXt", keyword + b"\0" + flag + b"\0\0\0" + (zlib.compress(text) if is_compressed else text)
    )


def bundle(document: bytes, extra: Mapping[str, bytes] | None = None) -> bytes:
    members = {
        "credential.json": document,
        "did.json": b"{}",
        "status-list.json": b"{}",
        "contexts/credentials-v2.json": b"{}",
        "log-proof.txt": b"c2sp.org/tlog-proof@v1\n",
        "README.txt": b"How to check this.\n",
    }
    return archive(members | dict(extra or {}))


def archive(members: Mapping[str, bytes], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return out.getvalue()


def pdf(
    attached: bytes,
    *,
    names: tuple[str, ...] = ("credential.json",),
    catalogue: str = "",
    packed: bool = True,
) -> bytes:
    """The smallest PDF with files attached; `catalogue` is added to its root."""
    content = zlib.compress(attached) if packed else attached
    filter_ = "/Filter /FlateDecode " if packed else ""
    first = 5
    tree = " ".join(f"({name}) {first + 2 * place} 0 R" for place, name in enumerate(names))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [{tree}] >> >> {catalogue} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
        b"<< /Length 0 >>\nstream\n\nendstream",
    ]
    for place, name in enumerate(names):
        stream = first + 2 * place + 1
        objects.append(f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {stream} 0 R >> >>".encode())
        head = f"<< /Type /EmbeddedFile {filter_}/Length {len(content)} >>\nstream\n".encode()
        objects.append(head + content + b"\nendstream")
    return pdf_of(objects)


def pdf_of(objects: list[bytes], *, trailer: str = "") -> bytes:
    buffer, places = io.BytesIO(), []
    buffer.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(buffer.tell())
        buffer.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    out = buffer.getvalue()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += (
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    )
    return out
