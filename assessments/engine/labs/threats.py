"""The parts of a threat model's key, and how one list of threats is compared with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pydantic import Field, StrictBool

from assessments.engine.labs.variants import OrNothing
from assessments.engine.marks import ONE, ZERO
from assessments.engine.parts import Part
from assessments.engine.texts import Identifier, Line, MarkdownText

MAX_MENU = 90
MAX_THREATS = 40
MAX_NAMED = 12
MAX_MITIGATIONS = 3
HALF = Fraction(1, 2)
# Three quarters of the key's weight are full coverage.
ENOUGH = Fraction(3, 4)
MUST_HAVE_WEIGHT = 2

Rate = Annotated[int, Field(strict=True, ge=1, le=5)]
Named = Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=MAX_NAMED)]


class MenuEntry(Part):
    """One entry of a menu."""

    id: Identifier
    text: Line


class Threat(Part):
    """One threat of the key. `statements` are its wordings in the menu: any of them names it.

    Where the floor holds, impact is right only as the key has it; else a rating may be one off.
    """

    id: Identifier
    statements: Named
    elements: Named
    categories: Named
    likelihood: Rate
    impact: Rate
    mitigations: Named
    owners: Annotated[Annotated[tuple[Identifier, ...], Field(max_length=MAX_NAMED)] | None, OrNothing] = None
    must_have: StrictBool = False
    floor: StrictBool = False
    rationale: MarkdownText

    @property
    def weight(self) -> int:
        return MUST_HAVE_WEIGHT if self.must_have else 1


class Decoy(Part):
    """A statement of the menu that is no threat to this system, and why not."""

    id: Identifier
    rationale: MarkdownText


class Question(Part):
    """A question about the remaining risk, with a yes or a no."""

    id: Identifier
    text: MarkdownText
    yes: StrictBool
    rationale: MarkdownText


@dataclass(frozen=True, slots=True)
class Row:
    """One threat as a candidate listed it; what was left open is empty or None."""

    statement: str = ""
    element: str = ""
    category: str = ""
    likelihood: int | None = None
    impact: int | None = None
    mitigations: tuple[str, ...] = ()
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """One row against the key: the threat that it names, and the credit of each of its parts where it counts.

    `reason` says why a row does not count: "open", "decoy", "element" or "twice"; "" where it does.
    """

    row: Row
    threat: Threat | None
    reason: str
    category: Fraction = ZERO
    rating: Fraction = ZERO
    mitigation: Fraction = ZERO
    owner: bool | None = None

    @property
    def worth(self) -> Fraction:
        """How good the row is beyond naming its threat, by the weights of the score."""
        return (15 * self.category + 10 * self.rating + 15 * self.mitigation) / 40


def judge_rows(rows: Sequence[Row], threats: Sequence[Threat]) -> list[Judged]:
    """Each row against the key. Of several rows for one threat the best one counts, the first of equal ones."""
    by_statement = {name: threat for threat in threats for name in threat.statements}
    judged = [_judge(row, by_statement) for row in rows]
    best: dict[str, int] = {}
    for place, one in enumerate(judged):
        if one.threat is None or one.reason:
            continue
        before = best.get(one.threat.id)
        if before is None or one.worth > judged[before].worth:
            best[one.threat.id] = place
    return [
        Judged(one.row, one.threat, "twice")
        if one.threat is not None and not one.reason and best[one.threat.id] != place
        else one
        for place, one in enumerate(judged)
    ]


def _judge(row: Row, by_statement: Mapping[str, Threat]) -> Judged:
    threat = by_statement.get(row.statement)
    if threat is None:
        return Judged(row, None, "decoy" if row.statement else "open")
    if row.element not in threat.elements:
        return Judged(row, threat, "element" if row.element else "open")
    accepted = len(set(row.mitigations) & set(threat.mitigations))
    return Judged(
        row,
        threat,
        "",
        category=ONE if row.category in threat.categories else ZERO,
        rating=ONE if _is_rated(row, threat) else ZERO,
        mitigation=min(ONE, accepted * HALF),
        owner=None if threat.owners is None else row.owner in threat.owners,
    )


def _is_rated(row: Row, threat: Threat) -> bool:
    if row.likelihood is None or row.impact is None:
        return False
    off = abs(row.impact - threat.impact)
    return abs(row.likelihood - threat.likelihood) <= 1 and off <= (0 if threat.floor else 1)


@dataclass(frozen=True, slots=True)
class Result:
    """What a list comes to: shares between 0 and 1, and how many of the must-haves it has."""

    coverage: Fraction
    precision: Fraction
    category: Fraction
    rating: Fraction
    mitigation: Fraction
    must_haves: int

    @property
    def score(self) -> Fraction:
        return (
            40 * self.coverage
            + 20 * self.precision
            + 15 * self.category
            + 10 * self.rating
            + 15 * self.mitigation
        ) / 100


def result_of(judged: Sequence[Judged], threats: Sequence[Threat]) -> Result:
    """Coverage and precision of a list, and the means over the threats that it found. Nothing listed is 0."""
    found = [one for one in judged if one.threat is not None and not one.reason]
    whole = sum(threat.weight for threat in threats)
    matched = sum(one.threat.weight for one in found if one.threat is not None)

    def mean(earned: list[Fraction]) -> Fraction:
        return sum(earned, ZERO) / len(earned) if earned else ZERO

    return Result(
        coverage=min(ONE, Fraction(matched, whole) / ENOUGH),
        precision=Fraction(len(found), len(judged)) if judged else ZERO,
        category=mean([one.category for one in found]),
        rating=mean([one.rating for one in found]),
        mitigation=mean([one.mitigation for one in found]),
        must_haves=sum(one.threat.must_have for one in found if one.threat is not None),
    )


def band(rating: int) -> str:
    """The band of likelihood × impact."""
    return "critical" if rating >= 20 else "high" if rating >= 12 else "medium" if rating >= 6 else "low"
