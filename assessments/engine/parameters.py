"""Parameters: values that differ from attempt to attempt, drawn by a seed and kept with the attempt.

Moodle's calculated questions and QTI 3's template variables are the models. An item's texts and numbers name
a parameter as {{rate}}; what is drawn goes into all of them at once, so that an item and its key always agree.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from assessments.engine.faults import refusal
from assessments.engine.formulas import MAX_LENGTH, FormulaInvalid, compute, names_in
from assessments.engine.numbers import plain_number
from assessments.engine.parts import Part
from assessments.engine.texts import Line
from assessments.engine.written import Exact, is_exact, is_named

MAX_PARAMETERS = 12
# Every variant of an item is judged before the item is accepted, so that no candidate meets a broken one.
MAX_VARIANTS = 500
_PLACE = re.compile(r"\{\{ ?([a-z][a-z0-9_]{0,29}) ?\}\}")


def _as_lines(value: Any) -> Any:
    """Whole numbers may stand without quotes; an empty list is none."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return value
    return (
        tuple(str(one) if isinstance(one, int) and not isinstance(one, bool) else one for one in value)
        or None
    )


class Parameter(Part):
    """One value by name: one of several, a number from a range in steps, or what a formula over others comes to."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,29}$")]
    values: Annotated[
        Annotated[tuple[Line, ...], Field(min_length=2, max_length=MAX_VARIANTS)] | None,
        BeforeValidator(_as_lines),
    ] = None
    lowest: Exact | None = None
    highest: Exact | None = None
    step: Exact | None = None
    formula: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LENGTH)] | None
    ) = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        range_ = (self.lowest, self.highest, self.step)
        kinds = [self.values is not None, any(one is not None for one in range_), self.formula is not None]
        if sum(kinds) != 1:
            raise refusal("parameter_kind")
        if kinds[1] and None in range_:
            raise refusal("parameter_range")
        if kinds[1]:
            if any(is_named(str(one)) for one in range_):
                raise refusal("exact_number")
            low, high, step = (Fraction(Decimal(str(one))) for one in range_)
            if step <= 0 or high <= low or (high - low) / step >= MAX_VARIANTS:
                raise refusal("parameter_range")
        return self

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be drawn, as it is shown; nothing for a formula."""
        if self.values is not None:
            return self.values
        if self.lowest is None or self.highest is None or self.step is None:
            return ()
        low, high, step = (Fraction(Decimal(one)) for one in (self.lowest, self.highest, self.step))
        return tuple(_written(low + place * step) for place in range(int((high - low) / step) + 1))


Parameters = Annotated[tuple[Parameter, ...], Field(max_length=MAX_PARAMETERS)]


def judge_parameters(parameters: Sequence[Parameter]) -> None:
    """Refuse names that stand twice, formulas that cannot be computed, and more variants than can be judged."""
    known: set[str] = set()
    for place, one in enumerate(parameters):
        if one.name in known:
            raise refusal("parameter_twice", "parameters", place, "name", name=one.name)
        if one.formula is not None:
            _judge_formula(one.formula, known, place)
        known.add(one.name)
    if not any(one.choices for one in parameters):
        raise refusal("parameter_drawn", "parameters")
    count = variant_count(parameters)
    if count > MAX_VARIANTS:
        raise refusal("parameter_variants", "parameters", count=count, most=MAX_VARIANTS)


def _judge_formula(formula: str, known: set[str], place: int) -> None:
    try:
        unknown = sorted(names_in(formula) - known)
    except FormulaInvalid as error:
        raise refusal(error.rule, "parameters", place, "formula", **error.values) from error
    if unknown:
        raise refusal("formula_name", "parameters", place, "formula", name=unknown[0])


def variant_count(parameters: Sequence[Parameter]) -> int:
    """How many variants there are: the product of what each parameter may be."""
    return prod(len(one.choices) for one in parameters if one.choices)


def variants(parameters: Sequence[Parameter]) -> Iterator[dict[str, str]]:
    """The values of every variant, in an order that stays. Raises FormulaInvalid."""
    for index in range(variant_count(parameters)):
        yield variant(parameters, index)


def variant(parameters: Sequence[Parameter], index: int) -> dict[str, str]:
    """The values of one variant, with what the formulas come to. Raises FormulaInvalid."""
    drawn: dict[str, str] = {}
    for one in parameters:
        if one.choices:
            index, place = divmod(index, len(one.choices))
            drawn[one.name] = one.choices[place]
    return completed(parameters, drawn)


def completed(parameters: Sequence[Parameter], drawn: Mapping[str, str]) -> dict[str, str]:
    """Drawn values with what the formulas come to, in the order of the parameters. Raises FormulaInvalid.

    The formulas are computed again whatever `drawn` says of them: an item that is marked by a corrected
    version keeps the numbers that its candidate saw, and gets the corrected key.
    """
    values: dict[str, str] = {}
    for one in parameters:
        if one.formula is None:
            values[one.name] = drawn[one.name]
        else:
            numbers = {name: Fraction(Decimal(text)) for name, text in values.items() if is_exact(text)}
            values[one.name] = _written(compute(one.formula, numbers))
    return values


def draw_values(parameters: Sequence[Parameter], *, seed: int) -> dict[str, str]:
    """The values for a seed: the same for ever, each variant as likely as any other."""
    place = int.from_bytes(hashlib.sha256(f"{seed}|parameters".encode()).digest())
    return variant(parameters, place % variant_count(parameters))


def _written(number: Fraction) -> str:
    text = plain_number(number)
    if text is None:
        raise FormulaInvalid("formula_endless")
    return text


def drawn_names(parameters: Sequence[Parameter]) -> frozenset[str]:
    """The names of what is drawn, without what follows from it."""
    return frozenset(one.name for one in parameters if one.formula is None)


def with_values(data: Any, values: Mapping[str, str]) -> Any:
    """Plain data with the values in their places; a name that is none of theirs stays as it stands."""
    if isinstance(data, str):
        return _PLACE.sub(lambda found: values.get(found[1], found[0]), data)
    if isinstance(data, Mapping):
        return {name: with_values(inner, values) for name, inner in data.items()}
    if isinstance(data, list | tuple):
        return [with_values(inner, values) for inner in data]
    return data


def places_in(data: Any) -> Iterator[str]:
    """Every name that stands in plain data as {{name}}."""
    if isinstance(data, str):
        yield from _PLACE.findall(data)
    elif isinstance(data, Mapping):
        for inner in data.values():
            yield from places_in(inner)
    elif isinstance(data, list | tuple):
        for inner in data:
            yield from places_in(inner)
