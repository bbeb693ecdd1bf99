"""The reading of an audit's responses, and what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assessments.engine.faults import ResponseInvalid
from assessments.engine.json_types import Json
from assessments.engine.labs.audit_marking import Answer
from assessments.engine.labs.audit_pack import (
    MAX_CITED,
    AuditCriterion,
    AuditQuestion,
    Clause,
    Document,
    Finding,
    Grade,
)

_GRADES = frozenset(grade.value for grade in Grade)
_PARTS = frozenset({"criteria", "findings", "recommendation"})


@dataclass(frozen=True, slots=True)
class Pack:
    """What a response may name."""

    criteria: Sequence[AuditCriterion]
    documents: Sequence[Document]
    clauses: Sequence[Clause]


def read_response(
    response: Json, *, pack: Pack, findings: Sequence[Finding], recommendation: AuditQuestion | None
) -> Json:
    """A response in its normal form: what says nothing is left out. Raises ResponseInvalid."""
    if not isinstance(response, dict) or not set(response) <= _PARTS:
        raise ResponseInvalid("fill_form")
    found: dict[str, Json] = {}
    criteria = _named(response.get("criteria", {}), {one.id for one in pack.criteria})
    graded: dict[str, Json] = {
        one.id: read
        for one in pack.criteria
        if one.id in criteria and (read := _criterion(pack, criteria[one.id]))
    }
    if graded:
        found["criteria"] = graded
    questions = {one.id: {question.id: question for question in one.questions} for one in findings}
    given = _named(response.get("findings", {}), set(questions))
    written: dict[str, Json] = {
        name: read
        for name, asked in questions.items()
        if name in given and (read := _sentences(asked, given[name]))
    }
    if written:
        found["findings"] = written
    chosen = response.get("recommendation", "")
    if chosen:
        if recommendation is None:
            raise ResponseInvalid("foreign_field")
        found["recommendation"] = _option(recommendation, chosen)
    return found


def _named(given: Json, known: set[str]) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise ResponseInvalid("fill_form")
    if not set(given) <= known:
        raise ResponseInvalid("foreign_field")
    return given


def _option(question: AuditQuestion, chosen: Json) -> str:
    if not isinstance(chosen, str) or (chosen and chosen not in {one.id for one in question.choices}):
        raise ResponseInvalid("foreign_option")
    return chosen


def _sentences(asked: Mapping[str, AuditQuestion], given: Json) -> dict[str, Json]:
    if not isinstance(given, dict) or not set(given) <= set(asked):
        raise ResponseInvalid("foreign_field")
    read = {name: _option(question, given[name]) for name, question in asked.items() if name in given}
    return {name: chosen for name, chosen in read.items() if chosen}


def _criterion(pack: Pack, given: Json) -> dict[str, Json]:
    """What is said of one criterion in its normal form. Documents stand in the order of the pack, each once."""
    if not isinstance(given, dict) or not set(given) <= {"grade", "evidence", "clause"}:
        raise ResponseInvalid("fill_form")
    grade, clause, cited = given.get("grade", ""), given.get("clause", ""), given.get("evidence", [])
    if not isinstance(grade, str) or not isinstance(clause, str) or not isinstance(cited, list):
        raise ResponseInvalid("fill_form")
    known = [one.id for one in pack.documents]
    if (grade and grade not in _GRADES) or (clause and clause not in {one.id for one in pack.clauses}):
        raise ResponseInvalid("foreign_option")
    if not all(isinstance(name, str) and name in known for name in cited):
        raise ResponseInvalid("foreign_option")
    evidence: list[Json] = [name for name in known if name in cited]
    if len(evidence) > MAX_CITED:
        raise ResponseInvalid("cite_fewer", most=MAX_CITED)
    said: dict[str, Json] = {"grade": grade, "evidence": evidence, "clause": clause}
    return {name: value for name, value in said.items() if value}


def answer_to(response: Json | None, criterion: str) -> Answer:
    """What a response says of a criterion; nothing where it says nothing."""
    criteria = response.get("criteria") if isinstance(response, dict) else None
    given = criteria.get(criterion) if isinstance(criteria, dict) else None
    if not isinstance(given, dict):
        return Answer()
    grade, cited, clause = given.get("grade"), given.get("evidence"), given.get("clause")
    return Answer(
        Grade(grade) if isinstance(grade, str) and grade in _GRADES else None,
        frozenset(str(name) for name in cited) if isinstance(cited, list) else frozenset(),
        clause if isinstance(clause, str) else "",
    )


def sentence_of(response: Mapping[str, Json], finding: str, question: str) -> str:
    """The sentence that was picked for a question of a finding; "" for none."""
    findings = response.get("findings")
    given = findings.get(finding) if isinstance(findings, dict) else None
    chosen = given.get(question) if isinstance(given, dict) else None
    return chosen if isinstance(chosen, str) else ""
