"""What becomes of a saved answer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assessments.engine import Step, StepStatus, classify_step, current

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
A, B = {"choice": "a"}, {"choice": "b"}


def judge(last: Step | None, data: Any, *, seen: int, deadline: datetime | None = LATER) -> StepStatus | None:
    return classify_step(last, data, seen_sequence=seen, received_at=NOW, deadline=deadline)


def accepted(sequence: int, data: Any) -> Step:
    return Step(sequence, StepStatus.ACCEPTED, data)


@pytest.mark.parametrize(
    ("last", "data", "seen", "status"),
    [
        (None, A, 0, StepStatus.ACCEPTED),
        (accepted(1, A), B, 1, StepStatus.ACCEPTED),
        (accepted(1, A), {}, 1, StepStatus.ACCEPTED),
        (accepted(2, A), B, 1, StepStatus.CONFLICT),
        (accepted(2, A), B, 0, StepStatus.CONFLICT),
        (accepted(2, A), {}, 1, StepStatus.CONFLICT),
        (accepted(2, A), B, 3, StepStatus.CONFLICT),
        (None, A, 4, StepStatus.CONFLICT),
        (accepted(2, A), A, 2, None),
        (accepted(2, A), A, 1, None),
        (None, {}, 0, None),
    ],
    ids=[
        "first answer",
        "changed answer",
        "answer taken back",
        "another device answered in between",
        "a device that had seen nothing",
        "taken back on an old device",
        "a number nobody gave",
        "a number before the first",
        "the same again",
        "the same from an old device",
        "nothing at first",
    ],
)
def test_a_step_counts_when_its_device_had_seen_the_newest(
    last: Step | None, data: Any, seen: int, status: StepStatus | None
) -> None:
    assert judge(last, data, seen=seen) is status


@pytest.mark.parametrize("seen", [0, 1, 2])
def test_after_the_deadline_a_step_is_kept_as_late_whatever_it_had_seen(seen: int) -> None:
    assert judge(accepted(1, A), B, seen=seen, deadline=NOW) is StepStatus.LATE


def test_without_a_deadline_nothing_is_late() -> None:
    assert judge(None, A, seen=0, deadline=None) is StepStatus.ACCEPTED


def test_the_last_accepted_step_counts() -> None:
    steps = [
        accepted(1, A),
        accepted(2, B),
        Step(3, StepStatus.CONFLICT, A),
        Step(4, StepStatus.LATE, A),
    ]
    assert current(steps) == accepted(2, B)
    assert current(reversed(steps)) == accepted(2, B)
    assert current([]) is None
    assert current(steps[2:]) is None
