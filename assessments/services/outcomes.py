"""Closing an attempt and computing what it came to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.db import transaction

from assessments import engine
from assessments.models import (
    Attempt,
    Outcome,
)
from assessments.ports import is_held_for_officer
from assessments.services.marking_tasks import Answer, keep_tasks
from assessments.services.marks import Marked, marks_of
from assessments.services.notices import owe_notice
from assessments.signals import attempt_submitted, outcome_recorded

WAITS_FOR_MARKER = "Items that wait for a marker"
WAITS_FOR_OFFICER = "Waits for a certification officer's decision."


class AttemptClosed(Exception):
    """Someone else, or the deadline sweep, got here first."""


@transaction.atomic
def submit_attempt(attempt_id: int, *, now: datetime) -> Outcome:
    """Close an attempt, mark it and record the outcome.

    Raises AttemptClosed if someone else, or the deadline sweep, got here first.
    """
    # Lock the row: a candidate's click and the sweep often arrive together.
    attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
    if not attempt.is_open:
        raise AttemptClosed(attempt.uuid)
    over = engine.is_over(now, attempt.accept_until)
    attempt.submitted_at = now
    attempt.closed_by = Attempt.ClosedBy.EXPIRY if over else Attempt.ClosedBy.CANDIDATE
    attempt.receipt_digest = _receipt_of(attempt)
    attempt.save(update_fields=["submitted_at", "closed_by", "receipt_digest"])
    outcome = record_outcome(attempt, now=now)
    transaction.on_commit(partial(attempt_submitted.send_robust, sender=Attempt, attempt_id=attempt.pk))
    return outcome


def _receipt_of(attempt: Attempt) -> str:
    rows = attempt.items.values_list("position", "version__digest", "response")
    return engine.receipt_digest(str(attempt.uuid), [engine.Answered(*row) for row in rows])


def expire_attempt(attempt_id: int, *, now: datetime) -> Outcome | None:
    """Submit an attempt whose time and grace ran out with what was saved; None when there is nothing to do."""
    if not Attempt.objects.overdue(now=now).filter(pk=attempt_id).exists():
        return None
    with transaction.atomic():
        # Again, under the lock: extra time or a break may have moved the deadline meanwhile.
        attempt = Attempt.objects.select_for_update().get(pk=attempt_id)
        if not attempt.is_open or not engine.is_over(now, attempt.accept_until):
            return None
        return submit_attempt(attempt_id, now=now)


@dataclass(frozen=True, slots=True)
class Computed:
    """What an attempt comes to now: the exact scores of what is marked, and what that decides."""

    marked: tuple[Marked, ...]
    results: tuple[engine.ItemResult, ...]
    details: list[dict[str, Any]]
    score: Fraction
    maximum: Fraction
    waiting: int
    decision: engine.Decision
    by_score: engine.Decision
    # The officer who decided, where one had to and has.
    decided_by: int | None = None


def compute_outcome(attempt: Attempt) -> Computed:
    """Mark what counts of an attempt, exactly. What waits for a marker earns nothing yet, and holds the decision."""
    return judge_marks(attempt, marks_of(attempt))


def judge_marks(attempt: Attempt, marked: list[Marked]) -> Computed:
    """What these marks, in the order of the form, come to together. At most two queries."""
    results = []
    details: list[dict[str, Any]] = []
    for one in marked:
        item, mark = one.item, one.mark
        if one.counts:
            results.append(
                engine.ItemResult(
                    item.position,
                    item.version.domain,
                    mark.score,
                    answered=one.answered,
                    needs_marker=mark.needs_marker,
                )
            )
        detail = {
            "position": item.position,
            "version": item.version_id,
            "domain": item.version.domain,
            "score": str(mark.score),
            "answered": one.answered,
            "step": one.step,
        }
        if one.waits:
            detail["needs_marker"] = True
        if one.manual is not None:
            detail["manual_mark"] = one.manual.pk
        if one.remark is not None:
            detail["remark"] = one.remark.action
        if not item.is_scored:
            detail["pilot"] = True
        details.append(detail)
    verdict = judge_results(
        attempt,
        results,
        items=sum(one.item.is_scored for one in marked),
        by_officer=partial(_newest_by_officer, attempt),
        waits_for_officer=partial(is_held_for_officer, attempt.assessment),
    )
    return Computed(
        tuple(marked),
        tuple(results),
        details,
        verdict.score,
        verdict.maximum,
        verdict.waiting,
        verdict.decision,
        verdict.by_score,
        verdict.decided_by,
    )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What results come to together, and who decided where an officer had to and has."""

    score: Fraction
    maximum: Fraction
    waiting: int
    decision: engine.Decision
    by_score: engine.Decision
    decided_by: int | None


def judge_results(
    attempt: Attempt,
    results: Sequence[engine.ItemResult],
    *,
    items: int,
    by_officer: Callable[[], Outcome | None],
    waits_for_officer: Callable[[], bool],
) -> Verdict:
    """What the items that count come to; `items` is how many of the form were to count.

    `by_officer` gives the newest outcome that an officer decided, `waits_for_officer` whether the scheme that
    rests on the examination asks for a person's decision; both are asked only where that matters.
    """
    score, maximum = engine.total(results)
    waiting = engine.count_waiting(results)
    by_score = engine.decide(score, _cut(attempt, items=items, kept=len(results)))
    newest = by_officer() if not waiting else None
    # An officer's decision stands while the score says what it said when it was taken.
    decided = newest if newest is not None and newest.decided_on == by_score.value else None
    held = by_score is not engine.Decision.NONE and decided is None and waits_for_officer()
    if waiting or held:
        return Verdict(score, maximum, waiting, engine.Decision.HELD, by_score, None)
    decision = by_score if decided is None else engine.Decision(decided.decision)
    return Verdict(
        score, maximum, waiting, decision, by_score, None if decided is None else decided.decided_by_id
    )


def _newest_by_officer(attempt: Attempt) -> Outcome | None:
    return attempt.outcomes.exclude(decided_by=None).order_by("-number").first()


def _cut(attempt: Attempt, *, items: int, kept: int) -> Fraction | None:
    cut = attempt.policy.get("cut_score")
    if cut is None or not kept:
        return None
    return engine.cut_after_drops(Decimal(cut), items=items, dropped=items - kept)


def _domain(found: engine.DomainScore) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "domain": found.domain,
        "score": str(found.score),
        "maximum": str(found.maximum),
        "items": found.items,
    }
    return entry | {"waiting": found.waiting} if found.is_provisional else entry


def record_outcome(attempt: Attempt, *, now: datetime, reason: str = "") -> Outcome:
    """Compute the outcome and add it; the newest outcome is the current one.

    The caller holds the lock on the attempt.
    """
    computed = compute_outcome(attempt)
    if any(one.by_people for one in computed.marked):
        keep_waiting(attempt, now=now, computed=computed)
    if computed.waiting:
        # The record speaks one language; screens count for themselves.
        reason = f"{reason} {WAITS_FOR_MARKER}: {computed.waiting}.".strip()
    elif computed.decision is engine.Decision.HELD:
        reason = f"{reason} {WAITS_FOR_OFFICER}".strip()
    return add_outcome(attempt, computed, reason=reason, now=now)


def keep_waiting(attempt: Attempt, *, now: datetime, computed: Computed | None = None) -> None:
    """Let the queue of markers hold what an attempt waits for, and nothing else. The caller holds the lock."""
    marked = (computed or compute_outcome(attempt)).marked
    keep_tasks(attempt, [Answer(one.item, one.step) for one in marked if one.waits], now=now)


def add_outcome(attempt: Attempt, computed: Computed, *, reason: str, now: datetime) -> Outcome:
    """Add what was computed as the newest outcome; listeners hear of it after commit. The caller holds the lock."""
    newest = attempt.outcomes.order_by("-number").values_list("number", flat=True).first() or 0
    outcome = unsaved_outcome(attempt, computed, number=newest + 1, reason=reason, now=now)
    outcome.save(force_insert=True)
    if newest:
        # The first is on the candidate's screen; of another nobody knows who is not told.
        owe_notice(outcome=outcome)
    transaction.on_commit(partial(outcome_recorded.send_robust, sender=Outcome, attempt_id=attempt.pk))
    return outcome


def unsaved_outcome(
    attempt: Attempt, computed: Computed, *, number: int, reason: str, now: datetime
) -> Outcome:
    """What was computed as the outcome of a number, not yet in the database."""
    return Outcome(
        attempt=attempt,
        number=number,
        score=computed.score,
        maximum=computed.maximum,
        domains=[_domain(found) for found in engine.by_domain(computed.results)],
        items=computed.details,
        rules_version=engine.RULES_VERSION,
        decision=computed.decision.value,
        after_due=attempt.is_after_due,
        reason=reason,
        decided_by_id=computed.decided_by,
        decided_on=computed.by_score.value if computed.decided_by else "",
        decided_at=now,
    )
