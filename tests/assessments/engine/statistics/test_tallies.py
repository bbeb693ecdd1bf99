"""Tallies: they merge and come apart, classes of responses, and fifths."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from assessments.engine import statistics
from assessments.engine.statistics import Answer, Counting, OptionTally, Sitting, Tally
from tests.factories.assessments import single_choice
from tests.factories.sittings import MATCHING, MULTIPLE, TRUE_FALSE

names = st.sampled_from(["marks", "totals", "took:a"])
keys = st.sampled_from(["0|1", "1|1", "1/3|4/3"])
counted = st.lists(st.tuples(names, keys), max_size=20)


def tally_of(pairs: list[tuple[str, str]]) -> Tally:
    tally = Tally()
    for name, key in pairs:
        tally.put(name, key)
    return tally


@given(counted, counted)
def test_what_was_added_to_a_tally_can_be_taken_out_again(first: list, later: list) -> None:
    tally = tally_of(first)
    tally.add(tally_of(later))
    assert tally == tally_of(first + later)
    assert Tally(tally.plain()) == tally
    tally.remove(tally_of(later))
    assert tally == tally_of(first)
    assert bool(tally) is bool(first)


def test_what_a_tally_never_counted_cannot_be_taken_out() -> None:
    with pytest.raises(ValueError, match="was not counted"):
        tally_of([("marks", "1|1")]).remove(tally_of([("marks", "0|1")]))


@pytest.mark.parametrize(
    ("content", "response", "taken"),
    [
        (single_choice(), {"choice": "b"}, ("b",)),
        (single_choice(), {}, ("",)),
        (MULTIPLE, {"choices": ["a", "c"]}, ("a", "c")),
        (TRUE_FALSE, {"value": False}, ("false",)),
        (TRUE_FALSE, {}, ("",)),
        ({"type": "essay"}, {"text": "Words"}, ()),
    ],
    ids=["single", "single, nothing", "multiple", "false", "truth, nothing", "essay"],
)
def test_responses_fall_into_classes_where_that_says_something(
    content: dict, response: dict, taken: tuple
) -> None:
    assert statistics.taken_of(content["type"], response) == taken


@pytest.mark.parametrize("content", [single_choice(), MULTIPLE, TRUE_FALSE, MATCHING])
def test_the_right_classes_are_those_that_earn_the_mark(content: dict) -> None:
    classes = statistics.classes_of(engine.read_content(content))
    right = [one.id for one in classes if one.is_key]
    response: dict = {
        "single-choice": {"choice": right[0]},
        "multiple-choice": {"choices": right},
        "true-false": {"value": right[0] == "true"},
        "matching": {"rows": dict(one.partition("|")[::2] for one in right)},
    }[content["type"]]
    assert engine.mark_item(content, response).score == 1
    assert set(statistics.taken_of(content["type"], response)) == set(right)


def test_equal_rests_are_never_parted_into_two_fifths() -> None:
    options = OptionTally()
    for rest, taken in [(0, "b")] * 3 + [(5, "a")] * 4 + [(9, "a")] * 3:
        options.put([taken], Fraction(rest))
    sizes, shares = statistics.fifths_of(options)
    # Middles at 1.5, 5 and 8.5 of 10: the first, the third and the last fifth.
    assert sizes == [3, 0, 4, 0, 3]
    assert shares == {"a": [0, 0, 100, 0, 100], "b": [100, 0, 0, 0, 0]}


def test_a_mark_that_is_not_in_the_total_stands_beside_the_whole_total() -> None:
    counting = Counting()
    answers = [
        Answer("1", "d", "d|l", "1", in_form=True, counts=True),
        Answer("2+", "d", "d|l", "1/2", in_form=False, counts=False),
        Answer("3+", "d", "d|l", "1", in_form=True, counts=False),
    ]
    counting.put(Sitting("2026-11", "s", "", 1, answers, [30, None, None]))
    found = {(key.kind.value, key.name): tally.plain() for key, tally in counting.tallies.items()}
    assert found["item", "1"] == {"marks": {"1|1": 1}, "seconds": {"30": 1}}
    assert found["item", "2+"] == {"marks": {"1/2|1": 1}}
    assert found["item", "3+"] == {"marks": {"1|1": 1}}
    assert found["place", "d|l|2"] == {"marks": {"0|1": 1}}
    assert found["form", ""]["totals"] == {"1": 1}
