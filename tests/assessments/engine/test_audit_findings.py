"""Audits: what a grade earns and costs, citations, sentences; calling everything major does not pay."""

import json
from fractions import Fraction
from typing import Any

import pytest

from assessments import engine
from assessments.engine import sentences
from assessments.engine.labs.audit_marking import (
    Answer,
    criterion_parts,
    everything_major,
    f1,
    grade_points,
    points,
)
from assessments.engine.labs.audit_pack import CriterionKey, Grade
from tests.assessments.engine.report_samples import (
    GRADES,
    audit_findings,
    audit_response,
    criterion_key,
    sentence,
)

AUDIT = engine.INTERACTIONS["audit-findings"]
CONTENT = engine.read_content(audit_findings())


def mark(response: Any) -> engine.Mark:
    return AUDIT.mark(CONTENT, AUDIT.check(CONTENT, response))


def key_of(grade: str, *accept: str) -> CriterionKey:
    return CriterionKey.model_validate(criterion_key(1, grade, accept=list(accept)))


def test_the_model_answer_earns_everything_and_nothing_earns_nothing() -> None:
    found = mark(audit_response())
    assert found.score == 1
    assert {part.verdict for part in found.parts} == {"right"}
    assert mark({}).score == 0
    assert {part.verdict for part in mark({}).parts} == {"missing"}


@pytest.mark.parametrize(
    ("right", "given", "earned"),
    [
        ("conform", "conform", 4),
        ("conform", "opportunity", 1),
        ("conform", "minor", -2),
        ("conform", "major", -4),
        ("conform", "not-determined", 0),
        ("opportunity", "conform", 1),
        ("opportunity", "minor", -2),
        ("opportunity", "major", -4),
        ("minor", "opportunity", 1),
        ("minor", "conform", 0),
        ("minor", "major", 1),
        ("major", "minor", 1),
        ("major", "opportunity", 0),
        ("major", "conform", -2),
        ("major", "not-determined", 0),
        ("not-determined", "major", -4),
        ("not-determined", "minor", -2),
        ("not-determined", "conform", 0),
    ],
)
def test_grades_earn_by_their_distance_and_false_findings_cost(right: str, given: str, earned: int) -> None:
    assert grade_points(key_of(right), Grade(given)) == earned


def test_a_listed_alternative_earns_three_and_is_no_false_finding() -> None:
    assert grade_points(key_of("minor", "major"), Grade.MAJOR) == 3
    assert grade_points(key_of("opportunity", "minor"), Grade.MINOR) == 3
    assert grade_points(key_of("opportunity"), Grade.MINOR) == -2


@pytest.mark.parametrize(
    ("given", "evidence", "clause", "earned"),
    [
        ("major", {"D01"}, "a", "7"),
        ("major", {"D01"}, "b", "7"),
        ("major", {"D01"}, "c", "6"),
        ("major", {"D01", "D02"}, "a", "19/3"),
        ("major", {"D02"}, "a", "5"),
        ("major", set(), "", "4"),
        ("minor", {"D01"}, "a", "4"),
        ("opportunity", {"D01"}, "a", "0"),
        ("conform", {"D01"}, "a", "-2"),
    ],
)
def test_citations_earn_where_the_grade_is_within_one_step(
    given: str, evidence: set[str], clause: str, earned: str
) -> None:
    answer = Answer(Grade(given), frozenset(evidence), clause)
    assert points(criterion_parts(key_of("major"), answer)) == Fraction(earned)


def test_f1_is_exact_and_citing_everything_does_not_pay() -> None:
    assert f1({"a"}, {"a", "b"}) == Fraction(2, 3)
    assert f1(set(), {"a"}) == 0
    assert f1({"a", "b", "c"}, {"a"}) == Fraction(1, 2)


@pytest.mark.parametrize("grade", [grade.value for grade in Grade])
def test_one_grade_for_everything_fails_whatever_else_is_right(grade: str) -> None:
    found = mark(audit_response(*[grade] * 6))
    assert found.score < (Fraction(2, 5) if grade == "major" else Fraction(1, 2))
    if grade == "major":
        assert found.score == everything_major(CONTENT.key, extra_most=CONTENT.extra_most)
        assert found.figures[0] == engine.Figure("false-findings", Fraction(4), Fraction(6))


def test_sentences_and_recommendation_count_in_proportion_to_the_grading() -> None:
    assert mark(audit_response(extra=False)).score == Fraction(42, 49)
    assert mark({"recommendation": "b"}).score == 0
    half = dict(list(audit_response()["criteria"].items())[:3])
    assert mark({"criteria": half, "recommendation": "c"}).score == (21 + Fraction(3) / 2) / 49
    assert mark(audit_response("", "", "", "", "", "")).score == 0


def test_a_trap_says_why_and_a_variant_brings_its_own_key() -> None:
    other = engine.read_content(engine.variant_of(audit_findings(), {"variant": "second"}))
    part = AUDIT.mark(other, audit_response("major")).parts[0]
    assert part.feedback == "Rationale of the trap Rationale of C01"
    assert part.verdict == "wrong"
    assert mark(audit_response("major")).parts[0].verdict == "misleading"


def test_nothing_of_the_key_is_in_what_a_candidate_receives() -> None:
    for response in ({}, audit_response()):
        view = json.dumps(engine.view_of(AUDIT, CONTENT, response, seed=3))
        for secret in ("Rationale", "reasoning", "model report", "credit", "accept", '"evidence"', "trap"):
            assert secret not in view
    assert engine.debrief_of(AUDIT, CONTENT, {}, frozenset({"correctness", "feedback"})) == {}
    shown = engine.debrief_of(AUDIT, CONTENT, {}, frozenset({"key"}))
    assert shown["model_answer"] == "The model report."
    assert shown["key"]["C03"] == {
        "grades": ["major"],
        "evidence": ["D03"],
        "clauses": ["Clause a", "Clause b"],
    }


def test_posted_fields_become_a_response_and_words() -> None:
    posted = {
        "grade-C03": ["major"],
        "clause-C03": ["b"],
        "evidence-C03": ["D05", "", "D03"],
        "grade-C01": [""],
        "finding-F1:effect": ["b"],
        "recommendation": ["c"],
        "csrfmiddlewaretoken": ["x"],
    }
    read = AUDIT.check(CONTENT, AUDIT.read_form(posted))
    assert read == {
        "criteria": {"C03": {"grade": "major", "evidence": ["D03", "D05"], "clause": "b"}},
        "findings": {"F1": {"effect": "b"}},
        "recommendation": "c",
    }
    assert AUDIT.describe(CONTENT, read) == (
        "C03: Major nonconformity, D03, D05, Clause b; Finding 1, Effect: Effect b; Recommendation: Recommendation c"
    )
    assert AUDIT.key(CONTENT).startswith("C01: Conform, D01, Clause a; C02")
    assert AUDIT.key(CONTENT).endswith("Recommendation: Recommendation b")


def test_the_report_is_put_together_from_the_answers_worst_first() -> None:
    view = AUDIT.view(CONTENT, seed=1)
    report = engine.assemble(view, audit_response(*GRADES[:5], ""))
    assert report is not None
    assert [row.grade for row in report.rows] == ["major", "minor", "opportunity", "conform", "conform"]
    assert report.counts == (("major", 1), ("minor", 1), ("opportunity", 1), ("conform", 2))
    assert report.rows[0].evidence == ("D03 Document 3",)
    assert report.rows[0].clause == "Clause a"
    assert report.findings[0].sentences == (("Condition", "Condition b"), ("Effect", "Effect b"))
    assert report.recommendation == "Recommendation b"
    assert report.open_criteria == ("C06",)
    assert engine.assemble(view, {}) is None
    assert engine.assemble(view, {"recommendation": "b"}) is None


@pytest.mark.parametrize(
    ("response", "rule"),
    [
        ([], "fill_form"),
        ({"choice": "a"}, "fill_form"),
        ({"criteria": []}, "fill_form"),
        ({"criteria": {"C99": {}}}, "foreign_field"),
        ({"criteria": {"C01": "major"}}, "fill_form"),
        ({"criteria": {"C01": {"mood": "x"}}}, "fill_form"),
        ({"criteria": {"C01": {"grade": 4}}}, "fill_form"),
        ({"criteria": {"C01": {"grade": "awful"}}}, "foreign_option"),
        ({"criteria": {"C01": {"clause": "z"}}}, "foreign_option"),
        ({"criteria": {"C01": {"evidence": ["D99"]}}}, "foreign_option"),
        ({"criteria": {"C01": {"evidence": ["D01", "D02", "D03", "D04"]}}}, "cite_fewer"),
        ({"findings": {"F9": {}}}, "foreign_field"),
        ({"findings": {"F1": {"mood": "a"}}}, "foreign_field"),
        ({"findings": {"F1": {"effect": "z"}}}, "foreign_option"),
        ({"recommendation": "z"}, "foreign_option"),
    ],
)
def test_a_response_of_another_form_is_refused(response: Any, rule: str) -> None:
    with pytest.raises(engine.ResponseInvalid) as refused:
        AUDIT.check(CONTENT, response)
    assert refused.value.rule == rule


def test_a_recommendation_is_refused_where_none_is_asked_for() -> None:
    content = engine.read_content(audit_findings(recommendation=[]))
    with pytest.raises(engine.ResponseInvalid):
        AUDIT.check(content, {"recommendation": "b"})


def keys(**changes: Any) -> dict[str, Any]:
    rows = audit_findings()["key"]
    return audit_findings(key=[rows[0] | changes, *rows[1:]])


FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "two documents of a name": (
        audit_findings(documents=[*audit_findings()["documents"], audit_findings()["documents"][0]]),
        "documents.7.id", "entry_twice",
    ),
    "two sentences of a name": (
        audit_findings(findings=[{"id": "F1", "title": "F", "questions": [sentence("a", "A"), sentence("a", "B")]}]),
        "findings.0.questions.1.id", "entry_twice",
    ),
    "a sentence without a right one": (
        audit_findings(recommendation=[sentence("a", "A") | {"choices": sentence("a", "A")["choices"][::2]}]),
        "recommendation.0.choices", "one_key",
    ),
    "a key for no criterion": (keys(id="C99"), "key.0.id", "unknown_entry"),
    "a criterion without a key": (audit_findings(key=audit_findings()["key"][1:]), "key", "criterion_keyless"),
    "two keys for a criterion": (keys(id="C02"), "key.1.id", "entry_twice"),
    "evidence that there is not": (keys(evidence=["D99"]), "key.0.evidence.0", "unknown_entry"),
    "evidence twice": (keys(evidence=["D01", "D01"]), "key.0.evidence.1", "entry_twice"),
    "a clause that there is not": (keys(clauses=["z"]), "key.0.clauses.0", "unknown_entry"),
    "no evidence": (keys(evidence=[]), "key.0.evidence", "too_short"),
    "a grade that is none": (keys(grade="awful"), "key.0.grade", "enum"),
    "the right grade accepted": (keys(accept=["conform"]), "key.0.accept", "grade_accepted"),
    "the right grade a trap": (keys(traps=[{"grade": "conform", "rationale": "R"}]), "key.0.traps.0.grade", "grade_trap"),
    "everything major pays": (
        audit_findings(key=[criterion_key(number, "major") for number in range(1, 7)]), "key", "everything_major",
    ),
    "a fault in a variant": (
        audit_findings(variants=[{"id": "v", "key": [criterion_key(1, "conform", clauses=["z"])]}]),
        "variants.0.key.0.clauses.0", "unknown_entry",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_malformed_audit_names_place_and_rule(name: str) -> None:
    content, place, rule = FAULTS[name]
    with pytest.raises(engine.ContentInvalid) as refused:
        engine.read_content(content)
    found = [(".".join(map(str, fault.path)), fault.rule) for fault in refused.value.faults]
    assert (place, rule) in found
    assert all(
        fault.message == sentences.CONTENT[fault.rule] % fault.values for fault in refused.value.faults
    )
