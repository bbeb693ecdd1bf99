"""A panel's cut against a second way to compute it, and what a panel may not leave out."""

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from statistics import stdev
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine import CellWithoutItems, RatingsIncomplete, as_cut, form_weights, panel_result
from assessments.engine.cut_studies import root


@st.composite
def panels(draw: Any) -> dict[int, dict[int, int]]:
    judges, items = draw(st.integers(1, 6)), draw(st.integers(1, 12))
    percent = st.integers(0, 100)
    return {judge: {item: draw(percent) for item in range(items)} for judge in range(judges)}


@given(panels())
def test_the_cut_is_the_mean_of_the_judges_sums_and_its_error_their_spread(
    panel: dict[int, dict[int, int]],
) -> None:
    found = panel_result(panel, dict.fromkeys(panel[0], Fraction(1)))
    # By the judges first, not by the items: the other way round.
    sums = [sum(said.values()) / 100 for said in panel.values()]
    assert float(found.cut) == pytest.approx(sum(sums) / len(sums), abs=1e-9)
    assert found.cut == sum(found.sums.values(), Fraction(0)) / len(panel)
    if len(panel) == 1:
        assert found.standard_error is None
    else:
        assert float(found.error_squared or 0) ** 0.5 == pytest.approx(
            stdev(sums) / len(sums) ** 0.5, abs=1e-9
        )
    assert 0 <= found.cut <= len(panel[0])
    for item, one in found.items.items():
        column = [said[item] for said in panel.values()]
        assert (one.lowest, one.highest) == (min(column), max(column))


@given(st.fractions(0, 10_000, max_denominator=10_000), st.integers(0, 6))
def test_a_root_is_rounded_as_a_longer_decimal_is(square: Fraction, places: int) -> None:
    with localcontext() as context:
        context.prec = 60
        longer = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
        assert root(square, places=places) == longer.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@given(st.fractions(0, 500, max_denominator=5000))
def test_a_kept_cut_is_less_than_half_a_thousandth_away(cut: Fraction) -> None:
    kept = as_cut(cut)
    assert abs(Fraction(kept) - cut) <= Fraction(1, 2000)
    assert kept.as_tuple().exponent == -3


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9), min_size=1), st.integers(1, 5))
def test_weights_of_a_cell_come_to_what_a_form_has_of_it(form: dict[str, int], more: int) -> None:
    items = {f"{cell}{number}": cell for cell, count in form.items() for number in range(count + more - 1)}
    weights = form_weights(form, items)
    for cell, count in form.items():
        assert sum(weight for item, weight in weights.items() if items[item] == cell) == count


def test_a_cell_of_which_nothing_is_judged_is_named() -> None:
    with pytest.raises(CellWithoutItems) as refused:
        form_weights({("d1", "apply"): 2, ("d2", "know"): 1}, {"i": ("d1", "apply")})
    assert refused.value.args == (("d2", "know"),)
    assert form_weights({"d1": 1, "d2": 0}, {"i": "d1", "j": "d9"}) == {"i": 1}


@pytest.mark.parametrize(
    "ratings",
    [
        {},
        {"A": {"i": 50}},
        {"A": {"i": 50, "j": 101}},
        {"A": {"i": 50, "j": -1}},
        {"A": {"i": 50, "j": True}},
        {"A": {"i": 50, "j": 50, "k": 50}},
    ],
    ids=["nobody", "left out", "too much", "too little", "no number", "foreign"],
)
def test_what_is_incomplete_is_no_cut(ratings: dict[str, dict[str, int]]) -> None:
    with pytest.raises(RatingsIncomplete):
        panel_result(ratings, {"i": Fraction(1), "j": Fraction(1)})
