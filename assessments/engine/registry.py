"""The interactions that exist, and the one door through which content comes in."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, Protocol, TypeAlias, cast

import rfc8785
from pydantic import ValidationError

from assessments.engine.content import Content
from assessments.engine.faults import ContentInvalid, fault, faults_of
from assessments.engine.formulas import FormulaInvalid, names_in
from assessments.engine.interactions.audit_findings import AuditFindings
from assessments.engine.interactions.branching_scenario import BranchingScenario
from assessments.engine.interactions.categorise import Categorise
from assessments.engine.interactions.cloze import Cloze
from assessments.engine.interactions.essay import Essay
from assessments.engine.interactions.hotspot import Hotspot
from assessments.engine.interactions.markers import Markers
from assessments.engine.interactions.matching import Matching
from assessments.engine.interactions.multiple_choice import MultipleChoice
from assessments.engine.interactions.numeric import Numeric
from assessments.engine.interactions.ordering import Ordering
from assessments.engine.interactions.report_form import ReportForm
from assessments.engine.interactions.short_text import ShortText
from assessments.engine.interactions.single_choice import SingleChoice
from assessments.engine.interactions.threat_model import ThreatModel
from assessments.engine.interactions.true_false import TrueFalse
from assessments.engine.interactions.upload import Upload
from assessments.engine.json_types import Json
from assessments.engine.labs.base import Lab
from assessments.engine.labs.variants import BASE, VARIANT, draw_variant, place_in, variant_ids, with_variant
from assessments.engine.marks import Mark
from assessments.engine.parameters import (
    Parameter,
    completed,
    draw_values,
    drawn_names,
    places_in,
    variant,
    variant_count,
    with_values,
)
from assessments.engine.written import HAS_PARAMETERS

ContentModel: TypeAlias = type[Any]


class Interaction(Protocol):
    """How one kind of item is read, shown, answered and marked. No method reads a clock or a database."""

    type: str
    title: str
    content_model: ContentModel

    def view(self, content: Any, *, seed: int) -> dict[str, Json]:
        """What a candidate may see: never keys, credits or rationales. Stable for a seed."""

    def read_form(self, fields: Mapping[str, Sequence[str]]) -> Json:
        """Posted form fields as a response, not yet checked."""

    def check(self, content: Any, response: Json) -> Json:
        """The response in its normal form; {} is nothing answered. Raises ResponseInvalid."""

    def is_answered(self, content: Any, response: Json) -> bool:
        """Whether the candidate has answered."""

    def mark(self, content: Any, response: Json | None) -> Mark:
        """The exact mark of a checked response; nothing answered ({} or None) earns nothing."""

    def guess(self, content: Any) -> Fraction | None:
        """What a random guess earns on average; None where that says nothing."""

    def describe(self, content: Any, response: Json) -> str:
        """The response in words, without Markdown; "" when nothing was answered."""

    def key(self, content: Any) -> str:
        """The right answer in words, without Markdown."""


class LabInteraction(Interaction, Protocol):
    """A lab: what it says beyond an interaction is told in labs.base."""

    steps_are_final: bool

    def card(self, content: Any) -> dict[str, Json]: ...

    def view_at(self, content: Any, response: Json, *, seed: int) -> dict[str, Json]: ...

    def may_follow(self, content: Any, before: Json, after: Json) -> bool: ...

    def mark_so_far(self, content: Any, response: Json) -> Mark | None: ...

    def debrief(self, content: Any, response: Json, parts: frozenset[str]) -> dict[str, Json]: ...


INTERACTIONS: Mapping[str, Interaction] = {
    interaction.type: interaction
    for interaction in cast(
        "tuple[Interaction, ...]",
        (
            SingleChoice(),
            MultipleChoice(),
            TrueFalse(),
            ShortText(),
            Numeric(),
            Matching(),
            Ordering(),
            Categorise(),
            Cloze(),
            Hotspot(),
            Markers(),
            Essay(),
            Upload(),
            BranchingScenario(),
            ThreatModel(),
            ReportForm(),
            AuditFindings(),
        ),
    )
}


def interaction_of(data: Mapping[str, Any]) -> Interaction:
    """The interaction that item data names in "type". Raises ContentInvalid when there is none such."""
    name = data.get("type")
    if not isinstance(name, str) or name not in INTERACTIONS:
        known = ", ".join(INTERACTIONS)
        raise ContentInvalid((fault(("type",), "unknown_type", known=known),))
    return INTERACTIONS[name]


def read_content(data: Mapping[str, Any]) -> Content:
    """Read and judge item content ({"type": …, "stem": …}). Raises ContentInvalid with every fault.

    Content with parameters or variants is judged in every variant. It is shown and marked as `variant_of` gives it.
    """
    content = _read(data, context=HAS_PARAMETERS if data.get("parameters") else None)
    if content.parameters:
        _judge_names(data, content.parameters)
    for index, name in enumerate(variant_ids(data) or [BASE]):
        try:
            one = with_variant(data, name)
            if index:
                _read(one, context=HAS_PARAMETERS if content.parameters else None)
            if content.parameters:
                _judge_values(one, content.parameters)
        except ContentInvalid as error:
            if not index:
                raise
            found = (replace(one, path=place_in(data, index - 1, one.path)) for one in error.faults)
            heading = fault(("variants", index - 1), "lab_variant", id=name)
            raise ContentInvalid((heading, *found)) from error
    return content


def _read(data: Mapping[str, Any], *, context: dict[str, bool] | None = None) -> Content:
    interaction = interaction_of(data)
    fields = {name: value for name, value in data.items() if name != "type"}
    try:
        return cast("Content", interaction.content_model.model_validate(fields, context=context))
    except ValidationError as error:
        raise ContentInvalid(faults_of(error)) from error


def _judge_names(data: Mapping[str, Any], parameters: Sequence[Parameter]) -> None:
    """Every name that stands in the item is a parameter's, and each is used."""
    named = set(places_in({name: value for name, value in data.items() if name != "parameters"}))
    used = named.union(*(names_in(one.formula) for one in parameters if one.formula))
    known = {one.name for one in parameters}
    faults = [fault(("parameters",), "parameter_unknown", name=name) for name in sorted(named - known)]
    faults += [fault(("parameters",), "parameter_unused", name=name) for name in sorted(known - used)]
    if faults:
        raise ContentInvalid(tuple(faults))


def _judge_values(data: Mapping[str, Any], parameters: Sequence[Parameter]) -> None:
    """With whatever is drawn for its parameters the item is a good one."""
    own = {name: value for name, value in data.items() if name != "parameters"}
    for index in range(variant_count(parameters)):
        values: Mapping[str, str] = {}
        try:
            values = variant(parameters, index)
            _read(with_values(own, values))
        except FormulaInvalid as error:
            raise ContentInvalid((fault(("parameters",), error.rule, **error.values),)) from error
        except ContentInvalid as error:
            said = ", ".join(f"{name} {value}" for name, value in values.items())
            raise ContentInvalid((fault(("parameters",), "variant", values=said), *error.faults)) from error


def draw_values_of(data: Mapping[str, Any], *, seed: int, met: Sequence[str] = ()) -> dict[str, str]:
    """What is drawn for judged content by a seed: its variant, and what its parameters come to; {} for neither.

    `met` names the variants that the person has met, the last one last: another is drawn where there is one.
    """
    names = variant_ids(data)
    drawn = {VARIANT: draw_variant(names, seed=seed, met=met)} if names else {}
    if not data.get("parameters"):
        return drawn
    return drawn | draw_values(_read(data, context=HAS_PARAMETERS).parameters or (), seed=seed)


def variant_of(data: Mapping[str, Any], values: Mapping[str, str]) -> Mapping[str, Any]:
    """Judged content with what was drawn in its place: what a candidate gets, and is marked by.

    Formulas are computed anew from what was drawn. Raises KeyError for values of other parameters or variants.
    """
    if data.get("variants"):
        data = with_variant(data, values[VARIANT])
    if not data.get("parameters"):
        return data
    parameters = _read(data, context=HAS_PARAMETERS).parameters or ()
    own = {name: value for name, value in data.items() if name != "parameters"}
    return cast("Mapping[str, Any]", with_values(own, completed(parameters, values)))


def drawn_by(data: Mapping[str, Any]) -> frozenset[str]:
    """The names of what is drawn for judged content: of its parameters, and of each variant that it may be."""
    variants = frozenset(f"{VARIANT}:{name}" for name in variant_ids(data))
    if not data.get("parameters"):
        return variants
    return variants | drawn_names(_read(data, context=HAS_PARAMETERS).parameters or ())


def as_lab(interaction: Interaction) -> LabInteraction | None:
    """An interaction as the lab that it is, of which a lesson shows a card that leads to a page of its own; else None."""
    return cast("LabInteraction", interaction) if isinstance(interaction, Lab) else None


def view_of(interaction: Interaction, content: Any, response: Json, *, seed: int) -> dict[str, Json]:
    """What a candidate may see who has answered so far; of most interactions it is the same whatever they answered."""
    lab = as_lab(interaction)
    return interaction.view(content, seed=seed) if lab is None else lab.view_at(content, response, seed=seed)


def may_follow(interaction: Interaction, content: Any, before: Json, after: Json) -> bool:
    """Whether a checked response may take the place of the one before."""
    lab = as_lab(interaction)
    return lab is None or lab.may_follow(content, before, after)


def debrief_of(
    interaction: Interaction, content: Any, response: Json, parts: frozenset[str]
) -> dict[str, Json]:
    """What a lab's marking says beside its verdicts, as far as `parts` may be seen; {} for everything else."""
    lab = as_lab(interaction)
    if lab is None or not parts & {"correctness", "feedback", "key"}:
        return {}
    return lab.debrief(content, response, parts)


def plain_content(data: Mapping[str, Any]) -> dict[str, Json]:
    """Judged content as plain JSON data in its normal form, the type first, defaults written out."""
    content = read_content(data)
    return {"type": str(data["type"]), **content.model_dump(mode="json", exclude_none=True)}


def canonical_json(data: Mapping[str, Any]) -> str:
    """Judged content as canonical JSON (RFC 8785): equal content has equal text."""
    return rfc8785.dumps(cast("Any", plain_content(data))).decode()


def digest(data: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(data).encode()).hexdigest()
