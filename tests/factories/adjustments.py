"""Grants, overrides and breaks for tests, made the way an officer makes them."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import Group

from accounts.models import User
from assessments import engine
from assessments.models import (
    Attempt,
    Override,
)
from assessments.services.adjustments import (
    decide_accommodation,
    set_override,
)
from assessments.services.breaks import pause_attempt
from tests.factories.assessments import NOON, make_attempt

MINUTE = timedelta(minutes=1)
HALF_AS_MUCH_AGAIN = engine.Accommodation(multiplier=Fraction(3, 2))
TWO_BREAKS = engine.Accommodation(breaks=2, break_minutes=10)


def grant(person: User, officer: User, terms: engine.Accommodation = HALF_AS_MUCH_AGAIN, **more: Any) -> Any:
    changes = {"now": NOON, "reason": "As asked."} | more
    return decide_accommodation(person, by=officer, terms=terms, **changes)


def override(attempt: Attempt, target: Any, officer: User, *, now: Any = NOON, **changes: Any) -> Override:
    scope = "group" if isinstance(target, Group) else "person"
    terms = engine.Override(scope, reason="Power cut in the room.", **changes)
    return set_override(attempt.assessment, target, by=officer, terms=terms, now=now)


def fresh(attempt: Attempt) -> Attempt:
    return Attempt.objects.get(pk=attempt.pk)


def paused(officer: User, *, at: Any = NOON + MINUTE) -> Attempt:
    attempt = make_attempt()
    grant(attempt.candidate, officer, TWO_BREAKS)
    return pause_attempt(attempt.uuid, user_id=attempt.candidate_id, now=at)
