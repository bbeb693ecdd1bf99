"""Units that an answer may carry: read with the number, converted exactly, and what a missing or foreign one costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from assessments.engine.faults import refusal
from assessments.engine.marks import ONE, ZERO
from assessments.engine.numbers import MAX_LENGTH, parse_number
from assessments.engine.parts import Part
from assessments.engine.texts import Line
from assessments.engine.written import Exact, is_named

MAX_UNITS = 20
_LONGEST_FOREIGN = 12


class UnitPolicy(StrEnum):
    """What a unit is to the mark: never asked for, asked for on pain of all credit, or of a share of it."""

    OPTIONAL = "optional"
    REQUIRED = "required"
    PENALTY = "penalty"


class Unit(Part):
    """Another unit in which the answer may be given; `factor` is how many of the first unit one of it is."""

    name: Line
    factor: Exact


@dataclass(frozen=True, slots=True)
class UnitRules:
    """The first unit, those that convert to it, and the policy. One without a unit asks for none."""

    unit: str | None = None
    units: tuple[Unit, ...] = ()
    policy: UnitPolicy = UnitPolicy.OPTIONAL
    penalty: Fraction = ZERO


@dataclass(frozen=True, slots=True)
class Measured:
    """A number in the first unit, and whether a unit that is known stood with it."""

    number: Fraction
    has_unit: bool


def judge_units(
    unit: str | None, units: Sequence[Unit] | None, policy: UnitPolicy | None, penalty: Fraction | None
) -> None:
    """Refuse units without a first one, names that stand twice, factors of nothing, and a penalty out of place."""
    if unit is None and (units or policy):
        raise refusal("unit_missing", "unit")
    known = {unit}
    for place, one in enumerate(units or ()):
        if one.name in known:
            raise refusal("unit_twice", "units", place, "name", name=one.name)
        known.add(one.name)
        if not is_named(one.factor) and Fraction(Decimal(one.factor)) <= 0:
            raise refusal("unit_factor", "units", place, "factor")
    if (policy is UnitPolicy.PENALTY) != (penalty is not None) or not (penalty is None or 0 < penalty < 1):
        raise refusal("unit_penalty", "unit_penalty")


def measure(text: str, rules: UnitRules) -> Measured | None:
    """Read a number with its unit before it, after it or left out; None for anything else.

    Names of units count as they are written; where none fits, capitals are forgiven if that leaves one unit
    only ("MW" is never read as "mW"). Under a penalty a short foreign word after the number is a wrong unit
    rather than nonsense.
    """
    number = parse_number(text)
    if number is not None:
        return Measured(number, has_unit=False)
    if rules.unit is None:
        return None
    listed = [(rules.unit, ONE), *((one.name, Fraction(Decimal(one.factor))) for one in rules.units or ())]
    found = _among(text, listed)
    if found is None:
        found = _among(text.casefold(), _folded(listed))
    if found is not None:
        return Measured(found, has_unit=True)
    foreign = _foreign(text) if rules.policy is UnitPolicy.PENALTY else None
    return None if foreign is None else Measured(foreign, has_unit=False)


def earned(credit: Fraction, found: Measured, rules: UnitRules) -> Fraction:
    """What a value's credit comes to with or without a unit."""
    if found.has_unit or rules.policy is UnitPolicy.OPTIONAL:
        return credit
    return ZERO if rules.policy is UnitPolicy.REQUIRED else credit * (1 - rules.penalty)


def _among(text: str, listed: Sequence[tuple[str, Fraction]]) -> Fraction | None:
    """The number beside the first unit that leaves one; the longest names first, so that "ms" is no "m"."""
    for name, factor in sorted(listed, key=lambda unit: -len(unit[0])):
        for rest in (text.removesuffix(name), text.removeprefix(name)):
            number = parse_number(rest) if rest != text else None
            if number is not None:
                return number * factor
    return None


def _folded(listed: Sequence[tuple[str, Fraction]]) -> list[tuple[str, Fraction]]:
    names = [name.casefold() for name, _factor in listed]
    return [
        (name, factor)
        for name, (_written, factor) in zip(names, listed, strict=True)
        if names.count(name) == 1
    ]


def _foreign(text: str) -> Fraction | None:
    """The number before one short word without digits."""
    text = text.strip()
    for end in range(len(text) - 1, max(0, len(text) - _LONGEST_FOREIGN - 1), -1):
        word = text[end:]
        if any(character.isdigit() or character.isspace() for character in word.strip()):
            return None
        number = parse_number(text[:end]) if len(text) <= MAX_LENGTH else None
        if number is not None:
            return number
    return None
