"""Decisions that a scheme leaves to an officer, and late answers that one accepts."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.api import record_act
from assessments import engine
from assessments.models import Attempt, LateAcceptance, ManualMark, MarkingTask, MarkPart, Outcome, Response
from assessments.models.late_steps import ACCEPT_LATE
from assessments.models.outcomes import DECIDE_OUTCOME
from assessments.ports import conflict_of_interest
from assessments.services.outcomes import add_outcome, compute_outcome, record_outcome

if TYPE_CHECKING:
    from accounts.models import User

MAX_REASON = 2000
LATE_ACCEPTED = "A late answer was accepted:"


class DecisionRefused(Exception):
    """Nothing was decided; the message is for the officer."""


def _held() -> Any:
    """Current outcomes that are held, with `is_marked`: whether no answer waits for a marker any more."""
    marks = MarkingTask.objects.open().exclude(part=MarkPart.AGAIN)
    waits = Exists(marks.filter(attempt_item__attempt=OuterRef("attempt")))
    held = Outcome.objects.current().filter(decision=Outcome.Decision.HELD)
    return held.annotate(is_marked=~waits)


def held_outcomes() -> QuerySet[Outcome]:
    """Current outcomes that wait for an officer and for nobody else, oldest first."""
    found: QuerySet[Outcome] = _held().filter(is_marked=True)
    return found.select_related("attempt__assessment", "attempt__candidate").order_by("decided_at", "pk")


def count_held() -> tuple[int, int]:
    """How many outcomes are held for an officer, and how many because an answer waits for a marker. One query."""
    counts = _held().aggregate(all=Count("pk"), marked=Count("pk", filter=Q(is_marked=True)))
    return counts["marked"], counts["all"] - counts["marked"]


def verdict_of_score(attempt: Attempt) -> engine.Decision:
    """What the score alone says of an attempt."""
    return compute_outcome(attempt).by_score


@transaction.atomic
def decide_held(attempt: Attempt, *, decision: str, reason: str, by: "User", now: datetime) -> Outcome:
    """Decide on a held outcome, as a new one: what the score says, or a fail in spite of it. Never a pass against it.

    Not by the candidate, nor by whoever marked any of it or trained them, administrators included: raises
    PermissionDenied. Raises DecisionRefused with a sentence for the officer.
    """
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    _judge_officer(attempt, by, permission=DECIDE_OUTCOME)
    if ManualMark.objects.filter(attempt_item__attempt=attempt, marker=by).exists():
        raise PermissionDenied(_("You marked answers of this attempt: another officer decides on it."))
    computed = compute_outcome(attempt)
    if computed.waiting:
        raise DecisionRefused(_("Answers still wait for a marker."))
    current = attempt.outcomes.order_by("-number").first()
    if current is None or current.decision != Outcome.Decision.HELD:
        raise DecisionRefused(_("There is nothing to decide: somebody may have been quicker."))
    if decision not in (engine.Decision.PASS, engine.Decision.FAIL):
        raise DecisionRefused(_("Choose the decision."))
    if decision == engine.Decision.PASS and computed.by_score is not engine.Decision.PASS:
        raise DecisionRefused(_("The score is below the cut score: no decision can make it a pass."))
    reason = _reason(reason)
    decided = replace(computed, decision=engine.Decision(decision), decided_by=by.pk)
    outcome = add_outcome(attempt, decided, reason=reason, now=now)
    record_act("outcome.decided", by=by, about=attempt, facts={"decision": decision}, now=now)
    return outcome


@transaction.atomic
def accept_late_step(step: Response, *, reason: str, by: "User", now: datetime) -> LateAcceptance:
    """Let an answer count that came too late, with a reason, and record the outcome that it leads to.

    The step stays as it was received. Raises PermissionDenied as decide_held does, DecisionRefused with a
    sentence for the officer.
    """
    attempt = Attempt.objects.select_for_update().get(pk=step.attempt_item.attempt_id)
    _judge_officer(attempt, by, permission=ACCEPT_LATE)
    if attempt.is_open:
        raise DecisionRefused(_("This attempt is still open."))
    if step.status != Response.Status.LATE:
        raise DecisionRefused(_("This answer came in time, and counts by the usual rules."))
    if LateAcceptance.objects.filter(step=step).exists():
        raise DecisionRefused(_("This answer was accepted already."))
    reason = _reason(reason)
    acceptance = LateAcceptance.objects.create(step=step, reason=reason, accepted_by=by, accepted_at=now)
    record_outcome(attempt, now=now, reason=f"{LATE_ACCEPTED} {reason}")
    facts = {"position": step.attempt_item.position}
    record_act("response.late_accepted", by=by, about=attempt, facts=facts, now=now)
    return acceptance


def late_steps() -> QuerySet[Response]:
    """Answers that came too late, newest first, with what became of them."""
    return (
        Response.objects.filter(status=Response.Status.LATE)
        .select_related(
            "attempt_item__attempt__assessment", "attempt_item__attempt__candidate", "late_acceptance"
        )
        .order_by("-received_at", "-pk")
    )


def _judge_officer(attempt: Attempt, by: "User", *, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied
    if attempt.candidate_id == by.pk:
        raise PermissionDenied(_("Nobody decides on their own attempt."))
    if why := conflict_of_interest(by, attempt.candidate_id):
        raise PermissionDenied(why)


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise DecisionRefused(_("Give the reason: it stays with the record."))
    if len(text) > MAX_REASON:
        raise DecisionRefused(
            _("Please use fewer words: at most %(most)s characters.") % {"most": MAX_REASON}
        )
    return text
