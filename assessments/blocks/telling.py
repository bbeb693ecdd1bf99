"""The content of an item in words, field by field as its form labels it: for whoever decides about it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from wagtail import blocks

from assessments.blocks.comparing import block_below, differences_in_words, in_words
from assessments.blocks.interactions import InteractionBlock
from assessments.blocks.values import block_type

_WITHOUT_WORDS = frozenset({"id", "type", "kind"})
# What stands for itself at the head of a page, and is Markdown.
STEM = "stem"


@dataclass(frozen=True, slots=True)
class Told:
    """One field: what it is called, and what it holds; parts have fields of their own."""

    label: str
    text: str = ""
    parts: tuple[tuple["Told", ...], ...] = ()


def content_in_words(content: Mapping[str, Any]) -> tuple[Told, ...]:
    """Every field of judged content that holds something, but for its stem, with keys and rationales."""
    rest = {name: value for name, value in content.items() if name != STEM}
    return tuple(_fields(rest, _form_of(content)))


def changes_in_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, SafeString]]:
    """What differs between two contents of the same kind: where, and what was taken out and put in."""
    return differences_in_words(_form_of(after), before, after)


def _form_of(content: Mapping[str, Any]) -> blocks.Block:
    return InteractionBlock().child_blocks[block_type(str(content["type"]))]


def _fields(data: Mapping[str, Any], form: Any) -> Iterator[Told]:
    for name, value in data.items():
        if name in _WITHOUT_WORDS or value is None or value in ("", []):
            continue
        below = block_below(form, name)
        label = str(getattr(below, "label", "") or name.replace("_", " "))
        if isinstance(value, list | tuple) and any(isinstance(part, Mapping) for part in value):
            inner = getattr(below, "child_block", below)
            yield Told(label, parts=tuple(tuple(_fields(part, inner)) for part in value))
        else:
            yield Told(label, in_words(value, below))
