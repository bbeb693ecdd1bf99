"""Questions that assessments have for the apps above, which fill them in at start."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Assessment

# Why this person may not start this assessment, as a sentence for them; "" when they may.
Eligibility = Callable[["User", "Assessment"], str]

_eligibility: list[Eligibility] = []


def register_eligibility(check: Eligibility) -> None:
    """Let an upper app refuse a start. Call it in AppConfig.ready."""
    if check not in _eligibility:
        _eligibility.append(check)


def why_not_eligible(user: "User", assessment: "Assessment") -> str:
    """The first refusal of the apps above, or ""."""
    return next((why for check in _eligibility if (why := check(user, assessment))), "")


@dataclass(frozen=True, slots=True)
class AffectedRecord:
    """Something that rests on an attempt, as an officer finds it."""

    attempt_id: int
    description: str
    address: str


# What rests on these attempts; nothing is changed by asking.
Records = Callable[[Sequence[int]], Iterable[AffectedRecord]]

_records: list[Records] = []


def register_records(find: Records) -> None:
    """Let an upper app say what rests on attempts. Call it in AppConfig.ready."""
    if find not in _records:
        _records.append(find)


def records_affected(attempt_ids: Sequence[int]) -> list[AffectedRecord]:
    """Everything that the apps above rest on these attempts."""
    return [record for find in _records for record in find(attempt_ids)] if attempt_ids else []


# Whether the decision on an examination is an officer's, rather than the score's alone.
Holding = Callable[["Assessment"], bool]

_holding: list[Holding] = []


def register_holding(check: Holding) -> None:
    """Let an upper app hold decisions for an officer. Call it in AppConfig.ready."""
    if check not in _holding:
        _holding.append(check)


def is_held_for_officer(assessment: "Assessment") -> bool:
    """Whether an officer decides on the outcomes of an examination."""
    return any(check(assessment) for check in _holding)


# Why this person of the staff may not mark or decide on this candidate, as a sentence; "" when they may.
Conflict = Callable[["User", int], str]

_conflicts: list[Conflict] = []


def register_conflict(check: Conflict) -> None:
    """Let an upper app say who trained whom. Call it in AppConfig.ready."""
    if check not in _conflicts:
        _conflicts.append(check)


def conflict_of_interest(staff: "User", candidate_id: int) -> str:
    """Why this person must leave a candidate to somebody else, or ""."""
    return next((why for check in _conflicts if (why := check(staff, candidate_id))), "")
