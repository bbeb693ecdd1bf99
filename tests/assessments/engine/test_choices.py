"""Single and multiple choice."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from assessments.engine.interactions.multiple_choice import MultipleChoice
from tests.assessments.engine import samples


def ids_of(view: dict[str, object]) -> list[str]:
    return [choice["id"] for choice in view["choices"]]  # type: ignore[index,attr-defined]


@pytest.mark.parametrize(("choice", "score"), [("a", "1"), ("b", "1/3"), ("c", "-1/3"), ("d", "0")])
def test_a_single_choice_earns_the_credit_of_its_option_also_a_negative_one(choice: str, score: str) -> None:
    mark = engine.mark_item(samples.single_choice(1, "1/3", "-0.3333333", 0), {"choice": choice})
    assert mark.score == Fraction(score)
    assert [part.id for part in mark.parts if part.chosen] == [choice]
    assert {part.id: part.feedback for part in mark.parts}[choice] == f"Rationale of {choice}"


@pytest.mark.parametrize(
    ("chosen", "score"),
    [
        ("ab", "1"),
        ("a", "1/2"),
        ("ad", "1/4"),
        ("ac", "0"),
        ("cd", "0"),
        ("abcd", "1/4"),
        ("c", "0"),
    ],
)
def test_a_multiple_choice_adds_credits_and_clips_the_sum(chosen: str, score: str) -> None:
    mark = engine.mark_item(samples.multiple_choice(), {"choices": list(chosen)})
    assert mark.score == Fraction(score)


def test_one_wrong_option_that_costs_everything_makes_it_all_or_nothing() -> None:
    content = samples.multiple_choice("1/3", "1/3", "1/3", -1)
    for size in range(5):
        for chosen in combinations("abcd", size):
            score = engine.mark_item(content, {"choices": list(chosen)}).score
            assert score == (0 if "d" in chosen else Fraction(size, 3))


def test_three_thirds_as_other_systems_write_them_make_one() -> None:
    content = samples.multiple_choice("0.3333333", "0.3333333", "0.3333333", 0)
    assert engine.mark_item(content, {"choices": ["a", "b", "c"]}).score == 1


def test_options_named_more_than_once_count_once() -> None:
    interaction = MultipleChoice()
    content = engine.read_content(samples.multiple_choice())
    assert interaction.check(content, {"choices": ["b", "a", "b"]}) == {"choices": ["a", "b"]}
    assert interaction.mark(content, {"choices": ["a", "a"]}).score == Fraction(1, 2)


def test_an_option_called_0_is_an_answer() -> None:
    content = samples.single_choice(choices=samples.choices(1, 0, ids="01"))
    interaction = engine.interaction_of(content)
    assert interaction.is_answered(engine.read_content(content), {"choice": "0"})


def test_options_keep_their_order_unless_they_are_shuffled() -> None:
    content = samples.single_choice(shuffle=False)
    view = engine.interaction_of(content).view(engine.read_content(content), seed=99)
    assert ids_of(view) == ["a", "b", "c", "d"]


@given(st.integers(0, 2**62))
def test_a_shuffle_shows_every_option_once(seed: int) -> None:
    content = samples.single_choice()
    view = engine.interaction_of(content).view(engine.read_content(content), seed=seed)
    assert sorted(ids_of(view)) == ["a", "b", "c", "d"]


def test_shuffles_are_spread_evenly() -> None:
    content = samples.single_choice()
    interaction, model = engine.interaction_of(content), engine.read_content(content)
    first = [ids_of(interaction.view(model, seed=seed))[0] for seed in range(4000)]
    for name in "abcd":
        # Each should come first 1,000 times; five standard deviations are 137.
        assert abs(first.count(name) - 1000) < 137


def test_a_shuffle_is_the_one_that_was_always_made_from_its_seed() -> None:
    # Written down: candidates who come back must find the options where they were, for ever.
    content = samples.single_choice()
    interaction, model = engine.interaction_of(content), engine.read_content(content)
    assert [ids_of(interaction.view(model, seed=seed)) for seed in (1, 2, 3)] == [
        list("bcda"),
        list("cabd"),
        list("dcab"),
    ]
