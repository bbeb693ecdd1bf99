"""Matching, ordering and categorise: what each answer earns, and that a page tells nothing of the key."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from assessments.engine.interactions.ordering import longest_ordered
from tests.assessments.engine import samples

MATCHING, CATEGORISE = samples.matching(), samples.categorise()
RIGHT_ORDER = ["s3", "s1", "s4", "s2"]


def score_of(data: dict[str, Any], response: Any) -> Fraction:
    interaction, content = engine.interaction_of(data), engine.read_content(data)
    return interaction.mark(content, interaction.check(content, response)).score


@pytest.mark.parametrize(
    ("targets", "score"),
    [
        ({"r1": "Management", "r2": "Risk function", "r3": "Management"}, Fraction(1)),
        ({"r1": "Management", "r2": "The vendor", "r3": "Management"}, Fraction(2, 3)),
        ({"r2": "Risk function"}, Fraction(1, 3)),
        ({"r1": "The vendor", "r2": "The vendor", "r3": "The regulator"}, Fraction(0)),
    ],
    ids=["all right", "one wrong", "one given and right", "all wrong"],
)
def test_matching_earns_right_stems_over_all_stems(targets: dict[str, str], score: Fraction) -> None:
    assert score_of(MATCHING, samples.rows(**targets)) == score


@pytest.mark.parametrize(
    ("targets", "score"),
    [
        ({"e1": "Inferred", "e2": "Inferred", "e3": "Observed", "e4": "Observed"}, Fraction(1)),
        ({"e1": "Observed", "e2": "Inferred", "e3": "Observed", "e4": "Unknown"}, Fraction(1, 2)),
        ({"e1": "Inferred"}, Fraction(1, 4)),
    ],
    ids=["all right", "half", "one"],
)
def test_categorise_earns_right_entries_over_all_entries(targets: dict[str, str], score: Fraction) -> None:
    assert score_of(CATEGORISE, samples.rows(**targets)) == score


def order(*names: str) -> dict[str, Any]:
    return {"places": {name: place for place, name in enumerate(names, start=1) if name}}


@pytest.mark.parametrize(
    ("response", "absolute", "subset", "whole"),
    [
        (order("s3", "s1", "s4", "s2"), 1, 1, 1),
        # One moved to the end: no place but the first is right, yet three of four stand in order.
        (order("s3", "s4", "s2", "s1"), "1/4", "3/4", 0),
        (order("s1", "s3", "s4", "s2"), "1/2", "3/4", 0),
        # Turned round: a longest run of one entry says nothing.
        (order("s2", "s4", "s1", "s3"), 0, 0, 0),
        # Half done.
        (order("s3", "s1", "", ""), "1/2", "1/2", 0),
        # Two in one place are in none.
        ({"places": {"s3": 1, "s1": 2, "s4": 2, "s2": 4}}, "1/2", "1/2", 0),
    ],
    ids=["right", "one at the end", "two swapped", "turned round", "half done", "one place twice"],
)
def test_an_order_earns_by_its_scheme(
    response: Any, absolute: int | str, subset: int | str, whole: int | str
) -> None:
    schemes = {"absolute-position": absolute, "longest-ordered-subset": subset, "all-or-nothing": whole}
    for scheme, score in schemes.items():
        assert score_of(samples.ordering(scheme), response) == Fraction(score), scheme


@given(st.permutations(range(8)))
def test_the_longest_ordered_subset_rises_and_none_is_longer(numbers: list[int]) -> None:
    found = longest_ordered(numbers)
    assert found == sorted(found)
    places = [numbers.index(number) for number in found]
    assert places == sorted(places)
    # By trying all subsets.
    best = max(
        len(subset)
        for mask in range(256)
        if (subset := [number for place, number in enumerate(numbers) if mask >> place & 1]) == sorted(subset)
    )
    assert len(found) == best


@given(
    st.permutations(RIGHT_ORDER),
    st.sampled_from(["absolute-position", "longest-ordered-subset", "all-or-nothing"]),
)
def test_the_order_in_which_places_are_sent_does_not_matter(names: list[str], scheme: str) -> None:
    places = {name: RIGHT_ORDER.index(name) + 1 for name in names}
    assert score_of(samples.ordering(scheme), {"places": places}) == 1


@given(st.integers(0, 10_000))
def test_the_right_order_is_never_the_one_that_is_shown(seed: int) -> None:
    data = samples.ordering()
    view = engine.interaction_of(data).view(engine.read_content(data), seed=seed)
    shown = [row["id"] for row in view["rows"]]  # type: ignore[index,union-attr,call-overload]
    assert sorted(shown) == sorted(RIGHT_ORDER)
    assert shown != RIGHT_ORDER


@pytest.mark.parametrize("data", [MATCHING, CATEGORISE], ids=["matching", "categorise"])
@given(seed=st.integers(0, 1000))
def test_the_page_holds_the_same_whatever_the_key_is(data: dict[str, Any], seed: int) -> None:
    """Two items that differ in their key alone look the same to a candidate."""
    field, name = ("pairs", "match") if data is MATCHING else ("entries", "category")
    targets = [row[name] for row in data[field]]
    turned = [row | {name: target} for row, target in zip(data[field], reversed(targets), strict=True)]
    other = data | {field: turned}
    interaction = engine.interaction_of(data)
    views = [interaction.view(engine.read_content(found), seed=seed) for found in (data, other)]
    assert json.dumps(views[0]) == json.dumps(views[1])


@pytest.mark.parametrize(
    ("name", "response", "rule"),
    [
        ("matching", {"rows": {"r9": "t00000000"}}, "foreign_option"),
        ("matching", {"rows": {"r1": "t00000000"}}, "foreign_option"),
        ("matching", {"rows": {"r1": 7}}, "foreign_option"),
        ("matching", {"rows": ["r1"]}, "choose_some"),
        ("categorise", {"rows": {"e1": "Observed"}}, "foreign_option"),
        ("ordering", {"places": {"s9": 1}}, "foreign_option"),
        ("ordering", {"places": {"s1": 0}}, "choose_places"),
        ("ordering", {"places": {"s1": 5}}, "choose_places"),
        ("ordering", {"places": {"s1": True}}, "choose_places"),
        ("ordering", {"places": {"s1": "1"}}, "choose_places"),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(name: str, response: Any, rule: str) -> None:
    with pytest.raises(engine.ResponseInvalid) as refused:
        score_of(samples.EVERY[name][0], response)
    assert refused.value.rule == rule


@pytest.mark.parametrize(
    ("data", "guess"),
    [
        (MATCHING, Fraction(1, 4)),
        (CATEGORISE, Fraction(1, 3)),
        (samples.ordering("absolute-position"), Fraction(1, 4)),
        (samples.ordering("all-or-nothing"), Fraction(1, 24)),
        (samples.ordering("longest-ordered-subset"), None),
    ],
)
def test_what_a_guess_earns(data: dict[str, Any], guess: Fraction | None) -> None:
    assert engine.interaction_of(data).guess(engine.read_content(data)) == guess


def test_posted_fields_become_a_response() -> None:
    ordering = engine.INTERACTIONS["ordering"]
    assert ordering.read_form({"place-s1": ["2"], "place-s3": [""], "seen": ["0"]}) == {"places": {"s1": 2}}
    assert ordering.read_form({"place-s1": [""]}) == {}
    matching = engine.INTERACTIONS["matching"]
    assert matching.read_form({"row-r1": ["tabc"], "row-r2": [""]}) == {"rows": {"r1": "tabc"}}
