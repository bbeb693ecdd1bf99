"""Filing, withdrawing and deciding appeals: who decided first never decides an appeal against it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import record_act
from assessments.models import (
    Appeal,
    AppealEvent,
    Attempt,
    LateAcceptance,
    ManualMark,
    MarkPart,
    Outcome,
    Remark,
)
from assessments.models.appeals import DECIDE_APPEAL
from assessments.ports import conflict_of_interest
from assessments.services.marking_tasks import Answer, new_task
from assessments.services.marks import Marked, marks_of
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

    Not by the candidate, nor by whoever is involved in the outcome, administrators included: raises
    PermissionDenied. Raises AppealRefused with a sentence for the officer.
    """
    appeal = _locked(appeal)
    if not by.has_perm(DECIDE_APPEAL) or by.pk in involved_in(appeal):
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
    record_act("appeal.decided", by=by, about=appeal, facts={"decision": decision}, now=now)


def marked_by_people(attempt: Attempt) -> list[Marked]:
    """The items of an attempt that a person has marked, and another person can mark again."""
    return [one for one in marks_of(attempt) if one.manual is not None]


@transaction.atomic
def follow_appeal(
    appeal: Appeal, *, by: "User", positions: Collection[int], words: str, now: datetime
) -> AppealEvent:
    """Carry out what follows from an appeal that was upheld, and tell the candidate in words.

    `positions` are items that another person marks again: their marks stand until then, and lead to a new outcome.
    Without any the words stand alone, for what was done on another screen. Raises PermissionDenied as
    decide_appeal does, AppealRefused with a sentence for the officer.
    """
    appeal = _locked(appeal)
    attempt = Attempt.objects.select_for_update(of=("self",)).get(pk=appeal.attempt_id)
    if not by.has_perm(DECIDE_APPEAL) or by.pk in involved_in(appeal):
        raise PermissionDenied
    if why := conflict_of_interest(by, attempt.candidate_id):
        raise PermissionDenied(why)
    if not appeal.is_upheld:
        raise AppealRefused(_("Nothing follows from an appeal that was not upheld."))
    if not words.strip() or len(words) > MAX_WORDS:
        raise AppealRefused(_("Say what follows: the candidate reads it."))
    known = {one.item.position: one for one in marked_by_people(attempt)}
    if set(positions) - known.keys():
        raise AppealRefused(_("Choose items that a person has marked."))
    waiting = set(
        attempt.items.filter(
            marking_tasks__part=MarkPart.AGAIN,
            marking_tasks__done_at=None,
            marking_tasks__withdrawn_at=None,
        ).values_list("position", flat=True)
    )
    for position in sorted(set(positions) - waiting):
        one = known[position]
        new_task(attempt, Answer(one.item, one.step), MarkPart.AGAIN, now=now).save()
    event = AppealEvent.objects.create(
        appeal=appeal, kind=AppealEvent.Kind.FOLLOWED, actor=by, at=now, words=words.strip()
    )
    owe_notice(appeal_event=event)
    facts = {"remedy": "marked again" if positions else "said"}
    record_act("appeal.followed", by=by, about=appeal, facts=facts, now=now)
    return event


def involved_in(appeal: Appeal) -> set[int]:
    """Whoever may neither decide an appeal nor follow it up, as they decided something of what it is against.

    The candidate; who decided any outcome, marked by hand, let a late answer count, or decided on a re-mark that
    stands for an item of the attempt. A late answer or a re-mark after the appeal was decided is what follows from it.
    """
    attempt = appeal.attempt
    deciders = attempt.outcomes.exclude(decided_by=None).values_list("decided_by_id", flat=True)
    markers = ManualMark.objects.filter(attempt_item__attempt=attempt).values_list("marker_id", flat=True)
    late = LateAcceptance.objects.filter(step__attempt_item__attempt=attempt)
    versions = attempt.items.values("version")
    remarks = Remark.objects.standing().filter(version__in=versions)
    if appeal.closed_at is not None:
        late, remarks = (
            late.filter(accepted_at__lte=appeal.closed_at),
            remarks.filter(decided_at__lte=appeal.closed_at),
        )
    return {
        attempt.candidate_id,
        *deciders,
        *markers,
        *late.values_list("accepted_by_id", flat=True),
        *remarks.values_list("decided_by_id", flat=True),
    }


def _locked(appeal: Appeal) -> Appeal:
    return Appeal.objects.select_for_update(of=("self",)).select_related("attempt").get(pk=appeal.pk)


def _close(appeal: Appeal, kind: AppealEvent.Kind, *, by: "User", words: str, now: datetime) -> None:
    if not appeal.is_open:
        raise AppealRefused(_("This appeal is closed already."))
    event = AppealEvent.objects.create(appeal=appeal, kind=kind, actor=by, at=now, words=words)
    if by.pk != appeal.attempt.candidate_id:
        owe_notice(appeal_event=event)
    Appeal.objects.filter(pk=appeal.pk).update(closed_at=now)
