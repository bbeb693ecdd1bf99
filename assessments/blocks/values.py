"""Between a block's value and the plain data that the engine reads."""

import hashlib
from collections.abc import Mapping, Sequence
from string import ascii_lowercase
from typing import Any

from wagtail.blocks import StreamValue

# What files may hold as numbers, and the editor's fields hold as text.
_TYPED_AS_TEXT = frozenset(
    {"credit", "miss_cost", "unit_penalty", "value", "tolerance", "factor", "lowest", "highest", "step"}
)
# Lists of parts that come in several kinds: the editor keeps the kind beside the part, files keep it inside.
_IN_KINDS = frozenset({"gaps"})


def plain(value: Any) -> Any:
    """A block's value as plain data; what was left empty is left out."""
    if hasattr(value, "as_content"):
        # What is kept apart, such as a picture, says itself how content names it.
        return value.as_content()
    if isinstance(value, StreamValue.StreamChild):
        return {"kind": value.block_type, **plain(value.value)}
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items() if inner is not None and inner != ""}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(inner) for inner in value]
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def content_of(stream: Any) -> dict[str, Any]:
    """The content of an item's interaction field as the engine reads it; {} unless there is exactly one."""
    found = list(stream or ())
    if len(found) != 1:
        return {}
    return {"type": engine_type(found[0].block_type), **plain(found[0].value)}


def raw_interaction(content: Mapping[str, Any], *, block_id: str) -> list[dict[str, Any]]:
    """Engine content as the raw form of an interaction field, for loading."""
    fields = {name: _editable(name, value) for name, value in content.items() if name != "type"}
    return [{"type": block_type(str(content["type"])), "id": block_id, "value": fields}]


def engine_type(name: str) -> str:
    """The engine's name of an interaction: "single-choice"."""
    return name.replace("_", "-")


def block_type(name: str) -> str:
    """The block's name of an interaction: "single_choice"."""
    return name.replace("-", "_")


def _editable(name: str, value: Any) -> Any:
    if name == "image" and isinstance(value, Mapping):
        return value["digest"]
    if isinstance(value, Mapping):
        return {inner: _editable(inner, kept) for inner, kept in value.items()}
    if name in _IN_KINDS:
        return [
            {"type": part["kind"], "value": _editable("", {key: part[key] for key in part if key != "kind"})}
            for part in value
        ]
    if isinstance(value, list | tuple):
        return [_editable(name, kept) for kept in value]
    return str(value) if name in _TYPED_AS_TEXT else value


def give_names(rows: Sequence[Any]) -> None:
    """Give every row without a name one that says nothing about its place, so that it keeps it from now on.

    Names stand in the candidate's page: neither they nor their order may tell the key.
    """
    for salt in range(1000):
        names = [
            row.get("id") or _name_of(f"{salt}|{place}|{row.get('text') or row.get('label')}")
            for place, row in enumerate(rows)
        ]
        if len(set(names)) == len(names) and names not in (sorted(names), sorted(names, reverse=True)):
            break
    for row, name in zip(rows, names, strict=True):
        row["id"] = name


def _name_of(text: str) -> str:
    return f"r{hashlib.sha256(text.encode()).hexdigest()[:6]}"


def give_letters(options: Sequence[Any]) -> None:
    """Give every option without an id the first letter that is free, so that it keeps it from now on."""
    taken = {option.get("id") for option in options}
    free = (letter for letter in ascii_lowercase if letter not in taken)
    for option in options:
        if not option.get("id"):
            option["id"] = next(free)
