"""Statistics of tests and items: worked by hand, and against a second implementation on random data."""

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from assessments.engine.statistics import (
    Advice,
    Flag,
    Joint,
    OptionTally,
    decision_agreement,
    effective_weights,
    flags_of,
    item_statistics,
    option_table,
    spread_of,
    total_statistics,
)
from tests.assessments.engine.statistics import second

THIRDS = [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1)]
NEAR = 1e-9


def table(marks: list[list[Fraction]]) -> list[list[Fraction]]:
    return [[Fraction(mark) for mark in row] for row in marks]


def totals_of(rows: list[list[Fraction]]) -> Counter[Fraction]:
    return Counter(sum(row, Fraction(0)) for row in rows)


def columns(rows: list[list[Fraction]]) -> list[Joint]:
    """Each place's marks beside the sum of the others."""
    return [Joint((row[place], sum(row) - row[place]) for row in rows) for place in range(len(rows[0]))]


def with_total(rows: list[list[Fraction]]) -> dict[int, Joint]:
    return {
        place: Joint((row[place], sum(row, Fraction(0))) for row in rows) for place in range(len(rows[0]))
    }


def statistics_of(rows: list[list[Fraction]]):
    return total_statistics(
        totals_of(rows), variances=[spread_of(Counter(column)) for column in zip(*rows, strict=True)]
    )


@pytest.mark.parametrize("seed", range(12))
def test_all_figures_agree_with_a_second_implementation(seed: int) -> None:
    rng = np.random.default_rng(seed)
    ability = rng.normal(size=(200, 1))
    chance = 1 / (1 + np.exp(-(ability - rng.normal(size=(1, 15)))))
    marks = np.where(rng.random((200, 15)) < chance, 4, rng.integers(0, 3, (200, 15)))
    rows = [[THIRDS[mark] for mark in row] for row in marks.tolist()]
    plain = np.array([[float(mark) for mark in row] for row in rows])

    found, expected = statistics_of(rows), second.total(plain)
    for name, value in expected.items():
        assert getattr(found, name) == pytest.approx(value, rel=NEAR, abs=NEAR), name
    for place, joint in enumerate(columns(rows)):
        of_item = item_statistics(joint, maximum=Fraction(1))
        for name, value in second.item(plain, place, 1.0).items():
            assert getattr(of_item, name) == pytest.approx(value, rel=NEAR, abs=NEAR), (place, name)
    for found_weight, value in zip(
        effective_weights(with_total(rows)).values(), second.weights(plain), strict=True
    ):
        assert found_weight == (None if value is None else pytest.approx(value, rel=NEAR))


def test_a_small_table_worked_by_hand() -> None:
    """Four attempts at two places: totals 0, 1, 1, 2; variance 2/3; alpha 2 × (1 − (1/3 + 1/3) / (2/3)) = 0."""
    rows = table([[0, 0], [1, 0], [0, 1], [1, 1]])
    found = statistics_of(rows)
    assert (found.count, found.mean, found.median) == (4, 1.0, 1.0)
    assert found.sd == pytest.approx(math.sqrt(2 / 3))
    assert found.alpha == pytest.approx(0)
    assert found.error_ratio == pytest.approx(1)
    assert found.sem == pytest.approx(found.sd)
    assert found.skewness == pytest.approx(0)
    assert item_statistics(columns(rows)[0], maximum=Fraction(1)).discrimination == pytest.approx(0)


def test_alpha_may_be_negative() -> None:
    rows = table([[1, 0], [1, 0], [0, 1], [0, 1], [1, 1]])
    found = statistics_of(rows)
    assert found.alpha is not None
    assert found.alpha < 0
    assert found.error_ratio is not None
    assert found.error_ratio > 1


@pytest.mark.parametrize(
    ("count", "present"),
    [
        (0, set()),
        (1, {"mean", "median"}),
        (2, {"mean", "median", "sd"}),
        (3, {"mean", "median", "sd", "skewness", "alpha", "error_ratio", "sem"}),
        (4, {"mean", "median", "sd", "skewness", "kurtosis", "alpha", "error_ratio", "sem"}),
    ],
    ids=lambda value: str(value) if isinstance(value, int) else "",
)
def test_few_attempts_have_few_figures(count: int, present: set[str]) -> None:
    rows = table([[0, 1, 1], [1, 1, 1], [0, 0, 0], [1, 0, 0]])[:count]
    found = statistics_of(rows) if count > 1 else total_statistics(totals_of(rows), variances=[])
    named = ["mean", "median", "sd", "skewness", "kurtosis", "alpha", "error_ratio", "sem"]
    assert {name for name in named if getattr(found, name) is not None} == present


def test_an_item_worth_nothing_has_no_facility() -> None:
    joint = Joint([(Fraction(0), Fraction(1)), (Fraction(0), Fraction(2))])
    found = item_statistics(joint, maximum=Fraction(0))
    assert (found.facility, found.sd, found.discrimination, found.efficiency) == (None, None, None, None)


def test_an_item_that_works_against_the_rest_has_no_effective_weight_and_is_flagged() -> None:
    rows = table([[1, 0, 0], [1, 0, 1], [0, 1, 1], [0, 1, 1]])
    weights = effective_weights(with_total(rows))
    assert weights[0] is None
    assert sum(weight for weight in weights.values() if weight is not None) == pytest.approx(100)
    flags = flags_of(item_statistics(columns(rows)[0], maximum=Fraction(1)))
    assert [(one.flag, one.advice) for one in flags] == [(Flag.NEGATIVE, Advice.CHECK_KEY)]


def test_an_item_that_everybody_gets_right_says_nothing_about_anybody() -> None:
    joint = Joint([(Fraction(1), Fraction(rest)) for rest in range(5)])
    found = item_statistics(joint, maximum=Fraction(1))
    assert (found.facility, found.sd, found.discrimination, found.efficiency) == (100.0, 0.0, None, None)
    assert [one.flag for one in flags_of(found)] == [Flag.NO_SPREAD, Flag.TOO_EASY]


values = st.fractions(min_value=0, max_value=1, max_denominator=6)
pairs = st.lists(st.tuples(values, values), max_size=30)


@given(pairs, pairs)
def test_what_was_added_can_be_taken_out_again(first: list, later: list) -> None:
    joint = Joint(first)
    joint.add(Joint(later))
    assert joint == Joint(first + later)
    joint.remove(Joint(later))
    assert joint == Joint(first)


def test_what_was_never_counted_cannot_be_taken_out() -> None:
    with pytest.raises(ValueError, match="was not counted"):
        Joint([(Fraction(1), Fraction(1))]).remove(Joint([(Fraction(0), Fraction(1))]))


# A machine that is busy generates slowly: that says nothing of the covariance.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(values, values), min_size=2, max_size=40))
def test_the_greatest_covariance_is_that_of_the_sorted_lists(rows: list) -> None:
    first, other = sorted(x for x, _y in rows), sorted(y for _x, y in rows)
    expected = Joint(zip(first, other, strict=True)).covariance()
    assert Joint(rows).greatest_covariance() == expected
    assert Joint(rows).covariance() <= expected


def test_options_are_counted_with_those_that_nobody_took() -> None:
    tally = OptionTally()
    for taken, rest in [("a", 8), ("a", 9), ("b", 2), ("b", 3), ("c", 4)]:
        tally.put([taken], Fraction(rest))
    rows = {row.id: row for row in option_table(tally, names=["a", "b", "c", "d"])}
    took_a, rests = [1, 1, 0, 0, 0], [8, 9, 2, 3, 4]
    assert rows["a"].count == 2
    assert rows["a"].share == 40
    assert rows["a"].mean_rest == 8.5
    assert rows["a"].point_biserial == pytest.approx(stats.pointbiserialr(took_a, rests).statistic, rel=NEAR)
    assert rows["b"].point_biserial == pytest.approx(
        stats.pointbiserialr([0, 0, 1, 1, 0], rests).statistic, rel=NEAR
    )
    assert (rows["d"].count, rows["d"].share, rows["d"].point_biserial) == (0, 0, None)


def test_a_wrong_option_that_better_people_prefer_puts_the_key_in_doubt() -> None:
    tally = OptionTally()
    for rest in range(10, 20):
        tally.put(["b"], Fraction(rest))
    for rest in range(4):
        tally.put(["a"], Fraction(rest))
    joint = Joint([(Fraction(0), Fraction(rest)) for rest in range(10, 20)])
    joint.add(Joint([(Fraction(1), Fraction(rest)) for rest in range(4)]))
    flags = flags_of(
        item_statistics(joint, maximum=Fraction(1)),
        guess=50.0,
        options=option_table(tally, names=["a", "b", "c"]),
        keys=frozenset({"a"}),
    )
    assert [(one.flag, one.option) for one in flags] == [
        (Flag.KEY_SUSPECT, "b"),
        (Flag.NEGATIVE, ""),
        (Flag.BELOW_GUESSING, ""),
        (Flag.GOOD_DISTRACTOR, "b"),
        (Flag.IDLE_DISTRACTOR, "c"),
    ]


@pytest.mark.parametrize(
    ("mean", "sd", "reliability", "cut"),
    [(40.0, 7.0, 0.8, 42.0), (30.0, 9.0, 0.9, 36.0), (45.0, 6.0, 0.7, 40.0)],
)
def test_agreement_is_that_of_the_integral_over_true_scores(
    mean: float, sd: float, reliability: float, cut: float
) -> None:
    found = decision_agreement(mean=mean, sd=sd, reliability=reliability, cut=cut, maximum=60.0)
    length = round((mean * (60 - mean) - reliability * sd**2) / (sd**2 * (1 - reliability)))
    share, spread = mean / 60, reliability * sd**2 / 3600
    size = share * (1 - share) / spread - 1
    truth = stats.beta(share * size, (1 - share) * size)
    needed = math.ceil(cut / 60 * length)

    def same(point: float) -> float:
        passing = stats.binom.sf(needed - 1, length, point)
        return (passing**2 + (1 - passing) ** 2) * truth.pdf(point)

    expected, _error = integrate.quad(same, 0, 1, limit=200)
    assert found is not None
    assert found.consistency == pytest.approx(expected, abs=1e-5)


def test_agreement_is_what_two_simulated_forms_show() -> None:
    """People with beta distributed true scores sit two forms of 60 equal items; both count how often they agree."""
    rng = np.random.default_rng(5)
    truth = rng.beta(7, 3, 200_000)
    first, again = rng.binomial(60, truth), rng.binomial(60, truth)
    reliability = float(np.corrcoef(first, again)[0, 1])
    found = decision_agreement(
        mean=float(first.mean()), sd=float(first.std(ddof=1)), reliability=reliability, cut=42, maximum=60
    )
    assert found is not None
    assert found.consistency == pytest.approx(float(((first >= 42) == (again >= 42)).mean()), abs=0.005)
    assert found.accuracy == pytest.approx(float(((first >= 42) == (truth * 60 >= 42)).mean()), abs=0.005)


@pytest.mark.parametrize("reliability", [None, 0.0, -0.2, 1.0])
def test_without_a_reliability_between_none_and_all_agreement_is_not_stated(
    reliability: float | None,
) -> None:
    assert decision_agreement(mean=40, sd=7, reliability=reliability, cut=42, maximum=60) is None
