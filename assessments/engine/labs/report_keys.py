"""The key of a report form: for each field what is right, acceptable, misleading and wrong, and why.

Answers are written as one line, the same in files and in the editor:

  false                         a choice, a line, a number, a day, a moment
  generativeAi + viral          exactly these flags
  + potentialMeme               these flags, whatever else
  ipAddress 192.0.2.45; port 40112; eventName Upload
                                these parts of a record, whatever the others hold
  (blank)                       left out on purpose; also of a part that nothing was written into
  *                             anything that was entered
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, TypeAlias

from pydantic import Field, StrictBool

from assessments.engine.faults import refusal
from assessments.engine.interactions.gap_kinds import Weight
from assessments.engine.labs.report_fields import (
    MAX_FIELDS,
    FormField,
    MenuChoice,
    RecordPart,
    Value,
    menu_text,
)
from assessments.engine.labs.variants import OrNothing
from assessments.engine.moments import parse_day, parse_moment, same_moment
from assessments.engine.numbers import parse_number
from assessments.engine.parts import Part
from assessments.engine.phrases import alternatives
from assessments.engine.texts import Identifier, Line, MarkdownText, normal

MAX_ANSWERS = 12
BLANK = "(blank)"
ANYTHING = "*"


class SaidAnswer(Part):
    """An answer that is not right, with what to say to it."""

    answer: Line
    rationale: MarkdownText


Answers: TypeAlias = Annotated[Annotated[tuple[Line, ...], Field(max_length=MAX_ANSWERS)] | None, OrNothing]
SaidAnswers: TypeAlias = Annotated[
    Annotated[tuple[SaidAnswer, ...], Field(max_length=MAX_ANSWERS)] | None, OrNothing
]


class FieldKey(Part):
    """How one field is judged; `id` is the field's. `mentions` is for prose alone, which is never counted."""

    id: Identifier
    weight: Weight = 1
    critical: StrictBool = False
    right: Answers = None
    accept: Answers = None
    misleading: SaidAnswers = None
    wrong: SaidAnswers = None
    mentions: Answers = None
    rationale: MarkdownText

    @property
    def wants_blank(self) -> bool:
        """Whether leaving the field out is the right answer: then it holds no substance."""
        return BLANK in (self.right or ())

    def listed(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every answer of the key with its place."""
        for name in ("right", "accept"):
            for place, answer in enumerate(getattr(self, name) or ()):
                yield (name, place), answer
        for name in ("misleading", "wrong"):
            for place, said in enumerate(getattr(self, name) or ()):
                yield (name, place, "answer"), said.answer


Key: TypeAlias = Annotated[tuple[FieldKey, ...], Field(min_length=1, max_length=3 * MAX_FIELDS)]


def judge_key(key: FieldKey, field: FormField, *path: str | int) -> None:
    """Refuse a key that does not fit its field, an answer that nobody can give, and one listed twice."""
    if field.kind == "prose":
        if not key.mentions or any(True for _one in key.listed()) or key.critical:
            raise refusal("prose_key", *path)
        for place, rule in enumerate(key.mentions):
            if not alternatives(rule):
                raise refusal("empty_rule", *path, "mentions", place)
        return
    if key.mentions:
        raise refusal("mentions_prose", *path, "mentions")
    if not key.right:
        raise refusal("no_right_answer", *path, "right")
    if key.critical and not key.misleading:
        raise refusal("critical_misleading", *path, "critical")
    seen = set()
    for own, answer in key.listed():
        if not _is_readable(field, answer, exact=own[0] in ("right", "accept")):
            raise refusal("answer_unreadable", *path, *own, kind=field.kind)
        if answer in seen:
            raise refusal("answer_twice", *path, *own)
        seen.add(answer)


def _is_readable(field: FormField, answer: str, *, exact: bool) -> bool:
    if answer in (BLANK, ANYTHING):
        return answer == BLANK or not exact
    if field.kind == "flags":
        names = flags_in(answer)
        return bool(names) and names <= {choice.id for choice in field.choices or ()}
    if field.kind == "record":
        parts = {part.id: part for part in field.parts or ()}
        named = parts_in(answer)
        return bool(named) and all(
            name in parts and (text == BLANK or _is_value(parts[name], text, exact=exact))
            for name, text in named.items()
        )
    return _is_value(field, answer, exact=exact)


def _is_value(control: FormField | RecordPart, text: str, *, exact: bool) -> bool:
    if control.kind == "choice":
        return text in {choice.id for choice in control.choices or ()}
    if control.kind == "number":
        return parse_number(text) is not None
    if control.kind == "day":
        return parse_day(text) is not None
    if control.kind == "moment":
        moment = parse_moment(text)
        # A clock time without its offset names no moment: it can only be somebody's mistake.
        return moment is not None and (moment.offset is not None or not exact)
    return bool(text)


def flags_in(answer: str) -> set[str]:
    return {name for part in answer.split("+") if (name := part.strip())}


def parts_in(answer: str) -> dict[str, str]:
    """The parts that an answer to a record names, with what they hold."""
    found = {}
    for piece in answer.split(";"):
        name, _space, text = piece.strip().partition(" ")
        if name:
            found[name] = text.strip()
    return found


def fits(field: FormField, answer: str, value: Value | None) -> bool:
    """Whether what was entered is this answer; None is left out on purpose."""
    if value is None:
        return answer == BLANK
    if answer == BLANK:
        return False
    if answer == ANYTHING:
        return True
    if isinstance(value, list):
        wanted = flags_in(answer)
        return wanted <= set(value) if answer.startswith("+") else wanted == set(value)
    if isinstance(value, dict):
        parts = {part.id: part for part in field.parts or ()}
        return all(
            value.get(name, "") == "" if text == BLANK else _same(parts[name], text, value.get(name, ""))
            for name, text in parts_in(answer).items()
        )
    return _same(field, answer, value)


def _same(control: FormField | RecordPart, known: str, given: str) -> bool:
    if control.kind == "choice":
        return known == given
    if control.kind == "number":
        number = parse_number(given)
        return number is not None and number == parse_number(known)
    if control.kind == "day":
        day = parse_day(given)
        return day is not None and day == parse_day(known)
    if control.kind == "moment":
        moment, wanted = parse_moment(given), parse_moment(known)
        return moment is not None and wanted is not None and same_moment(moment, wanted)
    return normal(known, case_sensitive=False) == normal(given, case_sensitive=False)


def key_words(field: FormField, answer: str) -> str:
    """A right answer in words; "" for one left out on purpose."""
    if answer == BLANK:
        return ""
    if field.kind == "flags":
        wanted = flags_in(answer)
        return ", ".join(choice.text for choice in field.choices or () if choice.id in wanted)
    if field.kind == "record":
        return ", ".join(_part_words(field.parts or (), answer))
    return menu_text(field.choices, answer)


def _part_words(parts: Sequence[RecordPart], answer: str) -> Iterator[str]:
    named: Mapping[str, str] = parts_in(answer)
    for part in parts:
        if named.get(part.id, BLANK) != BLANK:
            menu: Sequence[MenuChoice] | None = part.choices
            yield f"{part.title} {menu_text(menu, named[part.id])}"
