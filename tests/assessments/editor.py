"""What the item editor posts."""

from typing import Any

from wagtail.blocks import ListBlock, StructBlock
from wagtail.test.utils.form_data import nested_form_data, streamfield

from assessments.blocks import InteractionBlock
from assessments.models import Item, ItemBank

FORMS = InteractionBlock()
NAMESPACE = "wagtailsnippets_assessments_item"


def _list_block(values: list[Any]) -> dict[str, Any]:
    rows = {
        str(place): {"deleted": "", "order": str(place), "id": "", "value": value}
        for place, value in enumerate(values)
    }
    return {"count": str(len(values)), **rows}


def _boxes(fields: dict[str, Any]) -> dict[str, Any]:
    """A browser sends a ticked box as "on" and leaves an empty one out; lines end as on paper."""
    sent = {}
    for name, value in fields.items():
        if name == "gaps":
            sent[name] = streamfield([(gap["kind"], _boxes(_without_kind(gap))) for gap in value])
        elif name == "kinds":
            continue
        elif name == "image":
            sent[name] = value["digest"]
        elif isinstance(value, list):
            sent[name] = _list_block([_boxes(entry) if isinstance(entry, dict) else entry for entry in value])
        elif isinstance(value, bool):
            if value:
                sent[name] = "on"
        else:
            sent[name] = str(value).replace("\n", "\r\n")
    return sent


def _with_lists(block: Any, value: Any) -> Any:
    """The form always has its lists, also the empty ones."""
    if isinstance(block, ListBlock) and isinstance(value, list):
        return [_with_lists(block.child_block, entry) for entry in value]
    if not isinstance(block, StructBlock) or not isinstance(value, dict):
        return value
    empty = {name: [] for name, child in block.child_blocks.items() if isinstance(child, ListBlock)}
    filled = {name: _with_lists(block.child_blocks.get(name), entry) for name, entry in value.items()}
    return empty | filled


def _without_kind(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name != "kind"}


def form_of(bank: ItemBank, content: dict[str, Any] | None, **fields: Any) -> dict[str, Any]:
    """The fields of the editing form for an item with this content (None: no interaction yet)."""
    blocks = []
    if content is not None:
        name = content["type"].replace("-", "_")
        inner = {field: value for field, value in content.items() if field != "type"}
        blocks = [(name, _boxes(_with_lists(FORMS.child_blocks[name], inner)))]
    plain = {
        "bank": bank.pk,
        "slug": "e-900",
        "purpose": "examination",
        "domain": "d1",
        "level": "apply",
        "outcome": "o-1",
        "measures": "measures e-900",
        "references": "A source, 2026",
        "content_note": "",
    }
    # Boxes of one name, as a browser sends them.
    boxes = {"interaction-0-value-kinds": content["kinds"]} if content and "kinds" in content else {}
    return nested_form_data(plain | fields | {"interaction": streamfield(blocks)}) | boxes


def form_with(item: Item, content: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The editing form of an existing item, with other content."""
    own = {
        name: getattr(item, name)
        for name in (
            "slug",
            "purpose",
            "domain",
            "level",
            "outcome",
            "measures",
            "references",
            "content_note",
        )
    }
    return form_of(item.bank, content, **(own | fields))
