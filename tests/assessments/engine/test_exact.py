"""Credits are exact."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine import CreditUnreadable, format_credit, parse_credit


@pytest.mark.parametrize(
    ("written", "credit"),
    [
        (1, Fraction(1)),
        (0, Fraction(0)),
        (-1, Fraction(-1)),
        ("1", Fraction(1)),
        (" 1/3 ", Fraction(1, 3)),
        ("-1/3", Fraction(-1, 3)),
        ("2/6", Fraction(1, 3)),
        ("0.5", Fraction(1, 2)),
        ("0.25", Fraction(1, 4)),
        ("0.3333", Fraction(3333, 10000)),
        (Fraction(2, 3), Fraction(2, 3)),
    ],
)
def test_a_credit_is_read_exactly(written: Any, credit: Fraction) -> None:
    assert parse_credit(written) == credit


@pytest.mark.parametrize(
    ("written", "credit"),
    [
        ("0.33333", Fraction(1, 3)),
        ("0.3333333", Fraction(1, 3)),
        ("-0.3333333", Fraction(-1, 3)),
        ("0.6666667", Fraction(2, 3)),
        ("0.6666666", Fraction(2, 3)),
        ("0.1428571", Fraction(1, 7)),
        ("0.8333333", Fraction(5, 6)),
        ("0.1111111", Fraction(1, 9)),
        ("0.05000", Fraction(1, 20)),
        ("0.12500", Fraction(1, 8)),
        ("0.9999999", Fraction(1)),
        ("0.00001", Fraction(0)),
        ("0.12345", Fraction(12345, 100000)),
        ("0.33300", Fraction(333, 1000)),
        ("0.7071068", Fraction(7071068, 10**7)),
    ],
)
def test_a_long_decimal_stands_for_the_fraction_that_other_systems_meant(
    written: str, credit: Fraction
) -> None:
    assert parse_credit(written) == credit


def test_three_thirds_make_one_however_they_are_written() -> None:
    for third in ("1/3", "0.3333333", "0.33333"):
        assert 3 * parse_credit(third) == 1


@pytest.mark.parametrize(
    "written",
    [
        0.5,
        1.0,
        True,
        False,
        None,
        "",
        "one",
        "1/0",
        "1 / 2",
        "1e3",
        "0,5",
        ".5",
        "1.",
        "--1",
        "٣",
        "1\n2",
        [],
        {},
    ],
)
def test_what_is_not_plainly_exact_is_refused(written: Any) -> None:
    with pytest.raises(CreditUnreadable):
        parse_credit(written)


@given(st.fractions(min_value=-1, max_value=1, max_denominator=999))
def test_a_written_credit_reads_as_itself(credit: Fraction) -> None:
    assert parse_credit(format_credit(credit)) == credit


@given(st.integers(2, 20), st.data(), st.integers(5, 10))
def test_every_fraction_up_to_twentieths_survives_a_system_without_fractions(
    denominator: int, data: st.DataObject, digits: int
) -> None:
    credit = Fraction(data.draw(st.integers(-denominator, denominator)), denominator)
    written = f"{float(credit):.{digits}f}"
    assert parse_credit(written) == credit
