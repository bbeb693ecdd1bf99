"""QTI hotspots: areas of a picture to choose."""

import hashlib
import struct
from fractions import Fraction
from typing import Any

from lxml import etree

from assessments.interchange.qti_declarations import Processing
from assessments.interchange.qti_source import Source, Unreadable
from assessments.interchange.safe_xml import children, local
from assessments.interchange.travel import missing

_SHAPES = {"rect": "rectangle", "circle": "circle", "poly": "polygon"}
_PNG = b"\x89PNG\r\n\x1a\n"


def read_hotspot(source: Source, node: etree._Element) -> dict[str, Any]:
    """A hotspot interaction: its areas with what they earn, and its picture by its bytes."""
    declared = source.declaration(node)
    mapped = {entry.key: entry.value for entry in declared.entries}
    right = set(declared.correct)
    whole = sum((value for value in mapped.values() if value > 0), Fraction(0)) or Fraction(len(right) or 1)
    uses_map = source.scored.processing is Processing.MAP and bool(mapped)
    areas = []
    for choice in children(node, "qti-hotspot-choice"):
        name = choice.get("identifier", "")
        shape = _SHAPES.get(choice.get("shape", ""))
        if shape is None:
            raise Unreadable(f"shape “{choice.get('shape')}”")
        value = mapped.get(name, declared.default) if uses_map else Fraction(int(name in right))
        areas.append(
            {
                "label": choice.get("hotspot-label") or choice.get("aria-label") or name,
                "shape": shape,
                "coords": choice.get("coords", ""),
                "credit": source.share(value, whole),
                "rationale": "",
            }
        )
    source.note(missing("write_picture"))
    most = int(node.get("max-choices", "1") or 1)
    content: dict[str, Any] = {
        "type": "hotspot",
        "stem": source.stem(node),
        "image_description": "",
        "places": [],
        "areas": areas,
        "max_choices": most if most > 0 else max(1, len(areas)),
        **source.closing(),
    }
    image = _image(source, node)
    return content | ({"image": image} if image else {})


def _image(source: Source, node: etree._Element) -> dict[str, Any] | None:
    for inner in node.iter():
        name = inner.get("data") or inner.get("src") or ""
        if local(inner) in ("object", "img") and name in source.files:
            data = source.files[name]
            size = size_of_png(data)
            digest = hashlib.sha256(data).hexdigest()
            source.images[digest] = data
            return {"digest": digest, "width": size[0], "height": size[1]} if size else None
    return None


def size_of_png(data: bytes) -> tuple[int, int] | None:
    """The width and height that a PNG names in its head; None for other files. Who keeps it reads it in full."""
    if not data.startswith(_PNG) or len(data) < 24:
        return None
    width, height = struct.unpack(">II", data[16:24])
    return width, height
