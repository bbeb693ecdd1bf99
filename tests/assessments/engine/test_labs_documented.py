"""The worked scores of docs/algorithms/labs.md are what the engine gives for the shipped labs."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from assessments import engine
from assessments.engine.labs.verdicts import CREDIT, Verdict
from courses.packages.yaml_reading import read_yaml
from tests.assessments.engine.test_documented import rows as table

ROOT = Path(__file__).resolve().parents[3]
COURSE = ROOT / "curriculum" / "ai-security-governance" / "modules"
TABLETOP = COURSE / "07-incident-response" / "items" / "ir-lab-01.yaml"
THREATS = COURSE / "03-threat-modelling" / "items" / "tm-lab-01.yaml"


def content_of(path: Path, variant: str = "base", **changes: Any) -> Any:
    located, faults = read_yaml(path.read_text(), file=path.name)
    assert located is not None
    assert faults == []
    data = engine.plain_content(located.data["interaction"])
    return engine.read_content(dict(engine.variant_of(data, {"variant": variant})) | changes)


@pytest.mark.parametrize(("verdict", "credit"), table("labs.md", "verdict", "credit"))
def test_a_verdict_has_the_credit_that_the_page_says(verdict: str, credit: str) -> None:
    assert CREDIT[Verdict(verdict)] == Fraction(credit)


@pytest.mark.parametrize("row", table("labs.md", "tabletop", "decisions", "points", "score", "says"))
def test_a_documented_path_earns_what_the_page_says(row: tuple[str, ...]) -> None:
    _name, path, points, percent, says = row
    content = content_of(TABLETOP)
    lab = engine.INTERACTIONS["branching-scenario"]
    response = lab.check(content, {"path": path.split()} if path != "none" else {})
    mark = lab.mark(content, response)
    raw = next((figure.value for figure in mark.figures), Fraction(0))
    assert str(raw) == points
    assert mark.score == Fraction(percent)
    assert says == ("passed" if engine.is_passed(mark.score) else "not passed")


def test_random_decisions_in_the_tabletop_earn_next_to_nothing() -> None:
    for variant in ("base", "night"):
        assert engine.INTERACTIONS["branching-scenario"].guess(content_of(TABLETOP, variant)) < Fraction(
            3, 100
        )


def _row(one: Any, **changes: Any) -> dict[str, Any]:
    return {
        "statement": one.statements[0], "element": one.elements[0], "category": one.categories[0],
        "likelihood": one.likelihood, "impact": one.impact, "mitigations": list(one.mitigations[:2]),
    } | changes  # fmt: skip


def _lists(content: Any) -> dict[str, list[dict[str, Any]]]:
    threats = {one.id: one for one in content.threats}
    must = [one for one in content.threats if one.must_have]
    worked = [_row(one) for one in [*must[:9], *(threats[name] for name in ("T02", "T04", "T08"))]]
    worked[0] |= {"category": "nonrepudiation"}
    worked[1] |= {"impact": 4}
    worked[2] |= {"mitigations": list(must[2].mitigations[:1])}
    worked[3] |= {"mitigations": []}
    worked += [{"statement": decoy.id, "element": "P3"} for decoy in content.decoys[:2]]
    worked.append(_row(must[5]))
    blunt = {"category": "abuse", "likelihood": 5, "impact": 5}
    everything = [_row(one, mitigations=list(one.mitigations[:1]), **blunt) for one in content.threats]
    everything += [{"statement": decoy.id, "element": "P3", **blunt} for decoy in content.decoys]
    everything += [{"element": "P3", **blunt}] * 20
    return {
        "every threat of the key": [_row(one) for one in content.threats],
        "nothing": [],
        "the worked list": worked,
        "everything and twenty empty rows": everything,
        "the ten that nobody may miss": [_row(one) for one in must],
    }


@pytest.mark.parametrize(
    "row", table("labs.md", "list", "coverage", "precision", "category", "rating", "mitigation", "score")
)
def test_a_documented_list_earns_what_the_page_says(row: tuple[str, ...]) -> None:
    name, coverage, precision, category, rating, mitigation, score = row
    content = content_of(THREATS, most_threats=60)
    lab = engine.INTERACTIONS["threat-model"]
    rows = _lists(content)[name]
    mark = lab.mark(content, lab.check(content, {"rows": rows} if rows else {}))
    assert mark.score == Fraction(score)
    found = {figure.id: figure.value for figure in mark.figures}
    if found:
        named = ("coverage", "precision", "category", "rating", "mitigation")
        assert [str(found[one]) for one in named] == [coverage, precision, category, rating, mitigation]


def test_the_variant_of_the_threat_model_has_nine_that_nobody_may_miss() -> None:
    content = content_of(THREATS, "partner")
    rows = [_row(one) for one in content.threats]
    mark = engine.INTERACTIONS["threat-model"].mark(content, {"rows": rows})
    assert mark.score == 1
    assert sum(one.must_have for one in content.threats) == 9
