"""Texts with gaps: shares by weight, exact; gaps only where a control can stand."""

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from assessments.engine.gaps import gap_ids, placeholders, reachable_gaps, with_placeholders, words_around
from tests.assessments.engine.samples import chosen_gap, cloze, numeric_answer, numeric_gap, typed_gap

CLOZE = engine.INTERACTIONS["cloze"]


def mark(content: dict[str, Any], gaps: dict[str, str]) -> engine.Mark:
    return engine.mark_item(content, {"gaps": gaps} if gaps else {})


def test_a_gap_earns_its_credit_by_its_weight_and_nothing_is_rounded() -> None:
    content = cloze(
        typed_gap("a", "yes", ("nearly", "1/3"), weight=3),
        chosen_gap("b", 1, "1/2", weight=2),
        numeric_gap("c", numeric_answer("10", "1")),
    )
    assert mark(content, {"a": "yes", "b": "a", "c": "11"}).score == 1
    assert mark(content, {"a": "nearly", "b": "b"}).score == (Fraction(3, 3) + 2 * Fraction(1, 2)) / 6
    assert mark(content, {"c": "10 months"}).score == Fraction(1, 6)


def test_each_gap_is_a_part_in_the_order_of_the_text_with_what_is_said_to_its_answer() -> None:
    content = cloze(
        typed_gap("a"),
        chosen_gap("b"),
        text="First [[b]], then [[a]].",
    )
    found = mark(content, {"b": "b"})
    assert [(part.id, part.score, part.chosen, part.feedback) for part in found.parts] == [
        ("b", 0, True, "Rationale of b"),
        ("a", 0, False, ""),
    ]


@pytest.mark.parametrize(
    ("case_sensitive", "written", "score"),
    [(False, "AUDIT  committee", 1), (True, "AUDIT committee", 0), (True, "audit committee", 1)],
)
def test_words_are_compared_as_those_of_a_short_text(case_sensitive: bool, written: str, score: int) -> None:
    content = cloze(typed_gap("a", case_sensitive=case_sensitive))
    assert mark(content, {"a": written}).score == score


def test_the_view_numbers_gaps_by_the_text_and_says_the_words_around() -> None:
    content = cloze(
        typed_gap("a"),
        numeric_gap("b"),
        text="The **owner** of a risk accepts it for [[b]], and [[a]] is told.",
    )
    view = CLOZE.view(engine.read_content(content), seed=1)
    first, second = view["gaps"]
    assert (first["id"], first["number"], first["unit"]) == ("b", 1, "months")
    assert first["before"] == "owner of a risk accepts it for"[-len(first["before"]) :]
    assert first["after"].startswith(", and … is told")
    assert second["before"].endswith("and")
    assert "audit committee" not in json.dumps(view)


def test_a_chosen_gap_is_shuffled_by_the_seed_apart_from_others_and_stays_when_told() -> None:
    many = chosen_gap("a", 1, *[0] * 7)
    content = engine.read_content(cloze(many, many | {"id": "b"}, many | {"id": "c", "shuffle": False}))
    views = [CLOZE.view(content, seed=seed)["gaps"] for seed in (1, 1, 2)]
    orders = [[[choice["id"] for choice in gap["choices"]] for gap in gaps] for gaps in views]
    assert orders[0] == orders[1]
    assert orders[0] != orders[2]
    assert orders[0][0] != orders[0][1]
    assert orders[0][2] == list("abcdefgh")


@pytest.mark.parametrize(
    "text",
    [
        "**[[a]]** and *so on*",
        "- one\n- [[a]]",
        "## Heading [[a]]",
        "\\[\\[b]] and [[a]]",
        "<b>[[a]]</b>",
        "[[[a]]]",
        "&[[a]];",
    ],
)
def test_a_gap_may_stand_in_any_running_text(text: str) -> None:
    assert reachable_gaps(text) == {"a"}


@pytest.mark.parametrize(
    "text",
    [
        "`[[a]]`",
        "```\n[[a]]\n```",
        "    [[a]]",
        "[x](https://example.org/[[a]])",
        "[x](https://example.org '[[a]]')",
        "[about [[a]] here](https://example.org)",
        "![[[a]]](https://example.org/x.png)",
        "<https://example.org/[[a]]>",
        "[x]: https://example.org/[[a]]",
    ],
)
def test_a_gap_that_no_control_could_stand_in_is_not_reachable(text: str) -> None:
    assert gap_ids(text) == ["a"]
    assert reachable_gaps(text) == set()


@given(st.text(alphabet="ab[]x ` *_(<>\n", max_size=60), st.text(max_size=30))
def test_no_text_holds_its_own_placeholders(text: str, more: str) -> None:
    text = f"{text} [[a]] {more}"
    for name in placeholders(text).values():
        assert name not in text
        assert name in with_placeholders(text)


def test_a_placeholder_that_was_copied_from_another_text_is_only_text() -> None:
    copied = placeholders("The [[a]].")["a"]
    text = f"{copied} and [[a]]"
    assert placeholders(text)["a"] != copied
    assert words_around(text, "a", other="…")[0] == f"{copied} and"


weights = st.integers(1, 100)
answers = st.fixed_dictionaries(
    {},
    optional={
        "t": st.sampled_from(["right", "half", "wrong", " "]),
        "c": st.sampled_from(["a", "b", "c"]),
        "n": st.sampled_from(["12", "12,0", "13", "twelve"]),
    },
)


def weighted(t: int, c: int, n: int) -> dict[str, Any]:
    return cloze(
        typed_gap("t", "right", ("half", "1/2"), weight=t),
        chosen_gap("c", 1, "1/3", 0, weight=c),
        numeric_gap("n", weight=n),
    )


@given(weights, weights, weights, answers)
def test_a_score_lies_between_nothing_and_everything_and_marks_the_same_again(
    t: int, c: int, n: int, given_answers: dict[str, str]
) -> None:
    data = weighted(t, c, n)
    content = engine.read_content(data)
    checked = CLOZE.check(content, {"gaps": given_answers} if given_answers else {})
    first = CLOZE.mark(content, checked)
    assert 0 <= first.score <= 1
    worth = {"t": t, "c": c, "n": n}
    assert first.score == sum(worth[part.id] * part.score for part in first.parts) / (t + c + n)
    stored = json.loads(json.dumps(checked))
    assert CLOZE.mark(engine.read_content(json.loads(engine.canonical_json(data))), stored) == first


@given(weights, weights, weights)
def test_a_guess_lies_between_nothing_and_everything(t: int, c: int, n: int) -> None:
    guess = CLOZE.guess(engine.read_content(weighted(t, c, n)))
    assert guess == c * Fraction(4, 9) / (t + c + n)
