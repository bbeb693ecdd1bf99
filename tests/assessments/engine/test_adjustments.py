"""Overrides and accommodations: Moodle's precedence, field by field, and only ever in the candidate's favour."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.engine import (
    UNSET,
    Accommodation,
    BreakAllowance,
    Override,
    Rules,
    break_allowance,
    break_left,
    effective,
    extended,
    start_break,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
BASE = Rules(
    opens_at=NOON,
    start_closes_at=NOON + HOUR,
    due_at=NOON + 2 * HOUR,
    closes_at=NOON + 3 * HOUR,
    minutes=60,
    attempts_allowed=2,
    access_code_hash="base",
)


def person(**changes: Any) -> Override:
    return Override("person", **changes)


def group(**changes: Any) -> Override:
    return Override("group", **changes)


@pytest.mark.parametrize(
    ("overrides", "field", "expected"),
    [
        pytest.param([], "minutes", 60, id="none: the assessment's own"),
        pytest.param([person()], "minutes", 60, id="a person's that leaves the field alone"),
        pytest.param([person(minutes=30)], "minutes", 30, id="a person's, though shorter"),
        pytest.param([person(minutes=0)], "minutes", None, id="a person's 0 is no limit"),
        pytest.param([person(minutes=None)], "minutes", None, id="a person's none is no limit"),
        pytest.param([group(minutes=30)], "minutes", 30, id="one group's, though shorter"),
        pytest.param([group(minutes=90), person(minutes=30)], "minutes", 30, id="a person beats a group"),
        pytest.param(
            [group(minutes=0), person(minutes=30)], "minutes", 30, id="a person beats a group's no limit"
        ),
        pytest.param(
            [group(minutes=90), person(attempts_allowed=1)], "minutes", 90, id="field by field: group's limit"
        ),
        pytest.param(
            [group(minutes=90), person(attempts_allowed=1)],
            "attempts_allowed",
            1,
            id="field by field: person's attempts",
        ),
        pytest.param([group(minutes=30), group(minutes=90)], "minutes", 90, id="of groups the longest limit"),
        pytest.param(
            [group(minutes=90), group(minutes=0)], "minutes", None, id="of groups no limit is longest"
        ),
        pytest.param(
            [group(minutes=90), group()], "minutes", 90, id="a group that leaves it alone is no voice"
        ),
        pytest.param(
            [group(opens_at=NOON + HOUR), group(opens_at=NOON - HOUR)],
            "opens_at",
            NOON - HOUR,
            id="of groups the earliest opening",
        ),
        pytest.param(
            [group(opens_at=NOON - HOUR), group(opens_at=None)], "opens_at", None, id="no opening is earliest"
        ),
        pytest.param(
            [group(closes_at=NOON + HOUR), group(closes_at=NOON + 4 * HOUR)],
            "closes_at",
            NOON + 4 * HOUR,
            id="of groups the latest end",
        ),
        pytest.param(
            [group(closes_at=NOON + 4 * HOUR), group(closes_at=None)],
            "closes_at",
            None,
            id="no end is latest",
        ),
        pytest.param(
            [group(closes_at=None), person(closes_at=NOON + HOUR)],
            "closes_at",
            NOON + HOUR,
            id="a person's end beats a group's none",
        ),
        pytest.param(
            [group(due_at=NOON), group(due_at=NOON + 9 * HOUR)],
            "due_at",
            NOON + 9 * HOUR,
            id="the latest due",
        ),
        pytest.param(
            [group(start_closes_at=NOON), group(start_closes_at=None)],
            "start_closes_at",
            None,
            id="no end of the time to start",
        ),
        pytest.param(
            [group(attempts_allowed=1), group(attempts_allowed=5)], "attempts_allowed", 5, id="most attempts"
        ),
        pytest.param(
            [group(attempts_allowed=5), group(attempts_allowed=0)],
            "attempts_allowed",
            None,
            id="unlimited attempts are most",
        ),
        pytest.param([person(access_code_hash="p")], "access_code_hash", "p", id="a person's code"),
        pytest.param(
            [group(access_code_hash="g"), person(access_code_hash="p")],
            "access_code_hash",
            "p",
            id="a person's code beats a group's",
        ),
        pytest.param(
            [group(access_code_hash="g"), group(access_code_hash="")],
            "access_code_hash",
            "",
            id="of groups no code is weakest",
        ),
        pytest.param(
            [group(access_code_hash="new"), group(access_code_hash="old")],
            "access_code_hash",
            "new",
            id="of several codes the first given",
        ),
    ],
)
def test_overrides_follow_moodles_rule(overrides: list[Override], field: str, expected: Any) -> None:
    assert getattr(effective(BASE, overrides, [], NOON), field) == expected


def test_what_is_not_overridden_is_told_apart_from_none() -> None:
    assert person().changes() == {}
    assert person(minutes=None).changes() == {"minutes": None}
    assert person().minutes is UNSET


@pytest.mark.parametrize(
    ("granted", "field", "expected"),
    [
        pytest.param(Accommodation(multiplier=Fraction(3, 2)), "multiplier", Fraction(3, 2), id="extra time"),
        pytest.param(Accommodation(extra_attempts=1), "attempts_allowed", 3, id="a further attempt"),
        pytest.param(
            Accommodation(window=(NOON - HOUR, NOON + 9 * HOUR)),
            "opens_at",
            NOON - HOUR,
            id="window opens earlier",
        ),
        pytest.param(
            Accommodation(window=(NOON - HOUR, NOON + 9 * HOUR)),
            "closes_at",
            NOON + 9 * HOUR,
            id="window closes later",
        ),
        pytest.param(
            Accommodation(window=(NOON - HOUR, NOON + 9 * HOUR)),
            "start_closes_at",
            NOON + 9 * HOUR,
            id="and may be started in",
        ),
        pytest.param(
            Accommodation(window=(NOON + HOUR, NOON + 2 * HOUR)),
            "opens_at",
            NOON,
            id="a narrower window: opening",
        ),
        pytest.param(
            Accommodation(window=(NOON + HOUR, NOON + 2 * HOUR)),
            "closes_at",
            NOON + 3 * HOUR,
            id="a narrower window: end",
        ),
    ],
)
def test_accommodations_come_on_top_and_only_add(granted: Accommodation, field: str, expected: Any) -> None:
    assert getattr(effective(BASE, [], [granted], NOON), field) == expected


def test_an_accommodation_comes_on_top_of_an_override() -> None:
    rules = effective(
        BASE,
        [person(minutes=40, attempts_allowed=1)],
        [Accommodation(multiplier=Fraction(5, 4), extra_attempts=1)],
        NOON,
    )
    assert (rules.minutes, rules.multiplier, rules.attempts_allowed) == (40, Fraction(5, 4), 2)


def test_no_limit_of_attempts_stays_none_with_further_ones() -> None:
    rules = effective(BASE, [person(attempts_allowed=0)], [Accommodation(extra_attempts=3)], NOON)
    assert rules.attempts_allowed is None


@pytest.mark.parametrize(
    ("moment", "holds"),
    [(-SECOND, False), (0 * SECOND, True), (HOUR - SECOND, True), (HOUR, False)],
    ids=["a second before", "at its first moment", "a second before its end", "at its end"],
)
def test_an_accommodation_holds_from_its_first_moment_until_its_end(moment: timedelta, holds: bool) -> None:
    granted = Accommodation(
        multiplier=Fraction(2), breaks=1, break_minutes=5, valid_from=NOON, valid_until=NOON + HOUR
    )
    assert effective(BASE, [], [granted], NOON + moment).multiplier == (2 if holds else 1)
    assert break_allowance([granted], NOON + moment) == (BreakAllowance(1, 5) if holds else BreakAllowance())


@pytest.mark.parametrize(
    "wrong",
    [
        {"multiplier": Fraction(99, 100)},
        {"breaks": -1},
        {"extra_attempts": -1},
        {"window": (NOON, NOON)},
    ],
    ids=["less time", "negative breaks", "negative attempts", "an empty window"],
)
def test_an_accommodation_that_takes_away_cannot_be_made(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"multiplier|negative|window"):
        Accommodation(**wrong)


def test_of_several_break_allowances_the_one_with_the_most_time_counts() -> None:
    granted = [Accommodation(breaks=3, break_minutes=5), Accommodation(breaks=2, break_minutes=10)]
    assert break_allowance(granted, NOON) == BreakAllowance(2, 10)


@given(
    minutes=st.integers(0, 300) | st.none(),
    attempts=st.integers(0, 9) | st.none(),
    multiplier=st.fractions(1, 4),
    extra=st.integers(0, 5),
)
def test_no_accommodation_makes_any_rule_harder(
    minutes: int | None, attempts: int | None, multiplier: Fraction, extra: int
) -> None:
    overrides = [group(minutes=minutes, attempts_allowed=attempts)]
    before = effective(BASE, overrides, [], NOON)
    after = effective(BASE, overrides, [Accommodation(multiplier=multiplier, extra_attempts=extra)], NOON)
    assert after.minutes == before.minutes
    assert after.multiplier >= before.multiplier
    assert (after.attempts_allowed is None) == (before.attempts_allowed is None)
    assert (after.attempts_allowed or 0) >= (before.attempts_allowed or 0)


def test_forty_five_minutes_times_one_and_a_half_are_exact() -> None:
    assert extended(45, Fraction(3, 2)) == timedelta(minutes=67, seconds=30)
    assert extended(60, Fraction(4, 3)) == timedelta(minutes=80)


@pytest.mark.parametrize(
    ("after", "left"),
    [(timedelta(0), 600), (timedelta(minutes=4), 360), (timedelta(minutes=10), 0), (HOUR, 0)],
    ids=["at once", "after four of ten minutes", "at its end", "long after"],
)
def test_a_break_costs_no_working_time_and_gives_none(after: timedelta, left: int) -> None:
    deadline = NOON + HOUR
    paused = start_break(deadline, now=NOON, length=timedelta(minutes=10))
    back = break_left(paused.ends_at, now=NOON + after)
    assert back == left * SECOND
    resumed = min(NOON + after, paused.ends_at)
    assert paused.deadline - back - resumed == HOUR
