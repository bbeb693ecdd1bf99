"""XML of strangers: no entities, no document types, nothing fetched, a bound on depth."""

from html import escape

from lxml import etree

from assessments.interchange.travel import FileRefused, checked_size


def read_xml(data: bytes) -> etree._Element:
    """The root of a document. Raises FileRefused for what is not well-formed, or declares a document type."""
    if b"<!DOCTYPE" in checked_size(data) or b"<!ENTITY" in data:
        raise FileRefused("xml_doctype")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise FileRefused("not_xml", line=error.lineno or 1) from error
    # UTF-16 hides a document type from the look above.
    if root.getroottree().docinfo.doctype:
        raise FileRefused("xml_doctype")
    return root


def local(node: etree._Element) -> str:
    """The name of an element without its namespace; "" for what is no element."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def children(node: etree._Element, name: str) -> list[etree._Element]:
    """The direct children of a name, whatever their namespace."""
    return [child for child in node if local(child) == name]


def child(node: etree._Element, name: str) -> etree._Element | None:
    """The first direct child of a name."""
    return next(iter(children(node, name)), None)


def text_of(node: etree._Element | None) -> str:
    """All text within, on one line."""
    return "" if node is None else " ".join("".join(node.itertext()).split())


def inner_html(node: etree._Element) -> str:
    """What an element holds, as text with markup."""
    parts = [escape(node.text or "", quote=False)]
    parts += [etree.tostring(inner, encoding="unicode", with_tail=True) for inner in node]
    return "".join(parts)
