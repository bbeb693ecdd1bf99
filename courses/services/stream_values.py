"""Values of a StreamField in their normal form: what two equal contents share.

The normal form has no ids of blocks or list items, no `data-block-key`, one way to write each rich text, and
line breaks as `\\n`. A link to a page of the site is `<a href="page:7">`.
"""

import re
import uuid
from collections.abc import Callable
from typing import Any, TypeAlias

from wagtail.blocks import ChooserBlock

from courses.packages import Block, HtmlUnsupported, block_ids, normal_html

Value: TypeAlias = Any
Stream: TypeAlias = list[tuple[str, Value]]

_LINK = re.compile(r"<a\b[^>]*>")
_PAGE_ID = re.compile(r'\bid="(\d+)"')
_BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
_STORED_LINK = re.compile(r'<a href="page:(\d+)">')


def normal_text(text: str) -> str:
    """Text as it is stored: browsers send line breaks as two characters."""
    return text.replace("\r\n", "\n")


def _page_link(match: re.Match[str]) -> str:
    tag = match.group()
    number = _PAGE_ID.search(tag)
    return f'<a href="page:{number[1]}">' if 'linktype="page"' in tag and number else tag


def normal_rich_text(html: str) -> str:
    """Stored rich text in its one form; what is outside of the subset keeps its own."""
    html = _LINK.sub(_page_link, html)
    try:
        return normal_html(html)
    except HtmlUnsupported:
        return _BLOCK_KEY.sub("", html)


def stored_rich_text(html: str) -> str:
    """The normal form as the editor stores it."""
    return _STORED_LINK.sub(r'<a linktype="page" id="\1">', html)


def is_rich(kind: str, name: str = "") -> bool:
    """Whether this block, or the child of this name, is rich text."""
    return (kind, name) in (("text", ""), ("callout", "text"))


def _plain(raw: Any) -> Any:
    if isinstance(raw, list):
        return [_plain(item["value"]) for item in raw]
    return normal_text(raw) if isinstance(raw, str) else raw


def normal_value(kind: str, raw: Any) -> Value:
    """One block's stored value in its normal form."""
    if is_rich(kind):
        return normal_rich_text(raw)
    if not isinstance(raw, dict):
        return _plain(raw)
    return {
        name: normal_rich_text(kept) if is_rich(kind, name) else _plain(kept) for name, kept in raw.items()
    }


def _whole(block: Any, raw: Any) -> Any:
    """A struct's stored value with all its children: those that were never filled in may be missing."""
    children = getattr(block, "child_blocks", None)
    if children is None or not isinstance(raw, dict):
        return raw
    return {name: _child(block, raw.get(name)) for name, block in children.items()}


def _child(block: Any, raw: Any) -> Any:
    if raw is None:
        raw = block.get_prep_value(block.get_default())
    # A text that nobody filled in is an empty text; a choice of nothing stays nothing.
    return "" if raw is None and not isinstance(block, ChooserBlock) else raw


def normal_stream(value: Any) -> Stream:
    """A page's StreamField in its normal form."""
    children = value.stream_block.child_blocks
    return [
        (raw["type"], normal_value(raw["type"], _whole(children[raw["type"]], raw["value"])))
        for raw in value.get_prep_value()
    ]


def _list_raw(values: list[Any], place: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "item",
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{place}.{number}")),
            "value": _list_raw(value, f"{place}.{number}") if isinstance(value, list) else value,
        }
        for number, value in enumerate(values)
    ]


def _stored_value(kind: str, value: Value, block_id: str) -> Any:
    if is_rich(kind):
        return stored_rich_text(value)
    if not isinstance(value, dict):
        return value
    return {
        name: stored_rich_text(kept)
        if is_rich(kind, name)
        else (_list_raw(kept, f"{block_id}.{name}") if isinstance(kept, list) else kept)
        for name, kept in value.items()
    }


def stored_stream(place: str, stream: Stream) -> list[dict[str, Any]]:
    """A stream as it is stored, with ids that stay the same from load to load. `place` names page and field."""
    blocks = [Block(kind, value) for kind, value in stream]
    return [
        {"type": kind, "id": block_id, "value": _stored_value(kind, value, block_id)}
        for (kind, value), block_id in zip(stream, block_ids(place, blocks), strict=True)
    ]


def map_hrefs(html: str, change: Callable[[str], str]) -> str:
    """HTML in its normal form with every `page:` link's target changed."""

    def changed(match: re.Match[str]) -> str:
        return f'<a href="page:{change(match[1])}">'

    return re.sub(r'<a href="page:([^"]*)">', changed, html)
