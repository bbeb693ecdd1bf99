"""The kinds of gaps of a cloze: typed, chosen, numeric. Each reads and marks one answer, a text."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Discriminator, Field, StrictBool, Tag, model_validator

from assessments.engine.content import Part
from assessments.engine.exact import Credit
from assessments.engine.faults import KIND, ResponseInvalid, refusal
from assessments.engine.interactions.choices import MAX_CHOICES, Choice, judge_distinct
from assessments.engine.interactions.numeric_answers import (
    MAX_VALUES,
    NumericAnswer,
    describe_number,
    first_value_match,
    judge_values,
    key_of_values,
)
from assessments.engine.interactions.text_answers import (
    MAX_ANSWERS,
    TextAnswer,
    first_text_match,
    guess_text,
    judge_text_answers,
    key_of_texts,
)
from assessments.engine.interactions.units import UnitRules, measure
from assessments.engine.json_types import Json
from assessments.engine.marks import ONE, ZERO
from assessments.engine.numbers import MAX_LENGTH
from assessments.engine.plain_text import plain_text
from assessments.engine.responses import checked_text, text_of
from assessments.engine.shuffling import shuffled
from assessments.engine.texts import Identifier, Line

MAX_TYPED = 200
MAX_WEIGHT = 100

Weight = Annotated[int, Field(strict=True, ge=1, le=MAX_WEIGHT)]
# What an answer earns of its gap, and what is said to it.
Earned: TypeAlias = tuple[Fraction, str]


class TypedGap(Part):
    """A gap to write words into; the first answer that matches wins."""

    id: Identifier
    kind: Literal["typed"]
    weight: Weight = 1
    answers: Annotated[tuple[TextAnswer, ...], Field(min_length=1, max_length=MAX_ANSWERS)]
    case_sensitive: StrictBool = False

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        judge_text_answers(self.answers, case_sensitive=self.case_sensitive, max_length=MAX_TYPED)
        return self

    def view(self, *, seed: int) -> dict[str, Json]:
        return {"max_length": MAX_TYPED}

    def check(self, text: str) -> str:
        return text_of(checked_text({"text": text}, max_length=MAX_TYPED, rule="write_answer"))

    def earned(self, text: str) -> Earned:
        found = first_text_match(self.answers, text, case_sensitive=self.case_sensitive)
        return (found[1].credit, found[1].rationale) if found else (ZERO, "")

    def guess(self) -> Fraction | None:
        return guess_text(self.answers)

    def describe(self, text: str) -> str:
        return text

    def key(self) -> str:
        return key_of_texts(self.answers)


class GapChoice(Choice):
    """One option of a gap: it earns a share, and never costs."""

    credit: Annotated[Credit, Field(ge=0, le=1)]


class ChosenGap(Part):
    """A gap to choose a text for; exactly one option is right."""

    id: Identifier
    kind: Literal["chosen"]
    weight: Weight = 1
    shuffle: StrictBool = True
    choices: Annotated[tuple[GapChoice, ...], Field(min_length=2, max_length=MAX_CHOICES)]

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        judge_distinct(self.choices)
        if sum(choice.credit == ONE for choice in self.choices) != 1:
            raise refusal("one_key", "choices")
        return self

    def view(self, *, seed: int) -> dict[str, Json]:
        texts = {choice.id: plain_text(choice.text) for choice in self.choices}
        order = shuffled(texts, seed=seed, purpose=f"choices|{self.id}") if self.shuffle else list(texts)
        return {"choices": [{"id": name, "text": texts[name]} for name in order]}

    def check(self, text: str) -> str:
        if text and self._choice(text) is None:
            raise ResponseInvalid("foreign_option")
        return text

    def _choice(self, name: str) -> GapChoice | None:
        return next((choice for choice in self.choices if choice.id == name), None)

    def earned(self, text: str) -> Earned:
        choice = self._choice(text)
        return (choice.credit, choice.rationale) if choice else (ZERO, "")

    def guess(self) -> Fraction | None:
        return sum((choice.credit for choice in self.choices), ZERO) / len(self.choices)

    def describe(self, text: str) -> str:
        choice = self._choice(text)
        return plain_text(choice.text) if choice else ""

    def key(self) -> str:
        return next(plain_text(choice.text) for choice in self.choices if choice.credit == ONE)


class NumericGap(Part):
    """A gap to write a number into, with an optional unit that is shown beside it."""

    id: Identifier
    kind: Literal["numeric"]
    weight: Weight = 1
    answers: Annotated[tuple[NumericAnswer, ...], Field(min_length=1, max_length=MAX_VALUES)]
    unit: Line | None = None

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        judge_values(self.answers)
        return self

    def view(self, *, seed: int) -> dict[str, Json]:
        return {"unit": self.unit or "", "max_length": MAX_LENGTH}

    def check(self, text: str) -> str:
        return text_of(checked_text({"text": text}, max_length=MAX_LENGTH, rule="write_number"))

    def earned(self, text: str) -> Earned:
        written = measure(text, UnitRules(self.unit))
        found = first_value_match(self.answers, written.number) if written is not None else None
        return (found[1].credit, found[1].rationale) if found else (ZERO, "")

    def guess(self) -> Fraction | None:
        return ZERO

    def describe(self, text: str) -> str:
        return describe_number(text, units=UnitRules(self.unit))

    def key(self) -> str:
        return key_of_values(self.answers, unit=self.unit)


_KINDS = ("typed", "chosen", "numeric")


def _kind_of(data: Any) -> str | None:
    kind = data.get("kind") if isinstance(data, Mapping) else getattr(data, "kind", None)
    return f"{KIND}{kind}" if kind in _KINDS else None


Gap = Annotated[
    Annotated[TypedGap, Tag(f"{KIND}typed")]
    | Annotated[ChosenGap, Tag(f"{KIND}chosen")]
    | Annotated[NumericGap, Tag(f"{KIND}numeric")],
    Discriminator(
        _kind_of,
        custom_error_type="unknown_kind",
        custom_error_message="refused",
        custom_error_context={"known": ", ".join(_KINDS), "path": ("kind",)},
    ),
]
