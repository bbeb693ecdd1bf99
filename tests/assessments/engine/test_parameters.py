"""Items whose values differ by attempt: what is drawn, what follows from it, and that the key goes along."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from assessments.engine.formulas import FormulaInvalid, compute
from tests.assessments.engine import samples

ITEM = engine.plain_content(samples.parameterised())


@given(st.integers(min_value=0, max_value=2**62))
def test_a_seed_always_draws_the_same_and_the_key_goes_along(seed: int) -> None:
    values = engine.draw_values_of(ITEM, seed=seed)
    assert values == engine.draw_values_of(ITEM, seed=seed)
    found = Fraction(int(values["cases"]) * int(values["rate"]), 100)
    variant = engine.variant_of(ITEM, values)
    assert engine.mark_item(variant, {"text": str(found)}).score == 1
    assert engine.mark_item(variant, {"text": str(found + 1)}).score == 0
    assert "{{" not in str(variant)


def test_every_variant_is_drawn_and_none_is_favoured() -> None:
    drawn = [tuple(engine.draw_values_of(ITEM, seed=seed).values()) for seed in range(2000)]
    counts = [drawn.count(one) for one in set(drawn)]
    # Ten variants, 200 expected of each: four standard deviations are 54.
    assert len(counts) == 10
    assert all(146 <= count <= 254 for count in counts)


def test_a_worked_draw_stays_what_it_is() -> None:
    # A change of this changes what candidates get for a stored seed.
    assert engine.draw_values_of(ITEM, seed=1) == WORKED


WORKED = {"cases": "500", "rate": "5", "found": "25"}


def test_a_corrected_version_keeps_the_numbers_that_were_seen_and_corrects_the_key() -> None:
    wrong = samples.parameterised(
        {"name": "cases", "values": ["200", "300"]},
        {"name": "rate", "values": ["5", "10"]},
        {"name": "found", "formula": "cases * rate"},
    )
    values = engine.draw_values_of(engine.plain_content(wrong), seed=3)
    variant = engine.variant_of(ITEM, values)
    found = Fraction(int(values["cases"]) * int(values["rate"]), 100)
    assert engine.mark_item(variant, {"text": str(found)}).score == 1
    assert engine.drawn_by(ITEM) == engine.drawn_by(wrong) == {"cases", "rate"}


def test_content_without_parameters_is_its_own_variant_and_keeps_its_digest() -> None:
    content = engine.plain_content(samples.numeric())
    assert engine.variant_of(content, {}) is content
    assert engine.draw_values_of(content, seed=1) == {}
    assert "parameters" not in content
    assert "units" not in content


def test_a_candidate_sees_values_and_never_the_formula() -> None:
    variant = engine.variant_of(ITEM, engine.draw_values_of(ITEM, seed=1))
    shown = engine.interaction_of(variant).view(engine.read_content(variant), seed=1)
    assert shown["stem"] == "Of 500 cases 5 % are found. How many?"
    assert "formula" not in str(shown)
    assert "parameters" not in str(shown)


def test_words_may_be_drawn_for_any_interaction() -> None:
    item = engine.plain_content(
        samples.single_choice(
            stem="The report comes from {{who}}. Which?",
            parameters=[{"name": "who", "values": ["an auditor", "a regulator"]}],
        )
    )
    seen = {engine.variant_of(item, engine.draw_values_of(item, seed=seed))["stem"] for seed in range(30)}
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("formula", "worth"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 ** 10", "1024"),
        ("2 ** -1", "1/2"),
        ("-n", "-8"),
        ("0.1 + 0.2", "3/10"),
        ("1e3", "1000"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(n / 3, 2)", "267/100"),
        ("min(n, 3, 5)", "3"),
        ("max(n, 3)", "8"),
    ],
)
def test_a_formula_comes_to_exactly(formula: str, worth: str) -> None:
    assert compute(formula, {"n": Fraction(8)}) == Fraction(worth)


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "1 +",
        "n.real",
        "n[0]",
        "(lambda: 1)()",
        "[n for n in (1,)]",
        "print(n)",
        "'a'",
        "True",
        "1j",
        "9 ** 9 ** 9",
        "round(n, 1000)",
        "n if n else 1",
        "f'{n}'",
        "1 / 0",
        "0 ** -1",
        "(" * 150 + "1" + ")" * 150,
        "x",
    ],
)
def test_what_is_no_arithmetic_is_refused(formula: str) -> None:
    with pytest.raises(FormulaInvalid):
        compute(formula, {"n": Fraction(8)})


@given(st.text(max_size=60))
def test_no_text_does_anything_but_compute_or_refuse(formula: str) -> None:
    try:
        found: Any = compute(formula, {"n": Fraction(8)})
    except FormulaInvalid:
        return
    assert isinstance(found, Fraction)
