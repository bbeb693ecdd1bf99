"""Report form: a narrative beside a structured form, each field untouched, left out on purpose, or filled in."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Self, TypeAlias, cast

from pydantic import Field, model_validator

from assessments.engine.faults import ResponseInvalid, refusal
from assessments.engine.json_types import Json
from assessments.engine.labs.base import Lab, LabContent
from assessments.engine.labs.report_fields import (
    MAX_GROUPS,
    FieldGroup,
    FormField,
    Menu,
    Value,
    judge_menu,
    read_value,
    said,
    shown_field,
)
from assessments.engine.labs.report_keys import Key, judge_key, key_words
from assessments.engine.labs.report_marking import mark_report
from assessments.engine.labs.report_words import AvoidedTerm
from assessments.engine.labs.variants import MAX_VARIANTS, OrNothing, Variant
from assessments.engine.marks import Mark
from assessments.engine.parts import Part
from assessments.engine.texts import Identifier, Line, MarkdownText

FIELD, LEFT_OUT = "field-", "out-"
# What a menu posts for "left out on purpose": no entry's name can begin so.
OUT = "-"


class FieldMenu(Part):
    """The menu of a field, where it belongs to the facts rather than to the form; `id` is the field's."""

    id: Identifier
    choices: Menu


Groups: TypeAlias = Annotated[tuple[FieldGroup, ...], Field(min_length=1, max_length=MAX_GROUPS)]
Menus: TypeAlias = Annotated[tuple[FieldMenu, ...] | None, OrNothing]


class ReportVariant(Variant):
    """Another incident for the same form: what differs."""

    title: Line | None = None
    case: MarkdownText | None = None
    groups: Annotated[Groups | None, OrNothing] = None
    menus: Menus = None
    key: Annotated[Key | None, OrNothing] = None
    model_answer: MarkdownText | None = None


class ReportFormContent(LabContent):
    """The facts, the form, its menus, and apart from them its key; a model narrative for afterwards."""

    case: MarkdownText
    groups: Groups
    menus: Menus = None
    key: Key
    avoid: Annotated[tuple[AvoidedTerm, ...] | None, OrNothing] = None
    model_answer: MarkdownText
    general_feedback: MarkdownText
    variants: Annotated[
        Annotated[tuple[ReportVariant, ...], Field(max_length=MAX_VARIANTS)] | None, OrNothing
    ] = None

    @model_validator(mode="after")
    def _markable(self) -> Self:
        _judge_names(self.groups)
        _judge_menus(self)
        fields = self.fields()
        keyed: set[str] = set()
        for place, key in enumerate(self.key):
            if key.id not in fields:
                raise refusal("unknown_field", "key", place, "id", id=key.id)
            if key.id in keyed:
                raise refusal("key_twice", "key", place, "id", id=key.id)
            keyed.add(key.id)
            judge_key(key, fields[key.id], "key", place)
        if all(fields[name].kind == "prose" for name in keyed):
            raise refusal("nothing_counts", "key")
        return self

    def fields(self) -> dict[str, FormField]:
        """The fields by id in the order of the form, with their menus in them."""
        menus = {menu.id: menu.choices for menu in self.menus or ()}
        return {
            field.id: field.model_copy(update={"choices": menus[field.id]}) if field.id in menus else field
            for group in self.groups
            for field in group.fields
        }


def _judge_names(groups: Sequence[FieldGroup]) -> None:
    names: set[str] = set()
    for place, group in enumerate(groups):
        if group.id in {before.id for before in groups[:place]}:
            raise refusal("same_id", "groups", place, "id", id=group.id)
        for row, field in enumerate(group.fields):
            if field.id in names:
                raise refusal("same_field", "groups", place, "fields", row, "id", id=field.id)
            names.add(field.id)


def _judge_menus(content: ReportFormContent) -> None:
    fields = content.fields()
    for place, menu in enumerate(content.menus or ()):
        if menu.id not in fields:
            raise refusal("unknown_field", "menus", place, "id", id=menu.id)
        if not fields[menu.id].has_menu:
            raise refusal("menu_fits", "menus", place, "choices")
        judge_menu(menu.choices, "menus", place, "choices")
    for name, field in fields.items():
        if field.has_menu and field.choices is None:
            raise refusal("menu_missing", "menus", id=name)


@dataclass(frozen=True, slots=True)
class Entered:
    """A checked response: what stands in fields, and what was left out on purpose."""

    values: Mapping[str, Value]
    left_out: frozenset[str]


def entered(response: Json | None) -> Entered:
    """A response as it can be judged; one of another form is nothing."""
    given = response if isinstance(response, dict) else {}
    values, left_out = given.get("fields"), given.get("left_out")
    return Entered(
        {name: _plain(value) for name, value in values.items()} if isinstance(values, dict) else {},
        frozenset(str(name) for name in left_out) if isinstance(left_out, list) else frozenset(),
    )


def _plain(value: Json) -> Value:
    if isinstance(value, list):
        return [str(one) for one in value]
    return {name: str(one) for name, one in value.items()} if isinstance(value, dict) else str(value)


def _response(values: dict[str, Json], left_out: list[Json]) -> Json:
    found: dict[str, Json] = {"fields": values} if values else {}
    return found | {"left_out": left_out} if left_out else found


class ReportForm(Lab):
    """The report form interaction. See `report_marking` for the score."""

    type = "report-form"
    title = "Report form (lab)"
    content_model = ReportFormContent

    def view_at(self, content: ReportFormContent, response: Json, *, seed: int) -> dict[str, Json]:
        fields = content.fields()
        return {
            "type": self.type,
            "stem": content.stem,
            "title": content.title,
            "case": content.case,
            "groups": [
                {
                    "title": group.title,
                    "help": group.help or "",
                    "fields": [shown_field(fields[field.id]) for field in group.fields],
                }
                for group in content.groups
            ],
        }

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        values: dict[str, Json] = {}
        left_out: list[Json] = []
        for name, posted in fields.items():
            given = [text for text in posted if text.strip()]
            if name.startswith(LEFT_OUT) and given:
                left_out.append(name.removeprefix(LEFT_OUT))
            elif name.startswith(FIELD) and given:
                field, is_part, part = name.removeprefix(FIELD).partition(":")
                if given == [OUT]:
                    left_out.append(field)
                elif is_part:
                    record = values.setdefault(field, {})
                    if isinstance(record, dict):
                        record[part] = given[-1]
                else:
                    values[field] = given[0] if len(given) == 1 else list(given)
        return _response(values, left_out)

    def check(self, content: ReportFormContent, response: Json) -> Json:
        if response == {}:
            return {}
        if not isinstance(response, dict) or not set(response) <= {"fields", "left_out"}:
            raise ResponseInvalid("fill_form")
        given, left = response.get("fields", {}), response.get("left_out", [])
        if not isinstance(given, dict) or not isinstance(left, list):
            raise ResponseInvalid("fill_form")
        fields = content.fields()
        if not all(isinstance(name, str) and name in fields for name in (*given, *left)):
            raise ResponseInvalid("foreign_field")
        values = {name: read_value(field, given[name]) for name, field in fields.items() if name in given}
        kept = {name: value for name, value in values.items() if value}
        # What was written counts: it is what a reader of the report would see.
        return _response(
            cast("dict[str, Json]", kept), [name for name in fields if name in left and name not in kept]
        )

    def is_answered(self, content: ReportFormContent, response: Json) -> bool:
        found = entered(response)
        return bool(found.values or found.left_out)

    def mark(self, content: ReportFormContent, response: Json | None) -> Mark:
        found = entered(response)
        return mark_report(
            content.fields(), content.key, found.values, found.left_out,
            avoid=content.avoid or (), feedback=content.general_feedback,
        )  # fmt: skip

    def debrief(self, content: ReportFormContent, response: Json, parts: frozenset[str]) -> dict[str, Json]:
        return {"model_answer": content.model_answer} if "key" in parts else {}

    def guess(self, content: ReportFormContent) -> None:
        """Nothing: what is misleading costs and the sum is clipped, so that no mean of fields says it."""

    def describe(self, content: ReportFormContent, response: Json) -> str:
        return "; ".join(self._described(content, response))

    def _described(self, content: ReportFormContent, response: Json) -> Iterator[str]:
        found = entered(response)
        for name, field in content.fields().items():
            if name in found.values:
                yield f"{field.title}: {said(field, found.values[name])}"
            elif name in found.left_out:
                yield f"{field.title}: (left out)"

    def key(self, content: ReportFormContent) -> str:
        fields = content.fields()
        return "; ".join(
            f"{fields[key.id].title}: {key_words(fields[key.id], key.right[0]) or '(left out)'}"
            for key in content.key
            if key.right
        )
