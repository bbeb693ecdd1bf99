"""Windows, deadlines, delays, due: the rules of time and attempts."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from assessments import engine
from assessments.engine import Rules, Window

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


WINDOWED = Rules(opens_at=at(0), start_closes_at=at(30), closes_at=at(60), minutes=45)


@pytest.mark.parametrize(
    ("rules", "now", "place"),
    [
        (Rules(), at(0), Window.OPEN),
        (WINDOWED, at(0) - SECOND, Window.NOT_OPEN),
        (WINDOWED, at(0), Window.OPEN),
        (WINDOWED, at(30) - SECOND, Window.OPEN),
        (WINDOWED, at(30), Window.START_CLOSED),
        (WINDOWED, at(60) - SECOND, Window.START_CLOSED),
        (WINDOWED, at(60), Window.CLOSED),
        (Rules(closes_at=at(60)), at(59), Window.OPEN),
        (Rules(due_at=at(0)), at(99), Window.OPEN),
    ],
    ids=[
        "no window",
        "a second early",
        "at the opening",
        "last second to start",
        "start closed",
        "before the close",
        "at the close",
        "no start window: until the close",
        "due closes nothing",
    ],
)
def test_the_start_window_is_apart_from_the_end(rules: Rules, now: datetime, place: Window) -> None:
    assert engine.window(rules, now) is place


@pytest.mark.parametrize(
    ("rules", "start", "end", "lost"),
    [
        (WINDOWED, at(0), at(45), 0),
        (WINDOWED, at(15), at(60), 0),
        (WINDOWED, at(29), at(60), 14),
        (Rules(minutes=45, start_closes_at=at(1)), at(0), at(45), 0),
        (Rules(minutes=45, closes_at=at(60), multiplier=Fraction(4, 3)), at(10), at(60), 10),
        (Rules(minutes=45, due_at=at(5)), at(0), at(45), 0),
        (Rules(closes_at=at(60)), at(59), at(60), 0),
        (Rules(minutes=45, grace_seconds=60), at(0), at(45), 0),
        (Rules(), at(0), None, 0),
    ],
    ids=[
        "whole time",
        "just the whole time",
        "late starter",
        "start window cuts nothing",
        "extra time is cut by the close too",
        "due cuts nothing",
        "no limit, nothing lost",
        "grace is no time to work",
        "endless",
    ],
)
def test_the_close_cuts_a_late_attempt_and_says_by_how_much(
    rules: Rules, start: datetime, end: datetime | None, lost: int
) -> None:
    assert engine.ends_at(rules, start) == end
    assert engine.lost_time(rules, start) == timedelta(minutes=lost)


@pytest.mark.parametrize(
    ("used", "hours"),
    [(0, 0), (1, 24), (2, 72), (3, 72)],
    ids=["first", "second", "third", "fourth"],
)
def test_the_delay_after_the_first_attempt_is_apart_from_later_ones(used: int, hours: int) -> None:
    rules = Rules(retake_delay_hours=24, later_delay_hours=72)
    assert engine.delay_before(rules, used=used) == timedelta(hours=hours)
    moments = [at(-10 * place) for place in range(used)]
    assert engine.next_start(rules, moments) == (at(0) + timedelta(hours=hours) if used else None)


@pytest.mark.parametrize(
    ("submitted", "late"),
    [(at(0) - SECOND, False), (at(0), False), (at(0) + SECOND, True), (None, False)],
    ids=["before", "at it", "after", "not submitted"],
)
def test_after_due_means_after_the_moment_itself(submitted: datetime | None, late: bool) -> None:
    assert engine.is_after_due(at(0), submitted) is late
    assert not engine.is_after_due(None, submitted)


@pytest.mark.parametrize(
    ("rules", "faults"),
    [
        (WINDOWED, ()),
        (Rules(opens_at=at(1), closes_at=at(0)), (("opens_at", "closes_at"),)),
        (Rules(opens_at=at(0), closes_at=at(0)), (("opens_at", "closes_at"),)),
        (Rules(due_at=at(0), closes_at=at(0)), ()),
        (Rules(start_closes_at=at(0), closes_at=at(0)), ()),
        (Rules(start_closes_at=at(1), closes_at=at(0)), (("start_closes_at", "closes_at"),)),
        (Rules(due_at=at(1), closes_at=at(0)), (("due_at", "closes_at"),)),
    ],
    ids=[
        "in order",
        "reversed",
        "no time",
        "due at the close",
        "start until the close",
        "start late",
        "due late",
    ],
)
def test_times_in_the_wrong_order_are_named(rules: Rules, faults: tuple[tuple[str, str], ...]) -> None:
    assert engine.order_faults(rules) == faults
