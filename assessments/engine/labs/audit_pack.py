"""What an audit lab is made of: documents, clauses, criteria; and apart from them the key of each criterion."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Self, TypeAlias

from pydantic import Field, model_validator

from assessments.engine.faults import refusal
from assessments.engine.interactions.choices import judge_distinct
from assessments.engine.interactions.gap_kinds import GapChoice
from assessments.engine.labs.variants import OrNothing
from assessments.engine.marks import ONE
from assessments.engine.parts import Part
from assessments.engine.texts import Identifier, Line, MarkdownText

MAX_DOCUMENTS = 30
MAX_CRITERIA = 30
MAX_CLAUSES = 30
MAX_FINDINGS = 4
MAX_QUESTIONS = 6
# How many documents a finding can cite: enough for every key, too few to cite the whole pack.
MAX_CITED = 3


class Grade(StrEnum):
    """What an auditor may say of a criterion, from the mildest; the last stands beside the scale."""

    CONFORM = "conform"
    OPPORTUNITY = "opportunity"
    MINOR = "minor"
    MAJOR = "major"
    NOT_DETERMINED = "not-determined"


_SCALE = {Grade.CONFORM: 0, Grade.OPPORTUNITY: 1, Grade.MINOR: 2, Grade.MAJOR: 3}


def steps_apart(one: Grade, other: Grade) -> int | None:
    """How many steps of severity lie between two grades; None unless both are on the scale, or equal."""
    if one is other:
        return 0
    if one in _SCALE and other in _SCALE:
        return abs(_SCALE[one] - _SCALE[other])
    return None


class Document(Part):
    """One document of the evidence pack."""

    id: Identifier
    title: Line
    text: MarkdownText


class Clause(Part):
    """One clause that a finding may cite."""

    id: Identifier
    text: Line


class AuditCriterion(Part):
    """One criterion of the audit."""

    id: Identifier
    text: MarkdownText


class Trap(Part):
    """A grade that is often given and wrong, with what to say to it."""

    grade: Grade
    rationale: MarkdownText


class CriterionKey(Part):
    """How one criterion is judged; `id` is the criterion's. One of the clauses is enough."""

    id: Identifier
    grade: Grade
    accept: Annotated[tuple[Grade, ...] | None, OrNothing] = None
    evidence: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=MAX_CITED)]
    clauses: Annotated[tuple[Identifier, ...], Field(min_length=1, max_length=MAX_CLAUSES)]
    rationale: MarkdownText
    traps: Annotated[tuple[Trap, ...] | None, OrNothing] = None

    @model_validator(mode="after")
    def _grades_differ(self) -> Self:
        if self.grade in (self.accept or ()):
            raise refusal("grade_accepted", "accept")
        for place, trap in enumerate(self.traps or ()):
            if trap.grade is self.grade:
                raise refusal("grade_trap", "traps", place, "grade")
        return self


class AuditQuestion(Part):
    """One part of a written finding, or the recommendation: a sentence picked from a list."""

    id: Identifier
    title: Line
    choices: Annotated[tuple[GapChoice, ...], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        judge_distinct(self.choices)
        if sum(choice.credit == ONE for choice in self.choices) != 1:
            raise refusal("one_key", "choices")
        return self


class Finding(Part):
    """A finding to be written out, sentence by sentence."""

    id: Identifier
    title: Line
    questions: Annotated[tuple[AuditQuestion, ...], Field(min_length=1, max_length=MAX_QUESTIONS)]


Documents: TypeAlias = Annotated[tuple[Document, ...], Field(min_length=2, max_length=MAX_DOCUMENTS)]
Clauses: TypeAlias = Annotated[tuple[Clause, ...], Field(min_length=2, max_length=MAX_CLAUSES)]
Criteria: TypeAlias = Annotated[tuple[AuditCriterion, ...], Field(min_length=1, max_length=MAX_CRITERIA)]
Keys: TypeAlias = Annotated[tuple[CriterionKey, ...], Field(min_length=1, max_length=MAX_CRITERIA)]
# A list, so that it may be left out, and that a variant can say it anew.
Recommendation: TypeAlias = Annotated[tuple[AuditQuestion, ...], Field(max_length=1)]
Findings: TypeAlias = Annotated[tuple[Finding, ...], Field(max_length=MAX_FINDINGS)]


def judge_ids(parts: Sequence[Part], name: str) -> None:
    """Refuse two entries of one list with one id."""
    known: set[str] = set()
    for place, part in enumerate(parts):
        own = str(getattr(part, "id", ""))
        if own in known:
            raise refusal("entry_twice", name, place, "id", id=own)
        known.add(own)


def judge_keys(keys: Sequence[CriterionKey], ids: Mapping[str, set[str]]) -> None:
    """Refuse a key unless every criterion has exactly one, and it cites what there is."""
    judge_ids(keys, "key")
    for place, key in enumerate(keys):
        if key.id not in ids["criteria"]:
            raise refusal("unknown_entry", "key", place, "id", id=key.id)
        for field in ("evidence", "clauses"):
            known = ids["documents" if field == "evidence" else "clauses"]
            cited = getattr(key, field)
            for row, name in enumerate(cited):
                if name not in known:
                    raise refusal("unknown_entry", "key", place, field, row, id=name)
                if name in cited[:row]:
                    raise refusal("entry_twice", "key", place, field, row, id=name)
    missing = sorted(ids["criteria"] - {key.id for key in keys})
    if missing:
        raise refusal("criterion_keyless", "key", id=missing[0])
