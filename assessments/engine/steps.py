"""What becomes of a saved answer: accepted, kept as a conflict, kept as late, or no new step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from assessments.engine.json_types import Json
from assessments.engine.timing import is_over


class StepStatus(StrEnum):
    """How an append-only step counts. Only an accepted one is marked."""

    ACCEPTED = "accepted"
    CONFLICT = "conflict"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Step:
    """One saved answer to one item, in the order in which the server received them (from 1)."""

    sequence: int
    status: StepStatus
    data: Json


def current(steps: Iterable[Step]) -> Step | None:
    """The last accepted step: what counts at expiry."""
    accepted = [step for step in steps if step.status is StepStatus.ACCEPTED]
    return max(accepted, key=lambda step: step.sequence, default=None)


def classify_step(
    last: Step | None, data: Json, *, seen_sequence: int, received_at: datetime, deadline: datetime | None
) -> StepStatus | None:
    """Judge a save; None means that it says what the last accepted step says already: no new step.

    `last` is the newest accepted step and `seen_sequence` the number of the step that the device had
    seen when the candidate answered (0: none). Another number means that a second device or window
    has answered in between: the answer is kept as a conflict. After the deadline it is kept as late.
    """
    known = last.sequence if last is not None else 0
    if last is not None and last.data == data:
        return None
    if last is None and data == {}:
        return None
    if is_over(received_at, deadline):
        return StepStatus.LATE
    return StepStatus.ACCEPTED if seen_sequence == known else StepStatus.CONFLICT
