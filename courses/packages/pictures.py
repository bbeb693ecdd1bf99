"""Whether a file is a picture that a page may show: of the kind that its name says, and without scripts."""

import re

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_REFUSED = {"script", "foreignObject", "iframe", "audio", "video", "image", "handler", "set", "animate"}
_OUTSIDE = re.compile(r"@import|url\(\s*['\"]?(?!['\"]?#)|expression\(", re.IGNORECASE)
_MAGIC = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".gif": b"GIF8",
    ".webp": b"RIFF",
}
PICTURE_ENDINGS = (".svg", *_MAGIC)


def _parse(content: bytes) -> etree._Element:
    # No entities, no network, no huge trees: the file may come from anywhere.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _element_problem(element: etree._Element) -> str:
    if not isinstance(element.tag, str):
        return "" if element.tag is etree.Comment else "processing instructions and entities are not allowed"
    name = etree.QName(element).localname
    if name in _REFUSED:
        return f"<{name}> is not allowed"
    if name == "style" and _OUTSIDE.search(element.text or ""):
        return "a style that fetches something is not allowed"
    for attribute, value in element.attrib.items():
        local = etree.QName(attribute).localname.lower()
        if local.startswith("on"):
            return f"{local} is not allowed"
        if attribute in _HREFS and not str(value).startswith("#"):
            return "a reference to something outside of the picture is not allowed"
        if _OUTSIDE.search(str(value)):
            return f"{local} that fetches something is not allowed"
    return ""


def _svg_problem(content: bytes) -> str:
    try:
        root = _parse(content)
    except etree.XMLSyntaxError as error:
        return f"not XML: {error.msg}"
    if root.tag != f"{SVG}svg":
        return 'not an SVG picture: its root is not <svg xmlns="http://www.w3.org/2000/svg">'
    if root.getroottree().docinfo.doctype:
        return "a document type is not allowed"
    if not root.get("viewBox") and not (root.get("width") and root.get("height")):
        return "an SVG picture needs a viewBox"
    return next(filter(None, map(_element_problem, root.iter())), "")


def picture_problem(name: str, content: bytes) -> str:
    """Why this file cannot be a figure, or `""`."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    if ending == ".svg":
        return _svg_problem(content)
    if ending not in _MAGIC:
        return f"a figure is one of {', '.join(PICTURE_ENDINGS)}"
    return "" if content.startswith(_MAGIC[ending]) else f"is not what {ending} says"
