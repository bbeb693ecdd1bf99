"""Bringing new rules to attempts that run: in one place, under the lock of each, with an event."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from assessments import engine
from assessments.models import Attempt, AttemptEvent
from assessments.services.rules import base_rules, break_allowance, effective_rules

if TYPE_CHECKING:
    from accounts.models import User

_SHOWN = ("deadline", "minutes", "multiplier", "breaks_allowed", "break_minutes")


def recompute_attempts(
    attempts: QuerySet[Attempt], *, actor: "User", cause: str, now: datetime, may_shorten: bool = False
) -> list[Attempt]:
    """Give running attempts the rules that hold for their candidates now; returns those that changed.

    The caller is in a transaction. An attempt whose time has run out is left alone: that time does not come
    back, whether or not the sweep has been there. A deadline moves earlier only where `may_shorten` says so,
    and never for an attempt that is on a break.
    """
    running = attempts.open().filter(Q(deadline=None) | Q(deadline__gt=now))  # type: ignore[attr-defined]
    locked = running.select_for_update(of=("self",)).select_related("assessment").order_by("pk")
    return [
        attempt
        for attempt in locked
        if _recompute(attempt, actor=actor, cause=cause, now=now, may_shorten=may_shorten)
    ]


def _recompute(attempt: Attempt, *, actor: "User", cause: str, now: datetime, may_shorten: bool) -> bool:
    before = _shown(attempt)
    # The limit that the attempt started under: a later change of policy holds for later attempts.
    base = replace(
        base_rules(attempt.assessment), minutes=attempt.policy.get("minutes", attempt.assessment.minutes)
    )
    rules = effective_rules(attempt.assessment, attempt.candidate_id, now=now, base=base)
    allowance = break_allowance(attempt.candidate_id, now=now)
    on_break = attempt.is_on_break(now)
    if not on_break:
        # A break that ended by itself: what it moved stays in `break_time`.
        attempt.paused_at = attempt.break_ends_at = None
    end = _deadline(attempt, rules)
    if (may_shorten and not on_break) or not _is_earlier(end, attempt.deadline):
        attempt.deadline, attempt.minutes, attempt.multiplier = end, rules.minutes, rules.multiplier
    attempt.breaks_allowed, attempt.break_minutes = allowance.breaks, allowance.minutes
    after = _shown(attempt)
    if after == before:
        return False
    attempt.save(update_fields=[*_SHOWN, "paused_at", "break_ends_at"])
    AttemptEvent.objects.create(
        attempt=attempt,
        kind=AttemptEvent.Kind.RULES_CHANGED,
        actor=actor,
        at=now,
        data={"cause": cause, "before": before, "after": after},
    )
    return True


def _deadline(attempt: Attempt, rules: engine.Rules) -> datetime | None:
    limit = None if rules.minutes is None else timedelta(minutes=rules.minutes)
    end = engine.deadline(attempt.started_at, limit=limit, close=rules.closes_at, multiplier=rules.multiplier)
    return None if end is None else end + attempt.break_time


def _is_earlier(end: datetime | None, than: datetime | None) -> bool:
    return end is not None and (than is None or end < than)


def _shown(attempt: Attempt) -> dict[str, Any]:
    return {
        "deadline": attempt.deadline and attempt.deadline.isoformat(),
        "minutes": attempt.minutes,
        "multiplier": str(Fraction(attempt.multiplier)),
        "breaks_allowed": attempt.breaks_allowed,
        "break_minutes": attempt.break_minutes,
    }
