"""The rules that hold for one candidate: the assessment's own, with overrides and accommodations."""

from datetime import datetime
from typing import Any

from assessments import engine
from assessments.models import Accommodation, Assessment, Override


def base_rules(assessment: Assessment) -> engine.Rules:
    """What the assessment says for everybody."""
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


def effective_rules(
    assessment: Assessment, candidate_id: int, *, now: datetime, base: engine.Rules | None = None
) -> engine.Rules:
    """The rules of an assessment for one candidate, now. Two queries, however many adjustments there are.

    The one place that says them: whoever asks for a window, a limit, attempts, delays or a code asks here.
    """
    overrides = Override.objects.standing().filter(assessment=assessment).for_person(candidate_id)
    return engine.effective(
        base_rules(assessment) if base is None else base,
        [one.terms() for one in overrides],
        granted_to(candidate_id, now=now),
        now,
    )


def granted_to(person_id: int, *, now: datetime) -> list[engine.Accommodation]:
    """What a person is granted now, if anything, as the engine reads it."""
    found = Accommodation.objects.in_force(person_id, now=now)
    return [] if found is None else [found.terms()]


def break_allowance(person_id: int, *, now: datetime) -> engine.BreakAllowance:
    """The breaks that a person may take now."""
    return engine.break_allowance(granted_to(person_id, now=now), now)


def pinned_policy(assessment: Assessment, rules: engine.Rules) -> dict[str, Any]:
    """Every policy under which an attempt starts, as plain data: later changes do not reach it. No code, no hash."""
    times = {name: getattr(rules, name) for name in ("opens_at", "start_closes_at", "due_at", "closes_at")}
    return assessment.policy() | {
        **{name: moment and moment.isoformat() for name, moment in times.items()},
        # The assessment's own: what was granted to the person may change while the attempt runs.
        "minutes": assessment.minutes,
        "multiplier": str(rules.multiplier),
        "grace_seconds": rules.grace_seconds,
        "attempts_allowed": rules.attempts_allowed,
        "retake_delay_hours": rules.retake_delay_hours,
        "later_delay_hours": rules.later_delay_hours,
        "access_code": bool(rules.access_code_hash),
    }
