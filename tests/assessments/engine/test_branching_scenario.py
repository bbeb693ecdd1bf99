"""Branching scenarios: paths, what they earn, what may be seen on the way, and what is wrong with a graph."""

import json
import random
from fractions import Fraction
from typing import Any

import pytest

from assessments import engine
from assessments.engine import ContentInvalid, ResponseInvalid
from tests.assessments.engine.samples import branching_scenario, node, option

LAB = engine.as_lab(engine.INTERACTIONS["branching-scenario"])
ALL = frozenset({"correctness", "feedback", "key"})


def content_of(**changes: Any) -> Any:
    data = branching_scenario(**changes)
    return engine.read_content(engine.variant_of(data, {"variant": "base"}))


CONTENT = content_of()


def path(*names: str) -> dict[str, Any]:
    return {"path": list(names)}


@pytest.mark.parametrize(
    ("taken", "score", "caps"),
    [
        (("b", "a", "c"), "1", ()),
        (("b", "a", "a"), "26/30", ()),
        (("c", "a", "a"), "20/30", ()),
        (("a", "b", "a", "a"), "15/30", ()),
        (("a", "a", "a", "a"), "1/30", ()),
        (("b", "a", "b"), "10/30", ()),
        (("a", "a", "b", "b"), "0", ()),
        (("b",), "10/30", ()),
        ((), "0", ()),
    ],
)
def test_a_path_earns_its_points_over_the_best_paths_and_never_less_than_nothing(
    taken: tuple[str, ...], score: str, caps: tuple[str, ...]
) -> None:
    mark = LAB.mark(CONTENT, path(*taken) if taken else {})
    assert (mark.score, mark.caps) == (Fraction(score), caps)


def test_a_critical_decision_caps_a_score_that_would_be_higher() -> None:
    rich = content_of(total=50, nodes=[
        node("first", option("b", 40, "last"), option("a", 30, "last", critical=True)),
        node("last", option("a", 10), option("b", -1)),
    ], flags=[], badges=[], variants=None)  # fmt: skip
    mark = LAB.mark(rich, path("a", "a"))
    assert (mark.score, mark.caps) == (Fraction(49, 100), ("critical_decision",))


def test_the_view_has_the_present_inject_and_what_was_met_before_it_and_nothing_else() -> None:
    start = LAB.view_at(CONTENT, {}, seed=4)
    shown = json.dumps(start)
    assert start["node"]["text"] == "Inject first."
    assert start["node"]["channel"] == "Telephone"
    assert start["node"]["clock"] == "48 hours from now"
    for hidden in (
        "Inject repair",
        "Inject look",
        "Inject last",
        "repair",
        "look",
        "score",
        "critical",
        "gap",
        "Rationale",
    ):
        assert hidden not in shown
    further = LAB.view_at(CONTENT, path("a"), seed=4)
    assert [one["chosen"] for one in further["steps"]] == ["Decision a for -5"]
    assert further["node"]["text"] == "Inject repair."
    assert "Inject look" not in json.dumps(further)
    ended = LAB.view_at(CONTENT, path("b", "a", "c"), seed=4)
    assert ended["node"] is None
    assert len(ended["steps"]) == 3


def test_an_option_is_offered_where_its_flag_is_true() -> None:
    seen = LAB.view_at(CONTENT, path("b", "a"), seed=1)["node"]["options"]
    blind = LAB.view_at(CONTENT, path("c", "a"), seed=1)["node"]["options"]
    assert {one["id"] for one in seen} == {"a", "b", "c"}
    assert {one["id"] for one in blind} == {"a", "b"}
    with pytest.raises(ResponseInvalid):
        LAB.check(CONTENT, path("c", "a", "c"))


def test_options_stand_in_an_order_of_the_seed() -> None:
    orders = {
        tuple(one["id"] for one in LAB.view_at(CONTENT, {}, seed=seed)["node"]["options"])
        for seed in range(40)
    }
    assert len(orders) == 6


def test_marking_an_option_decides_nothing_until_the_decision_is_pressed() -> None:
    assert LAB.read_form({"path": ["b"], "option": ["a"]}) == path("b")
    assert LAB.read_form({"path": ["b"], "option": ["a"], "decide": ["yes"]}) == path("b", "a")
    assert LAB.read_form({"option": ["a"]}) == {}
    assert LAB.read_form({"decide": ["yes"]}) == {}


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ({}, path("b"), True),
        (path("b"), path("b", "a"), True),
        (path("b"), path("b"), True),
        (path("b"), {}, False),
        (path("b"), path("c"), False),
        (path("b", "a"), path("b"), False),
        (path("b", "a"), path("b", "b", "c"), False),
    ],
)
def test_a_path_only_grows(before: Any, after: Any, may: bool) -> None:
    assert engine.may_follow(LAB, CONTENT, before, after) is may


@pytest.mark.parametrize(
    "nonsense",
    [{"path": "b"}, {"path": [1]}, {"path": ["z"]}, {"way": ["b"]}, ["b"], path("b", "a", "c", "a")],
)
def test_a_path_that_is_none_is_refused(nonsense: Any) -> None:
    with pytest.raises(ResponseInvalid):
        LAB.check(CONTENT, nonsense)


def test_only_a_path_that_came_to_an_end_is_an_answer() -> None:
    assert not LAB.is_answered(CONTENT, path("b", "a"))
    assert LAB.is_answered(CONTENT, path("b", "a", "c"))


def test_the_debrief_tells_what_was_in_reach_and_the_better_path_with_its_reasons() -> None:
    told = LAB.debrief(CONTENT, path("a", "b", "a", "a"), ALL)
    assert [(one["score"], one["reachable"]) for one in told["steps"]] == [
        (-5, 15),
        (4, 15),
        (10, 15),
        (6, 15),
    ]
    assert told["steps"][0]["better"] == "Decision b for 10"
    assert told["steps"][0]["why"] == "Rationale of b for 10"
    assert "better" not in told["steps"][1]
    assert [one["text"] for one in told["best"]] == [
        "Decision b for 10",
        "Decision a for 10",
        "Decision c for 10",
    ]
    assert told["flags"] == ["Records are gone"]
    assert told["badges"] == [
        {"text": "Records kept", "earned": False},
        {"text": "Looked first", "earned": False},
    ]
    best = LAB.debrief(CONTENT, path("b", "a", "c"), ALL)
    assert all(badge["earned"] for badge in best["badges"])
    assert all("better" not in step for step in best["steps"])


def test_the_debrief_keeps_what_the_policy_does_not_allow() -> None:
    told = json.dumps(LAB.debrief(CONTENT, path("c", "b", "b"), frozenset({"correctness"})))
    assert "Rationale" not in told
    assert "Decision b for 10" not in told
    assert "best" not in told
    assert engine.debrief_of(LAB, CONTENT, path("c"), frozenset({"outcome"})) == {}


def test_practice_says_the_reasons_of_what_was_decided_on_the_way() -> None:
    mark = LAB.mark_so_far(CONTENT, path("c"))
    assert [part.feedback for part in mark.parts] == ["Rationale of c for 4"]
    assert [part.verdict for part in mark.parts] == ["acceptable"]
    assert mark.feedback == ""
    assert LAB.mark_so_far(CONTENT, {}) is None


def test_what_random_decisions_earn_is_computed_exactly_and_found_by_simulation() -> None:
    exact = LAB.guess(CONTENT)
    source, total = random.Random(20261127), Fraction(0)
    rounds = 4000
    for _round in range(rounds):
        taken: list[str] = []
        while (here := LAB.view_at(CONTENT, path(*taken) if taken else {}, seed=1)["node"]) is not None:
            taken.append(source.choice(sorted(one["id"] for one in here["options"])))
        total += LAB.mark(CONTENT, path(*taken)).score
    assert abs(total / rounds - exact) < Fraction(2, 100)
    assert Fraction(1, 10) < exact < Fraction(1, 2)


def refused(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(ContentInvalid) as error:
        engine.read_content(branching_scenario(**changes))
    return [(".".join(map(str, fault.path)), fault.rule) for fault in error.value.faults]


def nodes(*listed: dict[str, Any], total: int = 20) -> dict[str, Any]:
    return {"nodes": list(listed), "total": total, "badges": [], "variants": None}


LAST = node("last", option("a", 10), option("b", -1))
FLAW = {
    "a node twice": (nodes(LAST, LAST), [("nodes.1.id", "node_twice")]),
    "an option twice": (
        nodes(node("first", option("a", 1, "last"), option("a", 2, "last")), LAST),
        [("nodes.0.options.1.id", "same_id")],
    ),
    "no such next": (
        nodes(node("first", option("a", 10, "nowhere"), option("b", 1, "last")), LAST),
        [("nodes.0.options.0.next", "unknown_next")],
    ),
    "a cycle": (
        nodes(
            node("first", option("a", 10, "last"), option("b", 1, "last")),
            node("last", option("b", 10), option("a", 1, "first")),
        ),
        [("nodes.0", "node_cycle")],
    ),
    "unreachable": (
        nodes(node("first", option("a", 10), option("b", 1)), LAST),
        [("nodes.1.id", "node_unreachable")],
    ),
    "no such flag": (
        nodes(node("first", option("a", 10, "last", sets=["ghost"]), option("b", 1, "last")), LAST),
        [("nodes.0.options.0.sets", "unknown_flag")],
    ),
    "a flag that nothing sets": (
        nodes(node("first", option("a", 10, "last"), option("b", 1, "last"), option("c", 2, "last", requires="gap")), LAST),
        [("nodes.0.options.2.requires", "flag_never_set")],
    ),
    "a flag that is set too late": (
        nodes(
            node("first", option("a", 10, "last"), option("b", 1, "last"), option("c", 2, "last", requires="gap")),
            node("last", option("a", 10, sets=["gap"]), option("b", -1)),
        ),
        [("nodes.0.options.2.requires", "option_never")],
    ),
    "one option left": (
        nodes(
            node("first", option("a", 10, "last", sets=["seen"]), option("b", 1, "last")),
            node("last", option("a", 10, requires="seen"), option("b", 1)),
        ),
        [("nodes.1.options", "node_stuck")],
    ),
    "nothing to earn": (
        nodes(node("first", option("a", 10, "last"), option("b", 1, "last")), node("last", option("a", 0), option("b", -1))),
        [("nodes.1.options", "node_hopeless")],
    ),
    "a flag twice": (
        {"flags": [{"id": "seen", "text": "One"}, {"id": "seen", "text": "Two"}, {"id": "gap", "text": "Gap"}]},
        [("flags.1.id", "flag_twice")],
    ),
    "another total": ({"total": 31, "variants": None}, [("total", "total_differs")]),
    "a badge for no flag": (
        {"badges": [{"id": "x", "text": "X", "without": ["ghost"]}], "variants": None},
        [("badges.0.without", "unknown_flag")],
    ),
    "a badge for no decision": (
        {"badges": [{"id": "x", "text": "X", "taken": [{"node": "last", "option": "z"}]}], "variants": None},
        [("badges.0.taken.0", "unknown_decision")],
    ),
    "ids that tell": (
        nodes(
            node("n1", option("a", 10, "n2"), option("b", 1, "n2")),
            node("n2", option("a", 10, "n3"), option("b", 1, "n3")),
            node("n3", option("a", 10, "n4"), option("b", 1, "n4")),
            node("n4", option("b", 10), option("a", 1)),
            total=40,
        ),
        [("nodes", "option_ids_tell")],
    ),
    "a variant with a fault of its own": (
        {"variants": [{"id": "night", "total": 24, "nodes": [node("look", option("b", 4, "last"), option("a", -2, "gone"))]}]},
        [("variants.0", "lab_variant"), ("variants.0.nodes.0.options.1.next", "unknown_next")],
    ),
    "a variant that leaves out what others lead to": (
        {"variants": [{"id": "night", "without": ["repair"]}]},
        [("variants.0", "lab_variant"), ("nodes.0.options.0.next", "unknown_next")],
    ),
    "a variant with another's name": (
        {"variants": [{"id": "base"}]},
        [("variants.0.id", "same_id")],
    ),
    "a parameter with the variants' name": (
        {"stem": "At {{variant}}.", "parameters": [{"name": "variant", "values": ["one", "two"]}]},
        [("parameters.0.name", "parameter_variant")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FLAW)
def test_each_fault_of_a_graph_is_named_with_its_place_and_rule(name: str) -> None:
    changes, expected = FLAW[name]
    assert refused(**changes) == expected


def test_a_variant_is_drawn_pinned_and_marked_by_its_own_key() -> None:
    data = engine.plain_content(branching_scenario())
    drawn = {engine.draw_values_of(data, seed=seed)["variant"] for seed in range(20)}
    assert drawn == {"base", "night"}
    assert engine.draw_values_of(data, seed=3, met=["night"]) == {"variant": "base"}
    night = engine.variant_of(data, {"variant": "night"})
    assert engine.mark_item(night, path("b", "c", "c")).score == 1
    assert engine.read_content(night).stem == "You are on call at night."
    assert engine.drawn_by(data) == {"variant:base", "variant:night"}
    with pytest.raises(KeyError):
        engine.variant_of(data, {"variant": "gone"})


def test_parameters_may_stand_in_a_lab_beside_its_variants() -> None:
    data = engine.plain_content(
        branching_scenario(stem="You are on call in {{town}}.", parameters=[{"name": "town", "values": ["Ayr", "Wick"]}])
    )  # fmt: skip
    drawn = engine.draw_values_of(data, seed=1)
    assert set(drawn) == {"town", "variant"}
    shown = engine.read_content(engine.variant_of(data, drawn | {"variant": "base"})).stem
    assert shown == f"You are on call in {drawn['town']}."
