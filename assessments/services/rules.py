"""The rules that hold for one person: an assessment's own, and whatever was granted to the person."""

from datetime import datetime
from typing import Any

from assessments import engine
from assessments.models import Assessment


def effective_rules(assessment: Assessment, candidate_id: int, *, now: datetime) -> engine.Rules:
    """The numbers under which this person may start now, and by which an attempt that starts now ends.

    The one place that says them: whoever asks for a window, a limit, attempts, delays or a code asks here.
    """
    later = assessment.later_delay_hours
    return engine.Rules(
        opens_at=assessment.opens_at,
        start_closes_at=assessment.start_closes_at,
        due_at=assessment.due_at,
        closes_at=assessment.closes_at,
        minutes=assessment.minutes,
        attempts_allowed=assessment.attempts_allowed,
        access_code_hash=assessment.access_code_hash,
        retake_delay_hours=assessment.retake_delay_hours,
        later_delay_hours=assessment.retake_delay_hours if later is None else later,
        grace_seconds=assessment.grace_seconds,
    )


def pinned_policy(assessment: Assessment, rules: engine.Rules) -> dict[str, Any]:
    """Every policy under which an attempt starts, as plain data: later changes do not reach it. No code, no hash."""
    times = {name: getattr(rules, name) for name in ("opens_at", "start_closes_at", "due_at", "closes_at")}
    return assessment.policy() | {
        **{name: moment and moment.isoformat() for name, moment in times.items()},
        "minutes": rules.minutes,
        "multiplier": str(rules.multiplier),
        "grace_seconds": rules.grace_seconds,
        "attempts_allowed": rules.attempts_allowed,
        "retake_delay_hours": rules.retake_delay_hours,
        "later_delay_hours": rules.later_delay_hours,
        "access_code": bool(rules.access_code_hash),
    }
