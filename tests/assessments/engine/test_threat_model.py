"""Threat models: what counts, what costs, what may be seen, and what is wrong with a diagram or a key."""

import json
import random
from fractions import Fraction
from typing import Any

import pytest

from assessments import engine
from assessments.engine import ContentInvalid, ResponseInvalid
from tests.assessments.engine import samples
from tests.assessments.engine.samples import listed, threat, threat_model

LAB = engine.as_lab(engine.INTERACTIONS["threat-model"])
ALL = frozenset({"correctness", "feedback", "key"})


def content_of(**changes: Any) -> Any:
    return engine.read_content(engine.variant_of(threat_model(**changes), {"variant": "base"}))


CONTENT = content_of()
RIGHT = samples.EVERY["threat-model"][1]["rows"]


def marked(*rows: dict[str, Any], content: Any = CONTENT, **more: Any) -> engine.Mark:
    response = {"rows": list(rows)} if rows else {}
    return LAB.mark(content, LAB.check(content, response | more))


def figures(mark: engine.Mark) -> dict[str, Fraction]:
    return {figure.id: figure.value for figure in mark.figures}


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def test_the_model_answer_is_full_marks_and_an_untouched_form_is_nothing() -> None:
    assert marked(*RIGHT, questions={"q1": False}).score == 1
    assert LAB.mark(CONTENT, {}).score == 0
    assert LAB.mark(CONTENT, {}).figures == ()


# Each error alone, in a list that is right but for it: what the score is, in hundredths.
ALONE: dict[str, tuple[list[dict[str, Any]], Fraction]] = {
    "a wrong category": ([RIGHT[0] | {"category": "leak"}, *RIGHT[1:]], 100 - Fraction(15, 3)),
    "likelihood two off": ([RIGHT[0] | {"likelihood": 1}, *RIGHT[1:]], 100 - Fraction(10, 3)),
    "the floor broken by one": ([RIGHT[0] | {"impact": 4}, *RIGHT[1:]], 100 - Fraction(10, 3)),
    "impact one off where no floor holds": ([RIGHT[0], RIGHT[1] | {"impact": 5}, RIGHT[2]], Fraction(100)),
    "one mitigation": ([RIGHT[0] | {"mitigations": ["m1"]}, *RIGHT[1:]], 100 - Fraction(15, 6)),
    "one mitigation that counts, one that does not": (
        [RIGHT[0] | {"mitigations": ["m1", "m3"]}, *RIGHT[1:]], 100 - Fraction(15, 6),
    ),
    "no mitigation": ([without(RIGHT[0], "mitigations"), *RIGHT[1:]], 100 - Fraction(15, 3)),
    "another owner, not counted": ([RIGHT[0] | {"owner": "o2"}, *RIGHT[1:]], Fraction(100)),
    "the other wording": ([RIGHT[0] | {"statement": "s1"}, *RIGHT[1:]], Fraction(100)),
    "a decoy besides": ([*RIGHT, listed("s2", "P1")], 100 - Fraction(20, 4)),
    "a duplicate in other words": ([*RIGHT, listed("s1", "P1")], 100 - Fraction(20, 4)),
    "the wrong element": ([*RIGHT[:2], RIGHT[2] | {"element": "D1"}], 100 - Fraction(20, 3)),
    "one that may be missing": (RIGHT[:2], Fraction(100)),
    "no rating": ([without(RIGHT[0], "impact"), *RIGHT[1:]], 100 - Fraction(10, 3)),
    "nobody may miss it": (RIGHT[1:], Fraction(69)),
}  # fmt: skip


@pytest.mark.parametrize("name", ALONE)
def test_each_error_alone_costs_what_the_rules_say(name: str) -> None:
    rows, score = ALONE[name]
    assert 100 * marked(*rows).score == score


def test_too_few_must_haves_cap_the_score_and_are_named() -> None:
    mark = marked(*RIGHT[1:])
    assert mark.caps == ("must_haves",)
    assert figures(mark)["must_haves"] == 0
    assert figures(mark)["coverage"] == Fraction(2, 4) / Fraction(3, 4)


def test_of_two_rows_for_one_threat_the_better_one_counts() -> None:
    poor = listed("s1", "P1", "leak", 1, 1, mitigations=["m3"])
    mark = marked(poor, *RIGHT)
    assert figures(mark)["category"] == 1
    assert [part.verdict for part in mark.parts[:4]] == ["wrong", "right", "right", "right"]


def test_everything_ticked_earns_little() -> None:
    entries = [
        listed(name, "P1", "spoof", 5, 5, mitigations=["m3"]) for name in ("s1", "s2", "s3", "s4", "s5", "s6")
    ]
    assert marked(*entries).score < Fraction(2, 5)


def test_random_lists_earn_little_on_average() -> None:
    source, total = random.Random(20261127), Fraction(0)
    for _round in range(600):
        picked = [
            listed(
                source.choice(["s1", "s2", "s3", "s4", "s5", "s6"]),
                source.choice(["E1", "P1", "D1", "F1", "F2"]),
                source.choice(["spoof", "tamper", "leak"]),
                source.randint(1, 5), source.randint(1, 5),
                mitigations=source.sample(["m1", "m2", "m3"], 2), owner="o2",
            )
            for _row in range(3)
        ]  # fmt: skip
        total += marked(*picked).score
    assert Fraction(15, 100) < total / 600 < Fraction(45, 100)


def test_the_view_has_menus_in_an_order_that_tells_nothing_and_no_key() -> None:
    view = LAB.view_at(CONTENT, {}, seed=1)
    texts = [one["text"] for one in view["menus"]["statements"]]
    assert texts == sorted(texts)
    shown = json.dumps(view)
    for hidden in ("Rationale", "must_have", "floor", "T1", "decoy", 'likelihood": 3', 'owners": ["o1'):
        assert hidden not in shown
    assert len(view["rows"]) == 3
    assert len(LAB.view_at(CONTENT, {"rows": RIGHT}, seed=1)["rows"]) == 5
    full = LAB.view_at(content_of(most_threats=3), {"rows": RIGHT}, seed=1)
    assert len(full["rows"]) == 3


def test_the_diagram_stands_in_words_with_what_each_flow_crosses() -> None:
    words = LAB.view_at(CONTENT, {}, seed=1)["words"]
    assert [(zone["id"], len(zone["elements"])) for zone in words["zones"]] == [("TB1", 2), ("", 1)]
    assert [flow["crosses"] for flow in words["flows"]] == [["TB1 Inside"], []]
    assert words["flows"][0]["links"] == [{"source": "E1 User", "target": "P1 Gateway", "both": False}]


def test_the_drawing_is_in_whole_units_and_its_lines_begin_at_boxes() -> None:
    picture = LAB.view_at(CONTENT, {}, seed=1)["drawing"]
    assert picture["width"] == 3 * 184 + 52
    user, gateway, _store = picture["boxes"]
    request = picture["flows"][0]
    start, end = request["path"].split(" ")[0], request["path"].split(" ")[-2:]
    assert int(start[1:]) > user["x"] + 132 - 1
    assert int(end[0]) < gateway["x"] + 1
    assert user["x"] + 132 < request["x"] < gateway["x"]


def test_a_form_becomes_rows_and_what_was_left_open_is_left_out() -> None:
    fields = {
        "statement-0": ["s1"], "element-0": ["P1"], "likelihood-0": ["3"], "impact-0": [""],
        "mitigation-0": ["m1", "", "m1"], "statement-1": [""], "owner-2": ["o1"], "question-q1": ["no"],
    }  # fmt: skip
    response = LAB.check(CONTENT, LAB.read_form(fields))
    assert response == {
        "rows": [
            {"statement": "s1", "element": "P1", "likelihood": 3, "mitigations": ["m1"]},
            {"owner": "o1"},
        ],
        "questions": {"q1": False},
    }


@pytest.mark.parametrize(
    "nonsense",
    [
        {"rows": "s1"}, {"rows": [{"statement": "zz"}]}, {"rows": [{"likelihood": 6}]}, {"rows": [{"likelihood": True}]},
        {"rows": [{"mitigations": ["m1", "m2", "m3", "m4"]}]}, {"rows": [{"strange": "s1"}]}, {"questions": {"q9": True}},
        {"questions": {"q1": "no"}}, {"rows": [listed("s1", "P1")] * 9}, ["rows"], {"more": []},
    ],
)  # fmt: skip
def test_what_no_form_of_ours_sends_is_refused(nonsense: Any) -> None:
    with pytest.raises(ResponseInvalid):
        LAB.check(CONTENT, nonsense)


def test_the_debrief_sets_the_list_beside_the_model_answer() -> None:
    told = LAB.debrief(CONTENT, {"rows": [RIGHT[1], listed("s2", "P1")]}, ALL)
    assert [(one["id"], one["row"]) for one in told["model"]] == [("T1", None), ("T2", 1), ("T3", None)]
    assert told["model"][0]["rating"] == 15
    assert told["model"][0]["band"] == "high"
    assert [row["reason"] for row in told["rows"]] == ["", "decoy"]
    limited = LAB.debrief(CONTENT, {"rows": RIGHT}, frozenset({"correctness"}))
    assert "model" not in limited
    assert "Rationale" not in json.dumps(limited)


def refused(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(ContentInvalid) as error:
        engine.read_content(threat_model(**changes))
    return [(".".join(map(str, fault.path)), fault.rule) for fault in error.value.faults]


BASE = threat_model()
FLAW: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "an element twice": ({"elements": [*BASE["elements"], BASE["elements"][0] | {"row": 3}]}, [("elements.3.id", "same_id")]),
    "two in one cell": (
        {"elements": [*BASE["elements"], BASE["elements"][0] | {"id": "E2"}]}, [("elements.3.column", "cell_taken")],
    ),
    "a flow to nowhere": (
        {"flows": [BASE["flows"][0] | {"links": [{"source": "E1", "target": "Z9"}]}]},
        [("flows.0.links.0.target", "unknown_element")],
    ),
    "a key outside of its menu": (
        {"threats": [threat("T1", "s1", mitigations=["m9"])]}, [("threats.0.mitigations", "not_in_menu")],
    ),
    "a statement of two threats": (
        {"threats": [threat("T1", "s1"), threat("T2", "s1")]}, [("threats.1.statements", "statement_twice")],
    ),
    "a statement that is nothing": (
        {"threats": [*BASE["threats"][1:], threat("T1", "s1")]}, [("statements.2.id", "statement_idle")],
    ),
    "a decoy that is a threat": (
        {"decoys": [{"id": "s1", "rationale": "No."}]}, [("decoys.0.id", "statement_twice")],
    ),
    "a decoy that is not in the menu": (
        {"decoys": [{"id": "s9", "rationale": "No."}]}, [("decoys.0.id", "not_in_menu")],
    ),
    "decoys that stand together": (
        {
            "statements": [*BASE["statements"][:4], BASE["statements"][5], {"id": "s7", "text": "A stranger signs in"}],
            "threats": [*BASE["threats"][:2], threat("T3", "s2")],
            "decoys": [{"id": "s6", "rationale": "No."}, {"id": "s7", "rationale": "No."}],
        },
        [("decoys", "statement_ids_tell")],
    ),
    "a floor below five": (
        {"threats": [threat("T1", "s1", floor=True)]}, [("threats.0.impact", "floor_impact")],
    ),
    "a variant whose key names what it left out": (
        {"variants": [{"id": "closed", "without": ["s5"]}]},
        [("variants.0", "lab_variant"), ("threats.2.statements", "not_in_menu")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FLAW)
def test_each_fault_is_named_with_its_place_and_rule(name: str) -> None:
    changes, expected = FLAW[name]
    assert refused(**changes) == expected


def test_a_variant_has_its_own_key() -> None:
    closed = engine.variant_of(threat_model(), {"variant": "closed"})
    content = engine.read_content(closed)
    rows = [RIGHT[0], listed("s4", "F2", "leak")]
    assert LAB.mark(content, LAB.check(content, {"rows": rows})).score == 1
    with pytest.raises(ResponseInvalid):
        LAB.check(content, {"rows": [listed("s5", "E1")]})
