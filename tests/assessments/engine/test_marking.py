"""From marks to the score of a form and of its domains."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from assessments.engine import ItemResult


def result(position: int, score: Fraction | int, domain: str = "auditing") -> ItemResult:
    return ItemResult(position, domain, Fraction(score))


def test_three_thirds_are_one_of_three() -> None:
    results = [result(place, Fraction(1, 3)) for place in (1, 2, 3)]
    assert engine.total(results) == (1, 3)


def test_an_empty_form_scores_nothing_of_nothing() -> None:
    assert engine.total([]) == (0, 0)
    assert engine.by_domain([]) == ()


def test_a_sum_below_nothing_is_nothing() -> None:
    assert engine.total([result(1, -1), result(2, Fraction(1, 2))]) == (0, 2)


def test_a_cost_takes_from_what_other_items_earned() -> None:
    assert engine.total([result(1, 1), result(2, Fraction(-1, 3))])[0] == Fraction(2, 3)


def test_domains_stand_in_the_order_of_the_form_with_their_own_sums() -> None:
    results = [result(1, 1, "risk"), result(2, 0, "auditing"), result(3, Fraction(1, 2), "risk")]
    found = engine.by_domain(results)
    assert [(score.domain, score.score, score.maximum, score.items) for score in found] == [
        ("risk", Fraction(3, 2), 2, 2),
        ("auditing", 0, 1, 1),
    ]


def test_no_bar_is_drawn_for_fewer_than_six_items() -> None:
    for items, drawn in ((5, False), (6, True)):
        (score,) = engine.by_domain([result(place, 1) for place in range(items)])
        assert score.has_bar is drawn


results = st.lists(
    st.builds(
        ItemResult,
        st.integers(1, 99),
        st.sampled_from(["a", "b", "c"]),
        st.fractions(min_value=0, max_value=1, max_denominator=12),
    ),
    max_size=30,
)


@given(results)
def test_where_nothing_costs_the_domains_add_up_to_the_total(listed: list[ItemResult]) -> None:
    score, maximum = engine.total(listed)
    domains = engine.by_domain(listed)
    assert score == sum(found.score for found in domains)
    assert maximum == sum(found.maximum for found in domains) == len(listed)
    assert 0 <= score <= maximum
