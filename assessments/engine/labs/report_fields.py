"""The form of a report: groups of fields, what may stand in each, and the reading of what was entered."""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.json_types import Json
from assessments.engine.labs.variants import OrNothing
from assessments.engine.parts import Part
from assessments.engine.texts import Identifier, Line, MarkdownText, unkeepable

MAX_GROUPS = 12
MAX_FIELDS = 30
MAX_CHOICES = 16
MAX_PARTS = 6
MAX_LINE = 200
MAX_PROSE = 3000

Kind = Literal["choice", "flags", "line", "number", "day", "moment", "record", "prose"]
PartKind = Literal["choice", "line", "number", "day", "moment"]
CHOSEN_KINDS = frozenset({"choice", "flags"})
# What one field of a checked response holds: a choice or a text; flags; the parts of a record.
Value: TypeAlias = str | list[str] | dict[str, str]


class MenuChoice(Part):
    """One entry of a menu. Whether it is right, the key says, which stands elsewhere."""

    id: Identifier
    text: Line


Menu: TypeAlias = Annotated[tuple[MenuChoice, ...], Field(min_length=2, max_length=MAX_CHOICES)]
MaybeMenu: TypeAlias = Annotated[Menu | None, OrNothing]


def judge_menu(menu: Sequence[MenuChoice] | None, *path: str | int) -> None:
    """Refuse two entries of one menu with one id or one text."""
    ids, texts = set(), set()
    for place, choice in enumerate(menu or ()):
        if choice.id in ids:
            raise refusal("same_id", *path, place, "id", id=choice.id)
        if choice.text in texts:
            raise refusal("same_text", *path, place, "text")
        ids.add(choice.id)
        texts.add(choice.text)


class RecordPart(Part):
    """One part of a record, such as the port of a network event."""

    id: Identifier
    title: Line
    kind: PartKind
    choices: MaybeMenu = None

    @model_validator(mode="after")
    def _menu_fits(self) -> Self:
        if (self.kind == "choice") != (self.choices is not None):
            raise refusal("menu_fits", "choices")
        judge_menu(self.choices, "choices")
        return self


class FormField(Part):
    """One element of the form. A menu may be left to the variants, where it differs among them."""

    id: Identifier
    title: Line
    kind: Kind
    help: MarkdownText | None = None
    choices: MaybeMenu = None
    parts: Annotated[
        Annotated[tuple[RecordPart, ...], Field(min_length=2, max_length=MAX_PARTS)] | None,
        OrNothing,
    ] = None

    @model_validator(mode="after")
    def _kind_fits(self) -> Self:
        if self.choices is not None and self.kind not in CHOSEN_KINDS:
            raise refusal("menu_fits", "choices")
        if (self.kind == "record") != (self.parts is not None):
            raise refusal("record_parts", "parts")
        judge_menu(self.choices, "choices")
        known: set[str] = set()
        for place, part in enumerate(self.parts or ()):
            if part.id in known:
                raise refusal("same_id", "parts", place, "id", id=part.id)
            known.add(part.id)
        return self

    @property
    def has_menu(self) -> bool:
        return self.kind in CHOSEN_KINDS


class FieldGroup(Part):
    """Fields that stand together under one heading."""

    id: Identifier
    title: Line
    help: MarkdownText | None = None
    fields: Annotated[tuple[FormField, ...], Field(min_length=1, max_length=MAX_FIELDS)]


def shown_field(field: FormField) -> dict[str, Json]:
    """A field as a candidate may see it."""
    shown: dict[str, Json] = {
        "id": field.id,
        "title": field.title,
        "kind": field.kind,
        "help": field.help or "",
    }
    if field.has_menu:
        shown["choices"] = shown_menu(field.choices)
    if field.parts:
        shown["parts"] = [
            {"id": part.id, "title": part.title, "kind": part.kind, "choices": shown_menu(part.choices)}
            for part in field.parts
        ]
    return shown


def shown_menu(menu: Sequence[MenuChoice] | None) -> list[Json]:
    return [{"id": choice.id, "text": choice.text} for choice in menu or ()]


def read_value(field: FormField, given: Json) -> Value:
    """What was entered into a field in its normal form; "" and its like for nothing. Raises ResponseInvalid."""
    return _READERS.get(field.kind, _read_line)(field, given)


def _read_line(field: FormField | RecordPart, given: Json) -> str:
    if not isinstance(given, str):
        raise ResponseInvalid("fill_form")
    text = given.strip()
    longest = MAX_PROSE if field.kind == "prose" else MAX_LINE
    if len(text) > longest:
        raise ResponseInvalid("too_long", max_length=longest)
    if unkeepable(text):
        raise ResponseInvalid("control_character")
    return text


def _read_choice(field: FormField | RecordPart, given: Json) -> str:
    if not isinstance(given, str):
        raise ResponseInvalid("fill_form")
    if given and given not in {choice.id for choice in field.choices or ()}:
        raise ResponseInvalid("foreign_option")
    return given


def _read_flags(field: FormField, given: Json) -> list[str]:
    # A page posts one ticked flag as it posts a text.
    given = [given] if isinstance(given, str) and given else given
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise ResponseInvalid("fill_form")
    known = [choice.id for choice in field.choices or ()]
    if not set(given) <= set(known):
        raise ResponseInvalid("foreign_option")
    return [name for name in known if name in given]


def _read_record(field: FormField, given: Json) -> dict[str, str]:
    if not isinstance(given, dict):
        raise ResponseInvalid("fill_form")
    parts = {part.id: part for part in field.parts or ()}
    if not set(given) <= set(parts):
        raise ResponseInvalid("foreign_field")
    read = {
        name: (_read_choice if part.kind == "choice" else _read_line)(part, given[name])
        for name, part in parts.items()
        if name in given
    }
    return {name: text for name, text in read.items() if text}


_READERS: Mapping[str, Callable[[FormField, Json], Value]] = {
    "choice": _read_choice,
    "flags": _read_flags,
    "record": _read_record,
}


def said(field: FormField, value: Value) -> str:
    """What stands in a field, in words."""
    if isinstance(value, list):
        return ", ".join(menu_text(field.choices, name) for name in value)
    if isinstance(value, dict):
        return ", ".join(
            f"{part.title} {menu_text(part.choices, value[part.id])}"
            for part in field.parts or ()
            if part.id in value
        )
    return menu_text(field.choices, value)


def menu_text(menu: Sequence[MenuChoice] | None, name: str) -> str:
    """An entry of a menu in words; a text that is none of its entries as it stands."""
    return next((choice.text for choice in menu or () if choice.id == name), name)
