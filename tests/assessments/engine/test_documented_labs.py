"""The shipped labs: full marks for the model answer, nothing for nothing, little by chance; and the worked tables."""

import random
from fractions import Fraction
from typing import Any

import pytest

from assessments import engine
from assessments.engine.labs.report_keys import flags_in
from assessments.engine.labs.verdicts import CREDIT, Verdict
from tests.assessments.engine.shipped_labs import (
    AUDIT_CASES,
    REPORT_CASES,
    model_audit,
    model_report,
    random_audit,
    random_report,
)
from tests.assessments.engine.test_documented import rows

REPORT, AUDIT = engine.INTERACTIONS["report-form"], engine.INTERACTIONS["audit-findings"]
TRIES = 400
# Weights and fields of the three incidents as they were designed.
SIZES = {"rs-lab-01": (19, 34), "rs-lab-02": (23, 42), "rs-lab-03": (20, 40)}
# Answers of the table in docs/algorithms/labs.md, in the key's notation.
ENTERED = {
    "nothing at all": None,
    "as the model answer has it": {},
    "42 reports": {"reportCount": "42"},
    "the supplier's crawl date as the time": {"incidentDateTime": "2025-11-08T00:00:00Z"},
    "metadata opened": {"exifViewedByEsp": "true"},
    "the AI flag": {"fileAnnotations": "generativeAi"},
    "all of the colleague's advice": {
        "fileAnnotations": "generativeAi",
        "personOrUserReported": "vendor",
        "fileViewedByEsp": "true",
        "reportCount": "42",
        "incidentDateTime": "2026-03-03T09:30:00Z",
        "locationOfFile": "(blank)",
    },
}


def marked(interaction: engine.Interaction, content: Any, response: Any) -> engine.Mark:
    return interaction.mark(content, interaction.check(content, response))


@pytest.mark.parametrize(("name", "content"), REPORT_CASES, ids=[name for name, _content in REPORT_CASES])
def test_a_shipped_form_gives_the_scores_that_the_rules_say(name: str, content: Any) -> None:
    assert marked(REPORT, content, model_report(content)).score == 1
    assert marked(REPORT, content, {}).score == 0
    counted = [key for key in content.key if key.right]
    assert (len(counted), sum(key.weight for key in counted)) == SIZES[name.split(maxsplit=1)[0]]
    weights = sum(key.weight for key in counted)
    for key in counted:
        for said, credit in (
            (key.accept, Fraction(4, 5)),
            (key.misleading, Fraction(-1, 2)),
            (key.wrong, Fraction(0)),
        ):
            for one in said or ():
                answer = one if isinstance(one, str) else one.answer
                if answer == "*":
                    continue
                found = marked(REPORT, content, model_report(content, **{key.id: answer}))
                alone = 1 - key.weight * (1 - credit) / Fraction(weights)
                capped = key.critical and credit < 0
                assert found.score == (min(alone, Fraction(49, 100)) if capped else alone), (key.id, answer)


@pytest.mark.parametrize(("name", "content"), REPORT_CASES, ids=[name for name, _content in REPORT_CASES])
def test_everything_ticked_is_capped_and_chance_earns_little(name: str, content: Any) -> None:
    fields = content.fields()
    everything = {
        key.id: " + ".join(choice.id for choice in fields[key.id].choices)
        for key in content.key
        if fields[key.id].kind == "flags"
    }
    assert marked(REPORT, content, model_report(content, **everything)).score <= Fraction(9, 10)
    chance = random.Random(7)
    scores = [marked(REPORT, content, random_report(content, chance)).score for _try in range(TRIES)]
    assert sum(scores) / TRIES < Fraction(1, 5), name
    assert max(scores) < engine.PASS_SHARE


@pytest.mark.parametrize(("name", "content"), REPORT_CASES, ids=[name for name, _content in REPORT_CASES])
def test_a_menu_says_nothing_of_the_key(name: str, content: Any) -> None:
    """A menu has entries that no right answer names, and four or more, but where there are no more to be had."""
    closed = {"true", "false", "Reported", "Supplemental Reported"}
    keys = {key.id: key for key in content.key}
    for field in content.fields().values():
        if not field.has_menu:
            continue
        assert len(field.choices) >= 4 or {one.text.split(",")[0] for one in field.choices} <= closed, (
            field.id
        )
        right = {name for answer in keys[field.id].right for name in flags_in(answer)}
        assert {one.id for one in field.choices} - right, (name, field.id)


@pytest.mark.parametrize(("name", "content"), AUDIT_CASES, ids=[name for name, _content in AUDIT_CASES])
def test_a_shipped_audit_gives_the_scores_that_the_rules_say(name: str, content: Any) -> None:
    assert marked(AUDIT, content, model_audit(content)).score == 1
    assert marked(AUDIT, content, {}).score == 0
    assert len(content.key) == 15
    assert content.extra_most == 15
    for grade in ("conform", "opportunity", "minor", "major", "not-determined"):
        assert marked(AUDIT, content, model_audit(content, grade)).score < engine.PASS_SHARE
    assert marked(AUDIT, content, model_audit(content, "major")).score < Fraction(2, 5)
    chance = random.Random(11)
    scores = [marked(AUDIT, content, random_audit(content, chance)).score for _try in range(TRIES)]
    assert sum(scores) / TRIES < Fraction(1, 5), name
    assert max(scores) < engine.PASS_SHARE


@pytest.mark.parametrize(("verdict", "credit"), rows("labs.md", "verdict", "credit"))
def test_verdicts_have_the_documented_credits(verdict: str, credit: str) -> None:
    assert CREDIT[Verdict(verdict)] == Fraction(credit)


@pytest.mark.parametrize(("entered", "score"), rows("labs.md", "entered in the first incident", "score"))
def test_the_first_incident_is_marked_as_documented(entered: str, score: str) -> None:
    content = REPORT_CASES[0][1]
    changes = ENTERED[entered]
    response = {} if changes is None else model_report(content, **changes)
    assert marked(REPORT, content, response).score == Fraction(score)


@pytest.mark.parametrize(
    ("grade", "first", "second"), rows("labs.md", "one grade for everything", "first pack", "second pack")
)
def test_one_grade_for_everything_is_marked_as_documented(grade: str, first: str, second: str) -> None:
    for (_name, content), score in zip(AUDIT_CASES, (first, second), strict=True):
        assert marked(AUDIT, content, model_audit(content, grade)).score == Fraction(score)
