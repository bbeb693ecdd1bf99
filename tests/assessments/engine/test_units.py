"""Units of a numeric answer: converted exactly, asked for or not, and what leaving one out costs."""

from fractions import Fraction
from typing import Any

import pytest

from assessments import engine
from tests.assessments.engine import samples

OTHERS = [{"name": "g", "factor": "0.001"}, {"name": "t", "factor": "1000"}]


def score(text: str, **changes: Any) -> Fraction:
    content = samples.numeric(samples.numeric_answer("2.5", "0.1"), unit="kg", units=OTHERS, **changes)
    return engine.mark_item(engine.plain_content(content), {"text": text}).score


@pytest.mark.parametrize(
    ("text", "optional", "required", "penalty"),
    [
        ("2.5 kg", "1", "1", "1"),
        ("kg 2.5", "1", "1", "1"),
        ("2500 g", "1", "1", "1"),
        ("0.0025 t", "1", "1", "1"),
        ("2.5×10^3 g", "1", "1", "1"),
        ("2.5 KG", "1", "1", "1"),
        ("2.5", "1", "0", "3/4"),
        ("2.5 lb", "0", "0", "3/4"),
        ("2500", "0", "0", "0"),
        ("2500 kg", "0", "0", "0"),
        ("frog 2.5", "0", "0", "0"),
        ("2.5 frogs in a pond", "0", "0", "0"),
        ("kg", "0", "0", "0"),
    ],
)
def test_a_unit_is_read_converted_and_paid_for(text: str, optional: str, required: str, penalty: str) -> None:
    assert score(text) == Fraction(optional)
    assert score(text, unit_policy="optional") == Fraction(optional)
    assert score(text, unit_policy="required") == Fraction(required)
    assert score(text, unit_policy="penalty", unit_penalty="1/4") == Fraction(penalty)


def test_capitals_are_forgiven_only_where_they_tell_nothing_apart() -> None:
    content = engine.plain_content(
        samples.numeric(samples.numeric_answer("3"), unit="mW", units=[{"name": "MW", "factor": "1e9"}])
    )
    assert engine.mark_item(content, {"text": "3 mW"}).score == 1
    assert engine.mark_item(content, {"text": "3 MW"}).score == 0
    assert engine.mark_item(content, {"text": "3 mw"}).score == 0


def test_an_answer_of_zero_may_carry_a_unit() -> None:
    content = engine.plain_content(samples.numeric(samples.numeric_answer("0"), unit="kg", units=OTHERS))
    assert engine.mark_item(content, {"text": "0 g"}).score == 1


def test_the_unit_is_not_shown_beside_the_box_where_it_is_asked_for() -> None:
    content = engine.plain_content(samples.numeric(unit="kg", unit_policy="required"))
    view = engine.interaction_of(content).view(engine.read_content(content), seed=1)
    assert "kg" not in str(view)
    assert view["asks_unit"] is True


def test_what_was_read_is_said_in_the_first_unit() -> None:
    content = engine.read_content(samples.numeric(unit="kg", units=OTHERS, unit_policy="required"))
    say = engine.INTERACTIONS["numeric"].describe
    assert say(content, {"text": "2500 g"}) == "2500 g (read as 2.5)"
    assert say(content, {"text": "2.5"}) == "2.5 (without the unit)"
    assert say(content, {"text": "2.5 kg"}) == "2.5 kg"
