"""Questions that assessments have for the apps above, which fill them in at start."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.models import Q, QuerySet

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


# Since when what a person's pass earned may be earned anew, at a moment; None while it holds, or where it may not.
Renewal = Callable[["User", "Assessment", datetime], datetime | None]

_renewals: list[Renewal] = []


def register_renewal(find: Renewal) -> None:
    """Let an upper app say that a pass runs out. Call it in AppConfig.ready."""
    if find not in _renewals:
        _renewals.append(find)


def renewal_since(user: "User", assessment: "Assessment", *, now: datetime) -> datetime | None:
    """Since when this person may pass again; attempts begun earlier do not count against it."""
    found = (find(user, assessment, now) for find in _renewals)
    return next((since for since in found if since is not None), None)


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

# The same as a condition of a query: that the candidate to whom this path leads ("attempt__candidate") must be left
# to somebody else; None where that holds of nobody.
Conflicts = Callable[["User", str], "Q | None"]

_conflicts: list[Conflict] = []
_conflicts_in_queries: dict[Conflict, Conflicts] = {}


def register_conflict(check: Conflict, condition: Conflicts | None = None) -> None:
    """Let an upper app say who trained whom, and as a condition of a query. Call it in AppConfig.ready."""
    if check not in _conflicts:
        _conflicts.append(check)
    if condition is not None:
        _conflicts_in_queries[check] = condition


def without_conflicts(rows: "QuerySet[Any]", staff: "User", *, path: str) -> "QuerySet[Any]":
    """The rows of those candidates whom this person need not leave to somebody else; `path` leads to the candidate."""
    for check in _conflicts:
        if check in _conflicts_in_queries:
            condition = _conflicts_in_queries[check](staff, path)
            rows = rows if condition is None else rows.exclude(condition)
        else:
            candidates = rows.order_by().values_list(path, flat=True).distinct()
            rows = rows.exclude(**{f"{path}__in": [pk for pk in candidates if check(staff, pk)]})
    return rows


def conflict_of_interest(staff: "User", candidate_id: int) -> str:
    """Why this person must leave a candidate to somebody else, or ""."""
    return next((why for check in _conflicts if (why := check(staff, candidate_id))), "")


@dataclass(frozen=True, slots=True)
class CohortSource:
    """Groups of candidates that an upper app knows: those that a person may see, and who is in one of them."""

    # [(key, name)] of the cohorts whose results this person may see.
    choices: Callable[["User"], Sequence[tuple[str, str]]]
    # The ids of the candidates of a cohort, or a query for them.
    members: Callable[[str], Iterable[int]]


_cohorts: list[CohortSource] = []


def register_cohorts(source: CohortSource) -> None:
    """Let an upper app say which cohorts there are. Call it in AppConfig.ready."""
    if source not in _cohorts:
        _cohorts.append(source)


def cohort_choices(user: "User") -> list[tuple[str, str]]:
    """The cohorts by which this person may filter results."""
    return [choice for source in _cohorts for choice in source.choices(user)]


def cohort_members(user: "User", key: str) -> Iterable[int]:
    """Who is in a cohort; nobody where this person may not see it."""
    for source in _cohorts:
        if key in dict(source.choices(user)):
            return source.members(key)
    return []


@dataclass(frozen=True, slots=True)
class ItemUse:
    """Something of an upper app that shows an item, as an author finds it."""

    title: str
    address: str
    detail: str = ""


# What shows this item; nothing is changed by asking.
ItemUses = Callable[[int], Iterable[ItemUse]]

_item_uses: list[ItemUses] = []


def register_item_uses(find: ItemUses) -> None:
    """Let an upper app say where it shows items. Call it in AppConfig.ready."""
    if find not in _item_uses:
        _item_uses.append(find)


def uses_of_item(item_id: int) -> list[ItemUse]:
    """Everything of the apps above that shows an item."""
    return [use for find in _item_uses for use in find(item_id)]
