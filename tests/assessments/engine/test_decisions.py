"""Pass or fail."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine import CutScore, Decision, classify


@pytest.mark.parametrize(
    ("score", "cut", "decision"),
    [
        ("69999/1000", "70", Decision.FAIL),
        ("70", "70", Decision.PASS),
        ("70001/1000", "70", Decision.PASS),
        ("50/3", "16.6666666", Decision.PASS),
        ("50/3", "16.6666667", Decision.FAIL),
        ("0", "0", Decision.PASS),
    ],
)
def test_a_score_at_the_cut_passes_and_nothing_is_rounded(score: str, cut: str, decision: Decision) -> None:
    assert classify(Fraction(score), CutScore(Decimal(cut))) is decision


@given(st.fractions(min_value=0, max_value=100), st.decimals(min_value=0, max_value=100, places=3))
def test_a_higher_score_never_turns_a_pass_into_a_fail(score: Fraction, cut: Decimal) -> None:
    if classify(score, CutScore(cut)) is Decision.PASS:
        assert classify(score + Fraction(1, 10**9), CutScore(cut)) is Decision.PASS
