"""What differs between two contents of an item, part by part, for people to read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, TypeAlias

from assessments.engine.json_types import Json

Step: TypeAlias = "str | Entry"

_NAMES = ("text", "label", "title", "value")
_SHORT = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list on the way to a difference: its place from 1, and what it is called."""

    place: int
    name: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs. `before` is None for what was added, `after` for what was removed.

    `is_order` says that a list has the same entries in another order; both sides name them then.
    """

    path: tuple[Step, ...]
    before: Json | None
    after: Json | None
    is_order: bool = False


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Everything that differs between two contents, in the order of their fields. Equal contents give ()."""
    return tuple(_mappings(before, after, ()))


def _mappings(
    before: Mapping[str, Any], after: Mapping[str, Any], path: tuple[Step, ...]
) -> Iterator[Difference]:
    for name in [*after, *(name for name in before if name not in after)]:
        yield from _values(before.get(name), after.get(name), (*path, name))


def _values(before: Any, after: Any, path: tuple[Step, ...]) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        yield from _mappings(before, after, path)
    elif _is_parts(before, after):
        yield from _parts(before or [], after or [], path)
    else:
        yield Difference(path, before, after)


def _is_parts(before: Any, after: Any) -> bool:
    """Whether both are lists of parts (or one is, and the other is missing)."""
    lists = [value for value in (before, after) if value is not None]
    return all(isinstance(value, list | tuple) for value in lists) and any(
        isinstance(part, Mapping) for value in lists for part in value
    )


def _ids(parts: Sequence[Any]) -> list[str] | None:
    """The ids of parts, where each has one of its own."""
    found = [str(part.get("id") or "") if isinstance(part, Mapping) else "" for part in parts]
    return found if all(found) and len(set(found)) == len(found) else None


def _entry(parts: Sequence[Any], place: int) -> Entry:
    part = parts[place]
    said = (
        next((str(part[name]) for name in _NAMES if part.get(name)), "") if isinstance(part, Mapping) else ""
    )
    return Entry(place + 1, said if len(said) <= _SHORT else f"{said[: _SHORT - 1]}…")


def _parts(before: Sequence[Any], after: Sequence[Any], path: tuple[Step, ...]) -> Iterator[Difference]:
    old, new = _ids(before), _ids(after)
    if old is not None and new is not None:
        yield from _named(before, after, path, old=old, new=new)
        return
    matcher = SequenceMatcher(
        None, [repr(part) for part in before], [repr(part) for part in after], autojunk=False
    )
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        pairs = min(i2 - i1, j2 - j1)
        for offset in range(pairs):
            step = _entry(after, j1 + offset)
            yield from _values(before[i1 + offset], after[j1 + offset], (*path, step))
        for place in range(i1 + pairs, i2):
            yield Difference((*path, _entry(before, place)), before[place], None)
        for place in range(j1 + pairs, j2):
            yield Difference((*path, _entry(after, place)), None, after[place])


def _named(
    before: Sequence[Any], after: Sequence[Any], path: tuple[Step, ...], *, old: list[str], new: list[str]
) -> Iterator[Difference]:
    for place, name in enumerate(new):
        step = _entry(after, place)
        if name in old:
            yield from _values(before[old.index(name)], after[place], (*path, step))
        else:
            yield Difference((*path, step), None, after[place])
    for place, name in enumerate(old):
        if name not in new:
            yield Difference((*path, _entry(before, place)), before[place], None)
    stayed = [name for name in old if name in new]
    if stayed != [name for name in new if name in old]:
        names: list[list[Json]] = [
            [_entry(parts, ids.index(name)).name for name in ids if name in stayed]
            for parts, ids in ((before, old), (after, new))
        ]
        yield Difference(path, names[0], names[1], is_order=True)
