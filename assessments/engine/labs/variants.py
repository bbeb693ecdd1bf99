"""Variants: alternative sets of facts with keys of their own, as data beside the first set.

A variant has an `id`, whatever fields of the content it says anew, and `without`: the ids of entries that it
leaves out. A list whose entries have ids is merged entry by entry: one with a known id takes that one's place,
another is added at the end. Anything else is replaced.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator

from assessments.engine.faults import Path, refusal
from assessments.engine.parts import Part
from assessments.engine.shuffling import shuffled
from assessments.engine.texts import Identifier

# The name of the first set of facts, and that of the drawn value which says which set it is.
BASE = "base"
VARIANT = "variant"
# How many a lab may declare beside the first.
MAX_VARIANTS = 8
_OWN = ("id", "without")

OrNothing = BeforeValidator(lambda given: given or None)
Without: TypeAlias = Annotated[tuple[Identifier, ...] | None, OrNothing]


class Variant(Part):
    """One alternative set of facts. A lab's own variant adds the fields that may differ, each of them optional."""

    id: Identifier
    without: Without = None


def judge_ids(variants: Sequence[Variant] | None) -> None:
    """Refuse a variant that takes the first one's name, or another's."""
    taken = {BASE}
    for place, one in enumerate(variants or ()):
        if one.id in taken:
            raise refusal("same_id", "variants", place, "id", id=one.id)
        taken.add(one.id)


def variant_ids(data: Mapping[str, Any]) -> list[str]:
    """The names of all sets of facts, the first one's first; nothing for content without variants."""
    variants = data.get("variants")
    return [BASE, *(one["id"] for one in variants)] if variants else []


def with_variant(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Content with one set of facts and no variants. Raises KeyError where there is none of that name."""
    own = {field: value for field, value in data.items() if field != "variants"}
    if name == BASE:
        return own
    found = next((one for one in data.get("variants") or () if one["id"] == name), None)
    if found is None:
        raise KeyError(name)
    gone = set(found.get("without") or ())
    own = {field: _left(value, gone) for field, value in own.items()}
    for field, value in found.items():
        if field not in _OWN:
            own[field] = _merged(own.get(field), value)
    return own


def _rows(value: Any) -> Sequence[Mapping[str, Any]] | None:
    """A list whose entries have ids; None for anything else."""
    if isinstance(value, list | tuple) and all(isinstance(one, Mapping) and "id" in one for one in value):
        return value
    return None


def _left(value: Any, gone: set[str]) -> Any:
    rows = _rows(value)
    return value if rows is None or not gone else [one for one in rows if one["id"] not in gone]


def _merged(before: Any, after: Any) -> Any:
    rows, others = _rows(before), _rows(after)
    if rows is None or others is None:
        return after
    anew = {one["id"]: one for one in others}
    known = {one["id"] for one in rows}
    return [anew.get(one["id"], one) for one in rows] + [one for one in others if one["id"] not in known]


def place_in(data: Mapping[str, Any], index: int, path: Path) -> Path:
    """Where a fault of content with a variant stands in the file: in the variant, or in what it took over."""
    variant: Mapping[str, Any] = data["variants"][index]
    here: Path = ("variants", index)
    if not path:
        return here
    field, own = str(path[0]), variant.get(str(path[0]))
    merged = _rows(with_variant(data, variant["id"]).get(field))
    if len(path) < 2 or not isinstance(path[1], int) or merged is None:
        return (*here, *path) if own is not None else path
    # What was left out, or stands nowhere, is the variant's own affair.
    name = merged[path[1]]["id"] if path[1] < len(merged) else None
    for rows, prefix in ((_rows(own), here), (_rows(data.get(field)), ())):
        for place, one in enumerate(rows or ()):
            if one["id"] == name:
                return (*prefix, field, place, *path[2:])
    return here


def draw_variant(names: Sequence[str], *, seed: int, met: Sequence[str] = ()) -> str:
    """One of the names for a seed: one not met before where there is one, else any but the one met last.

    `met` are those that the person has met, the last one last.
    """
    last = met[-1] if met else None
    fresh = [name for name in names if name not in met] or [name for name in names if name != last]
    return shuffled(fresh or list(names), seed=seed, purpose=VARIANT)[0]
