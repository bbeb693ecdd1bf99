"""When an attempt ends."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine import deadline, is_over, time_left

START = datetime(2026, 11, 23, 12, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("limit", "close", "multiplier", "end"),
    [
        (45, None, "1", 45),
        (45, 30, "1", 30),
        (45, 60, "1", 45),
        (45, 45, "1", 45),
        (45, None, "5/4", 56.25),
        (45, None, "4/3", 60),
        (45, 50, "3/2", 50),
        (None, 60, "3/2", 60),
        (None, None, "1", None),
    ],
)
def test_an_attempt_ends_at_the_close_or_after_its_limit_whichever_is_first(
    limit: int | None, close: int | None, multiplier: str, end: float | None
) -> None:
    found = deadline(
        START,
        limit=None if limit is None else timedelta(minutes=limit),
        close=None if close is None else after(close),
        multiplier=Fraction(multiplier),
    )
    assert found == (None if end is None else after(end))


def test_time_is_over_at_the_deadline_itself() -> None:
    assert not is_over(after(45) - timedelta(microseconds=1), after(45))
    assert is_over(after(45), after(45))
    assert not is_over(after(999), None)


def test_what_is_left_is_never_less_than_nothing() -> None:
    assert time_left(after(40), after(45)) == timedelta(minutes=5)
    assert time_left(after(50), after(45)) == timedelta(0)
    assert time_left(START, None) is None


@given(st.integers(1, 600), st.fractions(min_value=1, max_value=4, max_denominator=12))
def test_more_time_never_ends_an_attempt_earlier(minutes: int, multiplier: Fraction) -> None:
    limit = timedelta(minutes=minutes)
    longer = deadline(START, limit=limit, multiplier=multiplier)
    plain = deadline(START, limit=limit)
    assert longer is not None
    assert plain is not None
    assert longer >= plain
