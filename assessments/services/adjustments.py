"""Asking for, granting and withdrawing what makes an examination fair for one person."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.api import record_act
from assessments import engine
from assessments.models import (
    Accommodation,
    AccommodationRequest,
    Assessment,
    Attempt,
    Override,
)
from assessments.models.adjustments import DECIDE
from assessments.services.notices import owe_notice
from assessments.services.recomputing import recompute_attempts

if TYPE_CHECKING:
    from accounts.models import User

SET_OVERRIDE = "assessments.set_override"
MAX_WORDS = 2000


class AdjustmentRefused(Exception):
    """Nothing was written; the message is for whoever asked."""


def _lock_people(people: Q) -> None:
    # A start locks its person and then reads what is granted: it comes wholly before this change, and its
    # attempt is recomputed, or wholly after it. In the order of keys, so that two changes never wait in a ring.
    users = get_user_model().objects.filter(people).order_by("pk")
    list(users.select_for_update(no_key=True, of=("self",)).only("pk"))


@transaction.atomic
def request_accommodation(
    person: "User", *, needs: Sequence[str], words: str, now: datetime
) -> AccommodationRequest:
    """Ask for accommodations. One request waits at a time.

    Raises AdjustmentRefused with a sentence for the person.
    """
    _lock_people(Q(pk=person.pk))
    known = [need for need in AccommodationRequest.Need.values if need in needs]
    if not known:
        raise AdjustmentRefused(_("Choose at least one thing that would help you."))
    if len(words) > MAX_WORDS:
        raise AdjustmentRefused(_("Please use fewer words."))
    if AccommodationRequest.objects.of(person.pk).waiting().exists():
        raise AdjustmentRefused(_("Your last request is still waiting for its decision."))
    return AccommodationRequest.objects.create(
        person=person, needs=known, words=words.strip(), requested_at=now
    )


@transaction.atomic
def decide_accommodation(
    person: "User",
    *,
    by: "User",
    terms: engine.Accommodation | None,
    reason: str,
    now: datetime,
    request: AccommodationRequest | None = None,
) -> Accommodation:
    """Grant terms, or decline a request where they are None; running attempts follow at once.

    Without a request it is granted directly. Nobody decides for themselves, administrators included.
    Raises PermissionDenied, or AdjustmentRefused with a sentence for whoever decides.
    """
    if request is not None:
        if request.person_id != person.pk:
            raise AdjustmentRefused(_("This request is another person's."))
        if Accommodation.objects.filter(request=request).exists():
            raise AdjustmentRefused(_("Somebody has decided on this request already."))
    elif terms is None:
        raise AdjustmentRefused(_("There is no request to decline."))
    decision = Accommodation.Decision.DECLINED if terms is None else Accommodation.Decision.GRANTED
    row = Accommodation(person=person, request=request, decision=decision)
    if terms is not None:
        _fill(row, terms)
    return _decide(row, by=by, reason=reason, now=now, may_shorten=False)


@transaction.atomic
def withdraw_accommodation(
    person: "User", *, by: "User", reason: str, now: datetime, may_shorten: bool = False
) -> Accommodation:
    """Take back what a person is granted. Running attempts keep their end unless `may_shorten` says otherwise.

    Raises PermissionDenied, or AdjustmentRefused where nothing is granted.
    """
    _lock_people(Q(pk=person.pk))
    newest = Accommodation.objects.of(person.pk).exclude(decision=Accommodation.Decision.DECLINED).first()
    if newest is None or newest.decision == Accommodation.Decision.WITHDRAWN:
        raise AdjustmentRefused(_("There is nothing to withdraw."))
    row = Accommodation(person=person, decision=Accommodation.Decision.WITHDRAWN)
    return _decide(row, by=by, reason=reason, now=now, may_shorten=may_shorten)


def _fill(row: Accommodation, terms: engine.Accommodation) -> None:
    for name in ("multiplier", "breaks", "break_minutes", "extra_attempts", "valid_from", "valid_until"):
        setattr(row, name, getattr(terms, name))
    if terms.window is not None:
        row.window_opens_at, row.window_closes_at = terms.window


def _decide(
    row: Accommodation, *, by: "User", reason: str, now: datetime, may_shorten: bool
) -> Accommodation:
    if not by.has_perm(DECIDE) or by.pk == row.person_id:
        raise PermissionDenied
    if not reason.strip():
        raise AdjustmentRefused(_("Give a reason: the person reads it."))
    if (row.breaks > 0) != (row.break_minutes > 0):
        raise AdjustmentRefused(_("Breaks need a number and minutes."))
    _lock_people(Q(pk=row.person_id))
    if row.request_id is not None and Accommodation.objects.filter(request=row.request_id).exists():
        raise AdjustmentRefused(_("Somebody has decided on this request already."))
    row.reason, row.decided_by, row.decided_at = reason.strip(), by, now
    row.save()
    owe_notice(accommodation=row)
    if row.decision != Accommodation.Decision.DECLINED:
        recompute_attempts(
            Attempt.objects.of(row.person_id),
            actor=by,
            cause=f"accommodation {row.pk}",
            now=now,
            may_shorten=may_shorten,
        )
    record_act("accommodation.decided", by=by, about=row, now=now)
    return row


@transaction.atomic
def set_override(
    assessment: Assessment, target: "User | Group", *, by: "User", terms: engine.Override, now: datetime
) -> Override:
    """Give a person or a group other rules of one assessment, in place of what they were given before.

    Running attempts follow, and never lose time by it. Raises PermissionDenied, or AdjustmentRefused with
    a sentence for whoever sets it.
    """
    person, group = (None, target) if isinstance(target, Group) else (target, None)
    reached = Q(pk=person.pk) if person is not None else Q(groups=target)
    _may_override(by, reached)
    if not terms.reason.strip():
        raise AdjustmentRefused(_("Give a reason."))
    changes = terms.changes()
    if not changes:
        raise AdjustmentRefused(_("Change at least one rule."))
    _lock_people(reached)
    Override.objects.standing().filter(assessment=assessment, person=person, group=group).update(
        withdrawn_at=now, withdrawn_by=by
    )
    override = Override.objects.create(
        assessment=assessment,
        person=person,
        group=group,
        sets=sorted(changes),
        reason=terms.reason.strip(),
        set_by=by,
        set_at=now,
        **changes,
    )
    _follow(override, by=by, now=now, may_shorten=False)
    record_act("override.set", by=by, about=override, label=assessment.slug, now=now)
    return override


@transaction.atomic
def withdraw_override(override_id: int, *, by: "User", now: datetime, may_shorten: bool = False) -> Override:
    """Take an override back; the row stays. Running attempts keep their end unless `may_shorten` says otherwise.

    Raises PermissionDenied, Override.DoesNotExist, or AdjustmentRefused where it was withdrawn before.
    """
    override = Override.objects.select_for_update().get(pk=override_id)
    reached = Q(pk=override.person_id) if override.person_id else Q(groups=override.group_id)
    _may_override(by, reached)
    if override.withdrawn_at is not None:
        raise AdjustmentRefused(_("It was withdrawn already."))
    _lock_people(reached)
    Override.objects.filter(pk=override.pk).update(withdrawn_at=now, withdrawn_by=by)
    override.refresh_from_db()
    _follow(override, by=by, now=now, may_shorten=may_shorten)
    record_act("override.withdrawn", by=by, about=override, now=now)
    return override


def _may_override(by: "User", reached: Q) -> None:
    if not by.has_perm(SET_OVERRIDE) or get_user_model().objects.filter(reached, pk=by.pk).exists():
        raise PermissionDenied


def _follow(override: Override, *, by: "User", now: datetime, may_shorten: bool) -> None:
    attempts = Attempt.objects.filter(assessment=override.assessment_id)
    recompute_attempts(
        _of_target(attempts, override),
        actor=by,
        cause=f"override {override.pk}",
        now=now,
        may_shorten=may_shorten,
    )


def _of_target(attempts: QuerySet[Attempt], override: Override) -> QuerySet[Attempt]:
    if override.person_id is not None:
        return attempts.filter(candidate=override.person_id)
    # By a subquery: a join would be locked too, and give a row for each membership.
    members = get_user_model().objects.filter(groups=override.group_id).values("pk")
    return attempts.filter(candidate__in=members)
