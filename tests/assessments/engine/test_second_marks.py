"""Second markers: a sample that never changes, and figures of agreement that are exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine import is_sampled, marker_agreement, needs_third

SAMPLE = [10, 18, 25, 38, 43, 55, 56]
MARKS = st.fractions(0, 1, max_denominator=20)


def test_a_sample_has_about_its_share_and_depends_on_its_seed() -> None:
    names = [f"{number}|1" for number in range(4000)]
    drawn = [name for name in names if is_sampled(name, seed="one", percent=10)]
    assert 320 < len(drawn) < 480
    assert drawn != [name for name in names if is_sampled(name, seed="two", percent=10)]


def test_the_sample_of_a_seed_is_the_same_for_ever() -> None:
    assert [n for n in range(60) if is_sampled(str(n), seed="assay", percent=10)] == SAMPLE


@given(st.text(max_size=20), st.integers(0, 99))
def test_a_larger_share_keeps_whoever_was_in_a_smaller_one(name: str, percent: int) -> None:
    if is_sampled(name, seed="s", percent=percent):
        assert is_sampled(name, seed="s", percent=percent + 1)
    assert is_sampled(name, seed="s", percent=100)
    assert not is_sampled(name, seed="s", percent=0)


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [("1/2", "1/2", False), ("1/2", "3/5", False), ("1/2", "61/100", True), ("1", "9/10", False)],
)
def test_a_difference_at_the_value_stands(first: str, second: str, third: bool) -> None:
    assert needs_third(Fraction(first), Fraction(second), tolerance=10) is third


def test_figures_of_agreement_are_exact() -> None:
    pairs = [(Fraction(1), Fraction(1)), (Fraction(1, 2), Fraction(3, 5)), (Fraction(1), Fraction(2, 5))]
    found = marker_agreement(pairs, tolerance=10)
    assert (found.pairs, found.exact, found.within) == (3, Fraction(1, 3), Fraction(2, 3))
    assert (found.mean_difference, found.mean_distance) == (Fraction(-1, 6), Fraction(7, 30))
    assert marker_agreement([]).exact is None


@given(st.lists(st.tuples(MARKS, MARKS), min_size=1))
def test_swapping_both_markers_turns_the_sign_and_nothing_else(
    pairs: list[tuple[Fraction, Fraction]],
) -> None:
    one, other = marker_agreement(pairs), marker_agreement([(b, a) for a, b in pairs])
    assert one.mean_difference == -(other.mean_difference or 0)
    assert (one.exact, one.mean_distance) == (other.exact, other.mean_distance)
