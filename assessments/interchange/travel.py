"""What travels between the engine and other systems: items, and what became of each part of them on the way."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assessments.interchange import sentences

MAX_ITEMS = 5_000
MAX_BYTES = 20 * 1024 * 1024


class Fate(StrEnum):
    """What became of a part of an item."""

    CHANGED = "changed"
    LOST = "lost"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that did not travel as it was; `rule` names a sentence, `said` are the values that go into it."""

    fate: Fate
    rule: str
    said: tuple[tuple[str, str], ...] = ()

    @property
    def values(self) -> dict[str, str]:
        return dict(self.said)

    @property
    def template(self) -> str:
        return sentences.NOTES[self.rule]

    @property
    def message(self) -> str:
        return self.template % self.values


@dataclass(frozen=True, slots=True)
class Travelling:
    """One item on its way: what its source calls it, its content as the engine names it, and what was not kept.

    The content is not judged: drafts may lack what is to be written yet. It is None where the item cannot be had at
    all, and then a note says why. `place` says where it stands in the source. `images` are bytes by SHA-256.
    """

    name: str
    content: Mapping[str, Any] | None
    place: str = ""
    category: str = ""
    notes: tuple[Note, ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Written:
    """A file with items in it, and for each item, by name, what the format could not hold."""

    data: bytes
    notes: Mapping[str, tuple[Note, ...]]
    left_out: tuple[str, ...] = ()


class FileRefused(ValueError):
    """A file that cannot be read at all. `rule` names the sentence, `values` go into it."""

    def __init__(self, rule: str, **values: object) -> None:
        self.rule = rule
        self.template = sentences.REFUSALS[rule]
        self.values = {name: str(value) for name, value in values.items()}
        super().__init__(self.template % self.values)


def changed(rule: str, **values: object) -> Note:
    return Note(Fate.CHANGED, rule, tuple((name, str(value)) for name, value in values.items()))


def lost(rule: str, **values: object) -> Note:
    return Note(Fate.LOST, rule, tuple((name, str(value)) for name, value in values.items()))


def missing(rule: str, **values: object) -> Note:
    return Note(Fate.MISSING, rule, tuple((name, str(value)) for name, value in values.items()))


def lettered(options: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Options with the letters a, b, c … as their names, in their order."""
    return [{"id": _letter(place), **option} for place, option in enumerate(options)]


def _letter(place: int) -> str:
    return chr(ord("a") + place) if place < 26 else f"o{place + 1}"


def named(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows with names that say nothing about their place: they stand in the candidate's page."""
    names: list[str] = []
    for salt in range(1000):
        names = [
            "r" + hashlib.sha256(f"{salt}|{place}|{row.get('text')}".encode()).hexdigest()[:6]
            for place, row in enumerate(rows)
        ]
        if len(set(names)) == len(names) and names not in (sorted(names), sorted(names, reverse=True)):
            break
    return [{"id": name, **row} for name, row in zip(names, rows, strict=True)]


def checked_size(data: bytes) -> bytes:
    """The bytes of a file that is not too large. Raises FileRefused."""
    if len(data) > MAX_BYTES:
        raise FileRefused("too_large", megabytes=MAX_BYTES // (1024 * 1024))
    if not data.strip():
        raise FileRefused("empty")
    return data


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, with or without a byte order mark. Raises FileRefused."""
    try:
        text = checked_size(data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused("not_utf8") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def counted(items: list[Travelling]) -> list[Travelling]:
    """The items, unless there are none or too many. Raises FileRefused."""
    if not items:
        raise FileRefused("no_items")
    if len(items) > MAX_ITEMS:
        raise FileRefused("too_many", most=MAX_ITEMS)
    return items
