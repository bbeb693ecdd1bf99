"""Filing, withdrawing and deciding appeals: who decided first never decides an appeal against it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import Appeal, AppealEvent, Attempt, ManualMark, Outcome
from assessments.models.appeals import DECIDE_APPEAL
from assessments.ports import conflict_of_interest
from assessments.services.notices import owe_notice

if TYPE_CHECKING:
    from accounts.models import User

DAYS = 30
MAX_WORDS = 5000
DECISIONS = (AppealEvent.Kind.UPHELD, AppealEvent.Kind.DISMISSED)


class AppealRefused(Exception):
    """Nothing was written; the message is for whoever asked."""


def why_no_appeal(attempt: Attempt, *, now: datetime) -> str:
    """Why one cannot appeal against what an attempt came to; "" where one can."""
    outcome = attempt.outcomes.order_by("-number").first()
    if attempt.submitted_at is None or outcome is None or not attempt.assessment.is_examination:
        return _("There is no decision to appeal against.")
    if attempt.awaits_result(now=now) or outcome.decision == Outcome.Decision.HELD:
        return _("The result is not out yet. You can appeal when it is.")
    if now >= outcome.decided_at + timedelta(days=DAYS):
        return _("The time to appeal has passed: it was %(days)s days from the decision.") % {"days": DAYS}
    if Appeal.objects.open().filter(attempt=attempt).exists():
        return _("Your appeal against this decision is open.")
    return ""


@transaction.atomic
def file_appeal(attempt: Attempt, *, by: "User", grounds: str, words: str, now: datetime) -> Appeal:
    """File an appeal against one's own attempt. One is open at a time.

    Raises AppealRefused with a sentence for the candidate, PermissionDenied for somebody else's attempt.
    """
    attempt = Attempt.objects.select_for_update(of=("self",)).select_related("assessment").get(pk=attempt.pk)
    if attempt.candidate_id != by.pk:
        raise PermissionDenied
    if why := why_no_appeal(attempt, now=now):
        raise AppealRefused(why)
    words = words.strip()
    if grounds not in Appeal.Grounds.values or not words:
        raise AppealRefused(_("Choose the grounds, and say in your words what you appeal against."))
    if len(words) > MAX_WORDS:
        raise AppealRefused(_("Please use fewer words: at most %(most)s characters.") % {"most": MAX_WORDS})
    appeal = Appeal.objects.create(attempt=attempt, grounds=grounds, words=words, filed_at=now)
    event = AppealEvent.objects.create(appeal=appeal, kind=AppealEvent.Kind.FILED, actor=by, at=now)
    # An acknowledgement: whoever appeals must be able to show that it arrived.
    owe_notice(appeal_event=event)
    return appeal


@transaction.atomic
def withdraw_appeal(appeal: Appeal, *, by: "User", now: datetime) -> None:
    """Take one's own appeal back. Raises AppealRefused when it is closed, PermissionDenied for another's."""
    appeal = _locked(appeal)
    if appeal.attempt.candidate_id != by.pk:
        raise PermissionDenied
    _close(appeal, AppealEvent.Kind.WITHDRAWN, by=by, words="", now=now)


@transaction.atomic
def decide_appeal(appeal: Appeal, *, by: "User", decision: str, words: str, now: datetime) -> None:
    """Uphold or dismiss. It changes no outcome by itself: what follows is a new outcome, by a person.

    Not by the candidate, nor by whoever decided the outcome or marked any of the attempt by hand,
    administrators included: raises PermissionDenied. Raises AppealRefused with a sentence for the officer.
    """
    appeal = _locked(appeal)
    if not by.has_perm(DECIDE_APPEAL) or by.pk in involved_in(appeal.attempt):
        raise PermissionDenied
    if why := conflict_of_interest(by, appeal.attempt.candidate_id):
        raise PermissionDenied(why)
    if decision not in DECISIONS:
        raise AppealRefused(_("Uphold the appeal or dismiss it."))
    if not words.strip():
        raise AppealRefused(_("Give your reasons: the candidate reads them."))
    if len(words) > MAX_WORDS:
        raise AppealRefused(_("Please use fewer words: at most %(most)s characters.") % {"most": MAX_WORDS})
    _close(appeal, AppealEvent.Kind(decision), by=by, words=words.strip(), now=now)


def involved_in(attempt: Attempt) -> set[int]:
    """Whoever may not decide an appeal: the candidate, who decided any outcome, who marked by hand."""
    deciders = attempt.outcomes.exclude(decided_by=None).values_list("decided_by_id", flat=True)
    markers = ManualMark.objects.filter(attempt_item__attempt=attempt).values_list("marker_id", flat=True)
    return {attempt.candidate_id, *deciders, *markers}


def _locked(appeal: Appeal) -> Appeal:
    return Appeal.objects.select_for_update(of=("self",)).select_related("attempt").get(pk=appeal.pk)


def _close(appeal: Appeal, kind: AppealEvent.Kind, *, by: "User", words: str, now: datetime) -> None:
    if not appeal.is_open:
        raise AppealRefused(_("This appeal is closed already."))
    event = AppealEvent.objects.create(appeal=appeal, kind=kind, actor=by, at=now, words=words)
    if by.pk != appeal.attempt.candidate_id:
        owe_notice(appeal_event=event)
    Appeal.objects.filter(pk=appeal.pk).update(closed_at=now)
