"""Starting an attempt: who may, when, and with which form."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import LegalNameMissing, lock_legal_name
from assessments import engine
from assessments.models import Assessment, Attempt, AttemptItem, Outcome
from assessments.ports import renewal_since, why_not_eligible
from assessments.services.access_codes import TooManyCodes, is_right_code
from assessments.services.drawing import SEED_BITS, draw_form, lay_out, variants_met
from assessments.services.preparing import take_form
from assessments.services.refusals import StartRefused
from assessments.services.rules import break_allowance, effective_rules, pinned_policy

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["Standing", "StartRefused", "read_standing", "start_attempt"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands with an assessment."""

    open_attempt: Attempt | None
    # What the next attempt would be, of all that there ever were.
    number: int
    # Those that count: all, or in a renewal those begun since it opened.
    used: int
    last: Attempt | None
    passed: bool
    held: bool
    rules: engine.Rules
    is_renewal: bool = False
    # Items of forms older than this one may come again; None keeps all of them apart.
    met_since: datetime | None = None
    refusal: StartRefused | None = None

    @property
    def allowed(self) -> int | None:
        return self.rules.attempts_allowed

    @property
    def left(self) -> int | None:
        return None if self.allowed is None else max(0, self.allowed - self.used)


def read_standing(assessment: Assessment, user: "User", *, now: datetime) -> Standing:
    """How the person stands: an open attempt, attempts left, and why they may not start, if so."""
    rules = effective_rules(assessment, user.pk, now=now)
    attempts = list(Attempt.objects.of(user.pk).filter(assessment=assessment).order_by("-number"))
    open_attempt = next((attempt for attempt in attempts if attempt.is_open), None)
    last = next((attempt for attempt in attempts if not attempt.is_open), None)
    decisions = (
        dict(Outcome.objects.current().filter(attempt__in=attempts).values_list("attempt_id", "decision"))
        if attempts
        else {}
    )
    since = renewal_since(user, assessment, now=now) if attempts and assessment.is_examination else None
    counted = [found for found in attempts if since is None or found.started_at >= since]
    before = next((found for found in attempts if since is not None and found.started_at < since), None)
    standing = Standing(
        open_attempt=open_attempt,
        number=len(attempts) + 1,
        used=len(counted),
        last=last,
        passed=any(decisions.get(found.pk) == Outcome.Decision.PASS for found in counted),
        held=last is not None and decisions.get(last.pk) == Outcome.Decision.HELD,
        rules=rules,
        is_renewal=since is not None,
        met_since=before.started_at if before is not None else None,
    )
    if open_attempt is not None:
        return standing
    again = engine.next_start(rules, [found.submitted_at for found in counted if found.submitted_at])
    return replace(standing, refusal=_refusal(assessment, user, standing, again=again, now=now))


def _refusal(
    assessment: Assessment, user: "User", standing: Standing, *, again: datetime | None, now: datetime
) -> StartRefused | None:
    if not assessment.is_active:
        return StartRefused(_("This assessment is closed."))
    place = engine.window(standing.rules, now)
    if place is engine.Window.NOT_OPEN:
        return StartRefused(_("This assessment has not opened yet."), retry_at=standing.rules.opens_at)
    if place is engine.Window.CLOSED:
        return StartRefused(_("This assessment has closed."))
    if place is engine.Window.START_CLOSED:
        return StartRefused(_("The time to start has passed. Only attempts that run already go on."))
    last = standing.last
    if assessment.is_examination and standing.held:
        return StartRefused(
            _("The result of your last attempt is not final yet. You can start again after it is.")
        )
    if assessment.is_examination and last is not None and last.awaits_result(now=now):
        # Whoever passed may not start, whoever failed may: the answer would tell which.
        return StartRefused(
            _("The result of your last attempt is not out yet. You can start again after it is.")
        )
    if assessment.is_examination and standing.passed:
        return StartRefused(_("You have passed this examination."))
    if standing.left == 0:
        return StartRefused(_("You have used every attempt at this assessment."))
    if again is not None and now < again:
        return StartRefused(_("You can try again after the waiting time."), retry_at=again)
    if assessment.is_examination and not user.legal_name.strip():
        return StartRefused(_("Enter your legal name in your account first: the certificate carries it."))
    why = why_not_eligible(user, assessment)
    return StartRefused(why) if why else None


@transaction.atomic
def start_attempt(
    assessment: Assessment, user: "User", *, agreed: bool, now: datetime, access_code: str = ""
) -> Attempt:
    """Start an attempt with a form of its own, or return the one that is open: two clicks make one.

    Raises StartRefused with a sentence for the person.
    """
    # Lock the person: two clicks arrive together, and what an earlier form showed has to be known to the next.
    # The constraint on open attempts holds even where somebody forgets this lock.
    get_user_model().objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
    standing = read_standing(assessment, user, now=now)
    if standing.open_attempt is not None:
        return standing.open_attempt
    if standing.refusal is not None:
        raise standing.refusal
    if assessment.agreement and not agreed:
        raise StartRefused(_("Read the agreement and accept it before you start."))
    _check_code(assessment, user, standing.rules, access_code)
    return _create(assessment, user, standing, now=now)


def _check_code(assessment: Assessment, user: "User", rules: engine.Rules, code: str) -> None:
    if not rules.access_code_hash:
        return
    if not code.strip():
        raise StartRefused(_("Enter the access code that you were told."))
    try:
        right = is_right_code(code, rules.access_code_hash, key=f"{assessment.pk}:{user.pk}")
    except TooManyCodes as error:
        raise StartRefused(_("Too many wrong access codes. Try again in five minutes.")) from error
    if not right:
        raise StartRefused(_("That is not the access code. Ask whoever invited you."))


def _drawn_now(
    assessment: Assessment, user_id: int, *, met_since: datetime | None
) -> tuple[int, list[AttemptItem]]:
    seed = secrets.randbits(SEED_BITS)
    return seed, draw_form(assessment, user_id, seed=seed, met_since=met_since)


def _create(assessment: Assessment, user: "User", standing: Standing, *, now: datetime) -> Attempt:
    rules = standing.rules
    if assessment.is_examination:
        try:
            lock_legal_name(user.pk, now=now)
        except LegalNameMissing as error:
            raise StartRefused(_("Enter your legal name in your account first.")) from error
    seed, form_items = take_form(assessment, user.pk) or _drawn_now(
        assessment, user.pk, met_since=standing.met_since
    )
    allowance = break_allowance(user.pk, now=now)
    lay_out(form_items, seed=seed, met=variants_met(user.pk, form_items))
    form = "\n".join(f"{item.version.digest} {item.seed}" for item in form_items)
    attempt = Attempt.objects.create(
        assessment=assessment,
        candidate=user,
        number=standing.number,
        seed=seed,
        policy=pinned_policy(assessment, rules),
        form_digest=hashlib.sha256(form.encode()).hexdigest(),
        started_at=now,
        deadline=engine.ends_at(rules, now),
        grace=timedelta(seconds=rules.grace_seconds),
        at_position=1 if assessment.is_sequential else None,
        is_immediate=assessment.is_immediate,
        minutes=rules.minutes,
        multiplier=rules.multiplier,
        breaks_allowed=allowance.breaks,
        break_minutes=allowance.minutes,
        quiet_left=timedelta(minutes=assessment.quiet_minutes),
        agreement_accepted_at=now if assessment.agreement else None,
        supervision=assessment.supervision,
    )
    for item in form_items:
        item.attempt = attempt
    AttemptItem.objects.bulk_create(form_items)
    return attempt
