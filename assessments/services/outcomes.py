"""Closing an attempt and computing what it came to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from django.db import transaction

from assessments import engine
from assessments.models import (
    Attempt,
    AttemptItem,
    LateAcceptance,
    ManualMark,
    Outcome,
    Remark,
    Response,
)
from assessments.ports import is_held_for_officer
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

    results: tuple[engine.ItemResult, ...]
    details: list[dict[str, Any]]
    score: Fraction
    maximum: Fraction
    waiting: int
    decision: engine.Decision
    by_score: engine.Decision
    # The officer who decided, where one had to and has.
    decided_by: int | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """One item's mark as it counts; `content` is what it was marked by, `step` the number of the answer."""

    item: AttemptItem
    mark: engine.Mark
    content: Mapping[str, Any]
    response: Any
    answered: bool
    step: int
    manual: ManualMark | None = None
    remark: Remark | None = None

    @property
    def is_dropped(self) -> bool:
        return self.remark is not None and self.remark.action == Remark.Action.DROP

    @property
    def counts(self) -> bool:
        return self.item.is_scored and not self.is_dropped


def marks_of(attempt: Attempt, *, proposed: Remark | None = None) -> list[Marked]:
    """Every item's mark in the order of the form: by a person where one has marked, else by the engine.

    Re-marks that stand are applied, and `proposed` in place of the one that stands for its version. A late
    answer counts where an officer has accepted it. Four queries for any number of items.
    """
    remarks = {
        found.version_id: found
        for found in Remark.objects.standing()
        .filter(version__in=attempt.items.values("version"))
        .select_related("by_version")
    }
    if proposed is not None:
        remarks[proposed.version_id] = proposed
    by_hand = {
        found.attempt_item_id: found
        for found in ManualMark.objects.newest().filter(attempt_item__attempt=attempt)
    }
    late = {
        found.step.attempt_item_id: found.step
        for found in LateAcceptance.objects.filter(step__attempt_item__attempt=attempt)
        .select_related("step")
        .order_by("step__sequence")
    }
    return [
        _marked(item, late.get(item.pk), by_hand.get(item.pk), remarks.get(item.version_id))
        for item in attempt.items.select_related("version").order_by("position")
    ]


def _marked(
    item: AttemptItem, late: Response | None, by_hand: ManualMark | None, remark: Remark | None
) -> Marked:
    response, answered, step = item.response, item.answered, item.sequence
    published = remark.by_version.content if remark and remark.by_version else item.version.content
    content = engine.variant_of(published, item.values)
    if late is not None:
        response, step = late.data, late.sequence
        answered = engine.interaction_of(content).is_answered(engine.read_content(content), response)
    mark, manual = engine.mark_item(content, response), None
    if mark.needs_marker and by_hand is not None and by_hand.step == step:
        manual = by_hand
        mark = replace(mark, score=manual.score, needs_marker=False)
    if remark is not None and remark.action == Remark.Action.AWARD:
        mark = replace(mark, score=Fraction(1), needs_marker=False)
    return Marked(item, mark, content, response, answered, step, manual, remark)


def compute_outcome(attempt: Attempt, *, proposed: Remark | None = None) -> Computed:
    """Mark what counts of an attempt, exactly. What waits for a marker earns nothing yet, and holds the decision.

    `proposed` is a re-mark that is only being thought about.
    """
    results = []
    details: list[dict[str, Any]] = []
    marked = marks_of(attempt, proposed=proposed)
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
        if mark.needs_marker and one.counts:
            detail["needs_marker"] = True
        if one.manual is not None:
            detail["manual_mark"] = one.manual.pk
        if one.remark is not None:
            detail["remark"] = one.remark.action
        if not item.is_scored:
            detail["pilot"] = True
        details.append(detail)
    score, maximum = engine.total(results)
    waiting = engine.count_waiting(results)
    cut = _cut(attempt, items=sum(one.item.is_scored for one in marked), kept=len(results))
    by_score = engine.decide(score, cut)
    decided = _officers_decision(attempt, by_score) if not waiting else None
    if waiting or (decided is None and _is_held(attempt, by_score)):
        return Computed(tuple(results), details, score, maximum, waiting, engine.Decision.HELD, by_score)
    decision = by_score if decided is None else engine.Decision(decided.decision)
    officer = None if decided is None else decided.decided_by_id
    return Computed(tuple(results), details, score, maximum, waiting, decision, by_score, officer)


def _is_held(attempt: Attempt, by_score: engine.Decision) -> bool:
    """Whether a person decides on what the score says: the scheme that rests on the examination asks for it."""
    return by_score is not engine.Decision.NONE and is_held_for_officer(attempt.assessment)


def _officers_decision(attempt: Attempt, by_score: engine.Decision) -> Outcome | None:
    """The officer's decision that still stands: it was taken on the same verdict of the score."""
    newest = attempt.outcomes.exclude(decided_by=None).order_by("-number").first()
    return newest if newest is not None and newest.decided_on == by_score.value else None


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
    if computed.waiting:
        # The record speaks one language; screens count for themselves.
        reason = f"{reason} {WAITS_FOR_MARKER}: {computed.waiting}.".strip()
    elif computed.decision is engine.Decision.HELD:
        reason = f"{reason} {WAITS_FOR_OFFICER}".strip()
    return add_outcome(attempt, computed, reason=reason, now=now)


def add_outcome(attempt: Attempt, computed: Computed, *, reason: str, now: datetime) -> Outcome:
    """Add what was computed as the newest outcome; listeners hear of it after commit. The caller holds the lock."""
    newest = attempt.outcomes.order_by("-number").values_list("number", flat=True).first() or 0
    outcome = Outcome.objects.create(
        attempt=attempt,
        number=newest + 1,
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
    if newest:
        # The first is on the candidate's screen; of another nobody knows who is not told.
        owe_notice(outcome=outcome)
    transaction.on_commit(partial(outcome_recorded.send_robust, sender=Outcome, attempt_id=attempt.pk))
    return outcome
