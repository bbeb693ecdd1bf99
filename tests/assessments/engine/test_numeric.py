"""Numbers with a tolerance and a unit."""

from fractions import Fraction

import pytest

from assessments import engine
from tests.assessments.engine import samples
from tests.assessments.engine.samples import numeric_answer


@pytest.mark.parametrize(
    ("written", "score"),
    [
        ("299", 1),
        ("299.0", 1),
        ("2.99e2", 1),
        ("299.0000000001", 0),
        ("298.9999999999", 0),
        ("300", 0),
        ("", 0),
    ],
)
def test_a_tolerance_of_nothing_accepts_the_value_alone(written: str, score: int) -> None:
    assert engine.mark_item(samples.numeric("299"), {"text": written}).score == score


def test_a_tolerance_of_nothing_holds_for_the_smallest_value() -> None:
    content = samples.numeric(numeric_answer("1e-20"), unit=None)
    assert engine.mark_item(content, {"text": "0.00000000000000000001"}).score == 1
    assert engine.mark_item(content, {"text": "0"}).score == 0
    assert engine.mark_item(content, {"text": "2e-20"}).score == 0


@pytest.mark.parametrize(
    ("kind", "written", "score"),
    [
        ("absolute", "99.9", 1),
        ("absolute", "100.1", 1),
        ("absolute", "100.10001", 0),
        ("relative", "90", 1),
        ("relative", "110", 1),
        ("relative", "89.9999", 0),
        ("geometric", "110", 1),
        ("geometric", "90.91", 1),
        ("geometric", "90.9", 0),
    ],
)
def test_each_tolerance_includes_its_edges_and_nothing_beyond(kind: str, written: str, score: int) -> None:
    content = samples.numeric(numeric_answer("100", "0.1", tolerance_type=kind))
    assert engine.mark_item(content, {"text": written}).score == score


def test_a_tenth_and_two_tenths_are_three_tenths() -> None:
    content = samples.numeric(numeric_answer("0.3"), unit=None)
    assert engine.mark_item(content, {"text": "0.3"}).score == 1
    content = samples.numeric(numeric_answer("0.2", "0.1"), unit=None)
    assert engine.mark_item(content, {"text": "0.3"}).score == 1


def test_the_first_value_that_accepts_wins_and_a_mistake_may_be_named() -> None:
    content = samples.numeric(
        numeric_answer("299"),
        numeric_answer("300", credit="1/2"),
        numeric_answer("2990", credit=0, rationale="You multiplied twice."),
    )
    assert engine.mark_item(content, {"text": "300"}).score == Fraction(1, 2)
    mark = engine.mark_item(content, {"text": "2990"})
    assert mark.score == 0
    assert [part.feedback for part in mark.parts] == ["You multiplied twice."]


@pytest.mark.parametrize(
    ("unit", "written", "score"),
    [
        ("items", "299 items", 1),
        ("items", "299items", 1),
        ("items", "299 ITEMS", 1),
        ("items", "items 299", 1),
        ("items", "299 reports", 0),
        ("items", "299 items items", 0),
        ("$", "$299", 1),
        ("$", "299 $", 1),
        ("$", "frog 299", 0),
        ("%", "299%", 1),
        ("e", "299 e", 1),
        (None, "299 items", 0),
    ],
)
def test_the_unit_may_stand_on_either_side_and_no_other_may(
    unit: str | None, written: str, score: int
) -> None:
    assert engine.mark_item(samples.numeric("299", unit=unit), {"text": written}).score == score


def test_what_is_not_a_number_is_kept_and_earns_nothing() -> None:
    content = samples.numeric()
    interaction, model = engine.interaction_of(content), engine.read_content(content)
    assert interaction.check(model, {"text": " two hund"}) == {"text": "two hund"}
    assert interaction.mark(model, {"text": "two hund"}).score == 0


def test_zero_is_an_answer() -> None:
    content = samples.numeric("0", unit=None)
    interaction, model = engine.interaction_of(content), engine.read_content(content)
    assert interaction.is_answered(model, {"text": "0"})
    assert interaction.mark(model, {"text": "0"}).score == 1
    assert interaction.mark(model, {}).score == 0
