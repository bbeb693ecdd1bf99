"""Closing an attempt and computing what it came to."""

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction

from assessments import engine
from assessments.models import Attempt, Outcome
from assessments.signals import attempt_submitted, outcome_recorded


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
    attempt.save(update_fields=["submitted_at", "closed_by"])
    outcome = record_outcome(attempt, now=now)
    transaction.on_commit(partial(attempt_submitted.send_robust, sender=Attempt, attempt_id=attempt.pk))
    return outcome


def expire_attempt(attempt_id: int, *, now: datetime) -> Outcome | None:
    """Submit an attempt whose time and grace ran out with what was saved; None when there is nothing to do."""
    attempt = Attempt.objects.get(pk=attempt_id)
    if not attempt.is_open or not engine.is_over(now, attempt.accept_until):
        return None
    try:
        return submit_attempt(attempt_id, now=now)
    except AttemptClosed:
        return None


def record_outcome(attempt: Attempt, *, now: datetime, reason: str = "") -> Outcome:
    """Mark what counts of an attempt, exactly, and add the outcome; the newest outcome is the current one.

    The caller holds the lock on the attempt.
    """
    results = []
    details: list[dict[str, Any]] = []
    for item in attempt.items.select_related("version").order_by("position"):
        mark = engine.mark_item(item.version.content, item.response)
        results.append(
            engine.ItemResult(item.position, item.version.domain, mark.score, answered=item.answered)
        )
        details.append(
            {
                "position": item.position,
                "version": item.version_id,
                "domain": item.version.domain,
                "score": str(mark.score),
                "answered": item.answered,
                "step": item.sequence,
            }
        )
    score, maximum = engine.total(results)
    cut = attempt.policy.get("cut_score")
    decision = engine.Decision.NONE if cut is None else engine.classify(score, engine.CutScore(Decimal(cut)))
    newest = attempt.outcomes.order_by("-number").values_list("number", flat=True).first() or 0
    outcome = Outcome.objects.create(
        attempt=attempt,
        number=newest + 1,
        score=score,
        maximum=maximum,
        domains=[
            {
                "domain": found.domain,
                "score": str(found.score),
                "maximum": str(found.maximum),
                "items": found.items,
            }
            for found in engine.by_domain(results)
        ],
        items=details,
        rules_version=engine.RULES_VERSION,
        decision=decision.value,
        after_due=attempt.is_after_due,
        reason=reason,
        decided_at=now,
    )
    transaction.on_commit(partial(outcome_recorded.send_robust, sender=Outcome, attempt_id=attempt.pk))
    return outcome
