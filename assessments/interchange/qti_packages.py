"""QTI 3.0 packages: a ZIP with a manifest, items and their pictures; or a single item's file."""

import posixpath
from collections.abc import Iterable, Mapping

from lxml import etree

from assessments.interchange.archives import read_archive, write_archive
from assessments.interchange.qti_reading import read_qti_item
from assessments.interchange.qti_writing import write_qti_item
from assessments.interchange.safe_xml import local, read_xml
from assessments.interchange.travel import FileRefused, Note, Travelling, Written, counted, lost

_CP = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
_ITEM = "imsqti_item_xmlv3p0"
_SCHEMA = f"{_CP} https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"


def read_qti(data: bytes) -> list[Travelling]:
    """The items of a package, or the one of an item's file. Raises FileRefused."""
    if not data.startswith(b"PK"):
        return counted([read_qti_item(data, files={}, place="item")])
    files = read_archive(data)
    manifest = files.get("imsmanifest.xml")
    if manifest is None:
        raise FileRefused("no_manifest")
    return counted([_item(name, files) for name in _item_files(manifest)])


def _item_files(manifest: bytes) -> list[str]:
    resources = [node for node in read_xml(manifest).iter() if local(node) == "resource"]
    found = [node for node in resources if node.get("type", "").startswith("imsqti_item_xmlv3")]
    return [posixpath.normpath(node.get("href", "")) for node in found]


def _item(name: str, files: Mapping[str, bytes]) -> Travelling:
    data = files.get(name)
    if data is None:
        return Travelling(name, None, name, notes=(lost("unreadable", why=name),))
    folder = posixpath.dirname(name)
    near = {posixpath.relpath(path, folder or "."): kept for path, kept in files.items()}
    try:
        return read_qti_item(data, files=near, place=name)
    except FileRefused as refusal:
        return Travelling(name, None, name, notes=(lost("unreadable", why=refusal),))


def write_qti(items: Iterable[Travelling]) -> Written:
    """A package with every item that QTI can hold; what it cannot hold is noted by item."""
    files: dict[str, bytes] = {}
    notes: dict[str, tuple[Note, ...]] = {}
    left_out = []
    resources: list[tuple[str, str, list[str]]] = []
    for number, item in enumerate(items, start=1):
        identifier = f"item-{number:04d}"
        written = write_qti_item(item, identifier=identifier)
        notes[item.name] = written.notes
        if written.data is None:
            left_out.append(item.name)
            continue
        pictures = {f"images/{digest}.png": data for digest, data in item.images.items()}
        path = f"items/{identifier}.xml"
        files[path] = written.data
        files |= {f"items/{name}": data for name, data in pictures.items()}
        resources.append((identifier, path, [f"items/{name}" for name in sorted(pictures)]))
    files["imsmanifest.xml"] = _manifest(resources)
    return Written(write_archive(files), notes, tuple(left_out))


def _manifest(resources: list[tuple[str, str, list[str]]]) -> bytes:
    schema = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
    spaces = {None: _CP, "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
    root = etree.Element(f"{{{_CP}}}manifest", nsmap=spaces)
    root.set("identifier", "manifest")
    root.set(schema, _SCHEMA)
    metadata = etree.SubElement(root, f"{{{_CP}}}metadata")
    etree.SubElement(metadata, f"{{{_CP}}}schema").text = "QTI Package"
    etree.SubElement(metadata, f"{{{_CP}}}schemaversion").text = "3.0.0"
    etree.SubElement(root, f"{{{_CP}}}organizations")
    holder = etree.SubElement(root, f"{{{_CP}}}resources")
    for identifier, path, pictures in resources:
        resource = etree.SubElement(
            holder, f"{{{_CP}}}resource", identifier=identifier, type=_ITEM, href=path
        )
        for name in (path, *pictures):
            etree.SubElement(resource, f"{{{_CP}}}file", href=name)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
