"""The rules that hold for one candidate: the assessment's own, with overrides and accommodations."""

from datetime import datetime

from assessments import engine
from assessments.models import Accommodation, Assessment, Override


def base_rules(assessment: Assessment) -> engine.Rules:
    """What the assessment says for everybody."""
    return engine.Rules(
        opens_at=assessment.opens_at,
        closes_at=assessment.closes_at,
        minutes=assessment.minutes,
        attempts_allowed=assessment.attempts_allowed,
        retake_delay_hours=assessment.retake_delay_hours,
        later_delay_hours=assessment.retake_delay_hours,
    )


def effective_rules(
    assessment: Assessment, candidate_id: int, *, now: datetime, base: engine.Rules | None = None
) -> engine.Rules:
    """The rules of an assessment for one candidate, now. Two queries, however many adjustments there are."""
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
