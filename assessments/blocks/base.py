"""A block whose value the engine judges, with its faults shown beside the fields they are in."""

from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments import engine


def plain(value: Any) -> Any:
    """A block's value as plain data; empty optional texts are left out, unnamed options get a letter."""
    if isinstance(value, Mapping):
        return {
            name: plain(inner)
            for name, inner in value.items()
            if inner is not None and (inner != "" or name == "id")
        }
    if isinstance(value, Sequence) and not isinstance(value, str):
        listed = [plain(inner) for inner in value]
        for place, entry in enumerate(listed):
            if isinstance(entry, dict) and entry.get("id") == "":
                entry["id"] = ascii_lowercase[place % 26]
        return listed
    return value


def content_of(stream: Any) -> dict[str, Any]:
    """The content of an item's interaction field as the engine reads it; {} when the field is empty."""
    for block in stream or ():
        return {"type": block.block_type.replace("_", "-"), **plain(block.value)}
    return {}


def raw_interaction(content: Mapping[str, Any], *, block_id: str) -> list[dict[str, Any]]:
    """Engine content as the raw form of an interaction field, for loading."""
    fields = {name: value for name, value in content.items() if name != "type"}
    return [{"type": str(content["type"]).replace("-", "_"), "id": block_id, "value": _texts(fields)}]


def _texts(value: Any) -> Any:
    """Numbers as the text that the editor's fields hold."""
    if isinstance(value, dict):
        return {name: _texts(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(inner) for inner in value]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def as_block_error(
    block: blocks.Block, faults: Sequence[tuple[tuple[str | int, ...], str]]
) -> ValidationError:
    """The engine's faults in the shape in which Wagtail shows them beside their fields."""
    here = [message for path, message in faults if not path]
    below: dict[str | int, list[tuple[tuple[str | int, ...], str]]] = {}
    for path, message in faults:
        if path:
            below.setdefault(path[0], []).append((path[1:], message))
    if isinstance(block, blocks.StructBlock):
        known = {name: inner for name, inner in below.items() if name in block.child_blocks}
        stray = [message for name, inner in below.items() if name not in known for _path, message in inner]
        return StructBlockValidationError(
            block_errors={
                str(name): as_block_error(block.child_blocks[name], inner) for name, inner in known.items()
            },
            non_block_errors=[ValidationError(message) for message in (*here, *stray)],
        )
    if isinstance(block, blocks.ListBlock):
        return ListBlockValidationError(
            block_errors={
                int(place): as_block_error(block.child_block, inner) for place, inner in below.items()
            },
            non_block_errors=[ValidationError(message) for message in here],
        )
    return ValidationError([message for _path, message in faults])


class EngineBlock(blocks.StructBlock):
    """The editing form of one interaction.

    A draft, autosave and the preview may hold unfinished content; publication judges it again, because
    Wagtail's "deferred" flag lives on block instances that threads share.
    """

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        try:
            engine.read_content({"type": self.name.replace("_", "-"), **plain(cleaned)})
        except engine.ContentInvalid as error:
            raise as_block_error(self, [(fault.path, fault.message) for fault in error.faults]) from error
        return cleaned
