"""Simulated candidates: their responses are possible ones, and follow the model that is named."""

import math
from fractions import Fraction

import pytest

from assessments import engine
from assessments.engine.plausible import plausible_responses
from assessments.linting.reading import LABS
from tests.assessments.engine.samples import EVERY, MARKED_BY_PEOPLE, single_choice

PEOPLE = 2000


@pytest.mark.parametrize("kind", EVERY)
def test_every_plausible_response_is_one_that_a_candidate_can_give(kind: str) -> None:
    content, _right = EVERY[kind]
    interaction, model = engine.interaction_of(content), engine.read_content(content)
    responses = plausible_responses(content, seed=3)
    assert responses[-1] == {}
    assert all(interaction.check(model, response) == response for response in responses)
    assert responses == plausible_responses(content, seed=3)


@pytest.mark.parametrize("kind", sorted(LABS))
def test_labs_are_left_alone_by_who_is_made_up(kind: str) -> None:
    """They are practice: examinations that are filled for scale draw none."""
    assert engine.simulated_item(EVERY[kind][0], seed=5).responses == ({},)


@pytest.mark.parametrize("kind", sorted(set(EVERY) - MARKED_BY_PEOPLE - LABS))
def test_among_the_responses_are_the_right_one_and_wrong_ones(kind: str) -> None:
    item = engine.simulated_item(EVERY[kind][0], seed=5)
    assert max(item.scores) == 1
    assert min(item.scores) <= 0
    for ability in (-3.0, 0.0, 3.0):
        assert math.isclose(sum(item.probabilities(ability)), 1)


def test_right_or_wrong_follows_the_three_parameter_logistic_model() -> None:
    item = engine.simulated_item(single_choice(), seed=7)
    right = item.scores.index(Fraction(1))
    for ability in (-2.0, -0.3, 0.0, 1.7):
        logistic = 1 / (1 + math.exp(-item.discrimination * (ability - item.difficulty)))
        expected = item.guessing + (1 - item.guessing) * logistic
        assert math.isclose(item.probabilities(ability)[right], expected)


def test_what_is_drawn_is_as_frequent_as_the_model_says() -> None:
    item = engine.simulated_item(single_choice(), seed=11)
    given = [item.respond(0.5, chance=(number + 0.5) / PEOPLE) for number in range(PEOPLE)]
    for response, probability in zip(item.responses, item.probabilities(0.5), strict=True):
        assert abs(given.count(response) / PEOPLE - probability) < 2 / PEOPLE


def test_what_people_mark_gets_answers_and_no_score() -> None:
    item = engine.simulated_item(EVERY["essay"][0], seed=2)
    assert len(item.responses) > 1
    assert set(item.scores) == {Fraction(0)}
    assert math.isclose(sum(item.probabilities(1.0)), 1)
