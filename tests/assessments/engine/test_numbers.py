"""Numbers as people write them."""

import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine.numbers import (
    MAX_LENGTH,
    Range,
    Tolerance,
    accepted_range,
    parse_number,
    said_number,
)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("299", "299"),
        (" 299 ", "299"),
        ("+299", "299"),
        ("- 299", "-299"),
        ("−299", "-299"),
        ("–299", "-299"),
        ("007", "7"),
        ("12.5", "12.5"),
        ("12,5", "12.5"),
        ("12.", "12"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("1 299", "1299"),
        ("1\u00a0299", "1299"),
        ("1\u202f299", "1299"),
        ("1'299", "1299"),
        ("1’299.5", "1299.5"),
        ("1 299,5", "1299.5"),
        ("1 299 000", "1299000"),
        ("1.299.000", "1299000"),
        ("1,299,000", "1299000"),
        ("1,299.5", "1299.5"),
        ("1.299,5", "1299.5"),
        ("1.299.000,25", "1299000.25"),
        ("1,299", "1299"),
        ("12,299", "12299"),
        ("1,2990", "1.2990"),
        ("1299,000", "1299"),
        ("1.299", "1.299"),
        ("0,299", "0.299"),
        ("00,299", "0.299"),
        ("0.000000000000000000000000000001", "1e-30"),
        ("1e-20", "1e-20"),
        ("1.3e3", "1300"),
        ("1.3E+3", "1300"),
        ("1,3e3", "1300"),
        ("1.3x10^3", "1300"),
        ("1.3 X 10 ^ 3", "1300"),
        ("1.3 × 10^3", "1300"),
        ("1.3·10^3", "1300"),
        ("1.3*10**3", "1300"),
        ("1.3×10³", "1300"),
        ("2×10⁻³", "0.002"),
        ("10^3", "1000"),
        ("-10^3", "-1000"),
        ("10³", "1000"),
        ("1 000 x 10^-3", "1"),
        ("१२३", "123"),
        ("１２３", "123"),
        ("1e300", "1e300"),
    ],
)
def test_a_number_is_read_as_its_writer_meant_it(written: str, number: str) -> None:
    assert parse_number(written) == Fraction(Decimal(number))


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "-", ".", ",", "'", "abc", "five", "1/3", "50%", "$5", "frog 1332", "1332 frog", "0x10",
        "1.2.3", "1,2,3", "1..5", "1,,5", "1.299.5", "1,29,900", "1 2", "12 34", "1 2999", "1,299 000",
        "1 299'000", "1.5 2", "--5", "+-5", "5-", "e3", "x10^3", "2 10^3", "210^3", "1e", "1e3.5", "1e301",
        "1x10^301", "1e1000", "10³0", "2³", "x5", "NaN", "Infinity", "½", "1e3e3", "1\x00", "1;5", "1_000",
        "9" * (MAX_LENGTH + 1),
    ],
)  # fmt: skip
def test_what_may_mean_two_things_or_none_is_no_number(written: str) -> None:
    assert parse_number(written) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading_and_every_number_is_exact(text: str) -> None:
    assert parse_number(text) is None or isinstance(parse_number(text), Fraction)


@given(st.decimals(min_value=Decimal(-(10**12)), max_value=Decimal(10**12), places=6))
def test_every_decimal_reads_as_itself(number: Decimal) -> None:
    assert parse_number(f"{number:f}") == Fraction(number)


@given(st.integers(1000, 10**15), st.sampled_from(" ',"), st.integers(0, 999))
def test_groups_of_three_read_as_the_number_without_them(whole: int, grouper: str, rest: int) -> None:
    grouped = f"{whole:,}".replace(",", grouper)
    assert parse_number(f"{grouped}.{rest:03d}") == Fraction(Decimal(f"{whole}.{rest:03d}"))


def test_the_worst_text_of_the_longest_length_is_read_at_once() -> None:
    started = time.perf_counter()
    for text in ("1 " * 30, "1.," * 20, "x10 ^" * 12, "1" + " " * 59, "10^" * 20):
        parse_number(text)
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    ("value", "tolerance", "kind", "low", "high"),
    [
        ("100", "0.1", Tolerance.ABSOLUTE, "999/10", "1001/10"),
        ("100", "0.1", Tolerance.RELATIVE, "90", "110"),
        ("-100", "0.1", Tolerance.RELATIVE, "-110", "-90"),
        ("100", "0.1", Tolerance.GEOMETRIC, "1000/11", "110"),
        ("-100", "0.1", Tolerance.GEOMETRIC, "-110", "-1000/11"),
        ("0", "0.1", Tolerance.RELATIVE, "0", "0"),
        ("0", "0.1", Tolerance.GEOMETRIC, "0", "0"),
        ("1e-20", "0", Tolerance.ABSOLUTE, "1/100000000000000000000", "1/100000000000000000000"),
    ],
)
def test_each_tolerance_reaches_as_far_as_its_formula(
    value: str, tolerance: str, kind: Tolerance, low: str, high: str
) -> None:
    found = accepted_range(Fraction(value), Fraction(tolerance), kind)
    assert found == Range(Fraction(low), Fraction(high))


@given(
    st.fractions(max_denominator=1000),
    st.fractions(min_value=0, max_value=10, max_denominator=1000),
    st.sampled_from(Tolerance),
)
def test_a_value_is_within_its_own_tolerance_and_both_edges_are_inside(
    value: Fraction, tolerance: Fraction, kind: Tolerance
) -> None:
    accepted = accepted_range(value, tolerance, kind)
    assert accepted.has(value)
    assert accepted.has(accepted.low)
    assert accepted.has(accepted.high)
    assert not accepted.has(accepted.high + Fraction(1, 10**30))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (Fraction(0), "0"),
        (Fraction(299), "299"),
        (Fraction(-25, 2), "-12.5"),
        (Fraction(1, 500), "0.002"),
        (Fraction(1000), "1000"),
        (Fraction(1, 3), "about 0.333333"),
        (Fraction(1000, 11), "about 90.9091"),
        (Fraction(10) ** 30, "about 1.00000e+30"),
    ],
)
def test_a_number_is_said_in_plain_digits_where_it_has_an_end(number: Fraction, said: str) -> None:
    assert said_number(number) == said
