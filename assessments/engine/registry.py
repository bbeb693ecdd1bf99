"""The interactions that exist, and the one door through which content comes in."""

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol, TypeAlias, cast

import rfc8785
from pydantic import ValidationError

from assessments.engine.content import Content
from assessments.engine.faults import ContentInvalid, fault, faults_of
from assessments.engine.interactions.categorise import Categorise
from assessments.engine.interactions.cloze import Cloze
from assessments.engine.interactions.essay import Essay
from assessments.engine.interactions.matching import Matching
from assessments.engine.interactions.multiple_choice import MultipleChoice
from assessments.engine.interactions.numeric import Numeric
from assessments.engine.interactions.ordering import Ordering
from assessments.engine.interactions.short_text import ShortText
from assessments.engine.interactions.single_choice import SingleChoice
from assessments.engine.interactions.true_false import TrueFalse
from assessments.engine.json_types import Json
from assessments.engine.marks import Mark

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
            Essay(),
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
    """Read and judge item content ({"type": …, "stem": …}). Raises ContentInvalid with every fault."""
    interaction = interaction_of(data)
    fields = {name: value for name, value in data.items() if name != "type"}
    try:
        return cast("Content", interaction.content_model.model_validate(fields))
    except ValidationError as error:
        raise ContentInvalid(faults_of(error)) from error


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
