"""Labs in lessons: drawn, shown as far as they have come, read, and marked once they are handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments import engine
from assessments.models import Item, ItemVersion
from assessments.services.contents import read_version

# What practice shows of a lab that was handed in.
_EVERYTHING = frozenset({"correctness", "feedback", "key"})


@dataclass(frozen=True, slots=True)
class ShownLab:
    """A lab as its page shows it: to work on, or, once handed in, with its marking.

    `values` are what was drawn for it, `variants` the names of all its sets of facts. `starts_anew` says that
    trying again begins with nothing.
    """

    type: str
    title: str
    minutes: int
    values: Mapping[str, str]
    view: Mapping[str, Any]
    response: Any
    variants: tuple[str, ...]
    starts_anew: bool
    mark: engine.Mark | None = None
    debrief: Mapping[str, Any] | None = None
    key: str = ""

    @property
    def variant(self) -> str:
        """The name of the set of facts at hand; "" where there is one only."""
        return self.values.get(engine.VARIANT, "")

    @property
    def is_passed(self) -> bool:
        return self.mark is not None and engine.is_passed(self.mark.score)


@dataclass(frozen=True, slots=True)
class LabAnswer:
    """A response in its normal form. `is_answered` says that it may be handed in, `is_last` that it is, by itself."""

    response: engine.Json
    is_answered: bool
    is_last: bool


class NoSuchLab(Exception):
    """There is no such lab for practice, or not any more."""


def draw_lab(item_id: int, *, seed: int, met: Sequence[str] = ()) -> dict[str, str]:
    """What is drawn for a lab: another variant than those met, where there is one. Raises NoSuchLab."""
    return engine.draw_values_of(_version(item_id).content, seed=seed, met=met)


def show_lab(item_id: int, values: Mapping[str, str], response: Any, *, handed_in: bool) -> ShownLab:
    """A lab with what was drawn for it and answered so far. One query. Raises NoSuchLab.

    What was drawn for a version that is gone is drawn anew, and an answer that fits no more is dropped.
    """
    version = _version(item_id)
    lab, content, drawn = _as_drawn(version, values)
    try:
        response = lab.check(content, response or {})
    except engine.ResponseInvalid:
        response = {}
    handed_in = handed_in and response != {}
    mark = lab.mark(content, response) if handed_in else lab.mark_so_far(content, response)
    return ShownLab(
        type=lab.type,
        title=content.title,
        minutes=content.minutes,
        values=drawn,
        view=lab.view_at(content, response, seed=item_id),
        response=response,
        variants=tuple(engine.variant_ids(version.content)),
        starts_anew=lab.steps_are_final,
        mark=mark,
        debrief=lab.debrief(content, response, _EVERYTHING) if handed_in else None,
        key=lab.key(content) if handed_in else "",
    )


def read_lab_answer(
    item_id: int, values: Mapping[str, str], before: Any, fields: Mapping[str, Sequence[str]]
) -> LabAnswer:
    """A posted answer that may follow the one before.

    Raises NoSuchLab, and engine.ResponseInvalid with a sentence for the learner.
    """
    lab, content, _drawn = _as_drawn(_version(item_id), values)
    response = lab.check(content, lab.read_form(fields))
    if not lab.may_follow(content, before or {}, response):
        raise engine.ResponseInvalid("taken_back")
    is_answered = lab.is_answered(content, response)
    return LabAnswer(response, is_answered, is_last=is_answered and lab.steps_are_final)


def lab_card(version: ItemVersion) -> dict[str, engine.Json] | None:
    """What a lesson says of a lab; None for any other item."""
    if engine.as_lab(engine.interaction_of(version.content)) is None:
        return None
    lab, content, _drawn = _as_drawn(version, {})
    return lab.card(content)


def mark_lab(version: ItemVersion, answer: Mapping[str, Any]) -> engine.Mark:
    """The mark of what was handed in: {"values": …, "response": …}."""
    lab, content, _drawn = _as_drawn(version, answer.get("values", {}))
    try:
        response = lab.check(content, answer.get("response", {}))
    except engine.ResponseInvalid:
        response = {}
    return lab.mark(content, response)


def _version(item_id: int) -> ItemVersion:
    item = (
        Item.objects.drawable(purpose=Item.Purpose.PRACTICE)
        .filter(pk=item_id)
        .select_related("current_version")
        .defer("interaction")
        .first()
    )
    version: ItemVersion | None = item.current_version if item is not None else None
    if version is None or engine.as_lab(engine.interaction_of(version.content)) is None:
        raise NoSuchLab(item_id)
    return version


def _as_drawn(
    version: ItemVersion, values: Mapping[str, str]
) -> tuple[engine.LabInteraction, Any, Mapping[str, str]]:
    """The lab, its content with what was drawn, and what that is: drawn anew where the values do not fit."""
    try:
        interaction, content = read_version(version, values)
    except KeyError:
        values = engine.draw_values_of(version.content, seed=version.item_id)
        interaction, content = read_version(version, values)
    lab = engine.as_lab(interaction)
    if lab is None:
        raise NoSuchLab(version.item_id)
    return lab, content, values
