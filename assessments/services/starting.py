"""Starting an attempt: who may, when, and with which form."""

import hashlib
import random
import secrets
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import LegalNameMissing, lock_legal_name
from assessments import engine
from assessments.models import Assessment, Attempt, AttemptItem, Item, ItemVersion, Outcome
from assessments.ports import why_not_eligible
from assessments.services.access_codes import TooManyCodes, is_right_code
from assessments.services.rules import break_allowance, effective_rules, pinned_policy

if TYPE_CHECKING:
    from accounts.models import User

_SEED_BITS = 62


class StartRefused(Exception):
    """This person may not start now; the message is for them. `retry_at` says when they may, if known."""

    def __init__(self, message: str, *, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands with an assessment."""

    open_attempt: Attempt | None
    used: int
    last: Attempt | None
    passed: bool
    rules: engine.Rules
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
    passed = bool(attempts) and Outcome.objects.passed().filter(attempt__in=attempts).exists()
    standing = Standing(open_attempt, len(attempts), last, passed, rules)
    if open_attempt is not None:
        return standing
    again = engine.next_start(rules, [found.submitted_at for found in attempts if found.submitted_at])
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


def _create(assessment: Assessment, user: "User", standing: Standing, *, now: datetime) -> Attempt:
    rules = standing.rules
    if assessment.is_examination:
        try:
            lock_legal_name(user.pk, now=now)
        except LegalNameMissing as error:
            raise StartRefused(_("Enter your legal name in your account first.")) from error
    seed = secrets.randbits(_SEED_BITS)
    versions = _draw(assessment, user.pk, seed=seed)
    allowance = break_allowance(user.pk, now=now)
    source = random.Random(seed)  # noqa: S311 - a form has to be reproducible from its seed
    seeds = [source.getrandbits(_SEED_BITS) for _version in versions]
    form = "\n".join(
        f"{version.digest} {item_seed}" for version, item_seed in zip(versions, seeds, strict=True)
    )
    attempt = Attempt.objects.create(
        assessment=assessment,
        candidate=user,
        number=standing.used + 1,
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
        agreement_accepted_at=now if assessment.agreement else None,
        supervision=assessment.supervision,
    )
    AttemptItem.objects.bulk_create(
        AttemptItem(attempt=attempt, position=place, version=version, seed=item_seed)
        for place, (version, item_seed) in enumerate(zip(versions, seeds, strict=True), start=1)
    )
    return attempt


def _draw(assessment: Assessment, user_id: int, *, seed: int) -> list[ItemVersion]:
    """The versions of the form, in order. Practice and examination items are never mixed."""
    purpose = Item.Purpose.EXAMINATION if assessment.is_examination else Item.Purpose.PRACTICE
    drawable = Item.objects.drawable(purpose=purpose).filter(bank_id=assessment.bank_id)
    pool: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    version_of: dict[int, int] = {}
    enemies: dict[int, str] = {}
    for item_id, version_id, domain, level, group in drawable.values_list(
        "pk", "current_version_id", "current_version__domain", "current_version__level", "enemies"
    ):
        pool[domain, level].append(item_id)
        version_of[item_id] = version_id
        enemies[item_id] = group
    earlier = AttemptItem.objects.filter(
        attempt__candidate_id=user_id, attempt__assessment__bank_id=assessment.bank_id
    )
    repeat = assessment.repeat_share
    seen = set(earlier.values_list("version__item_id", flat=True)) if repeat < 1 else set()
    cells = [engine.Cell(rule.domain, rule.level, rule.items) for rule in assessment.blueprint.all()]
    try:
        drawn = engine.draw(
            cells,
            pool,
            seed=seed,
            seen=seen,
            max_repeat=repeat,
            enemies=enemies,
        )
    except engine.CellShort as error:
        raise StartRefused(
            _(
                "This assessment cannot be drawn: %(domain)s, %(level)s has %(have)s of %(want)s items. Tell its author."
            )
            % {
                "domain": error.cell.domain,
                "level": error.cell.level,
                "have": error.have,
                "want": error.cell.count,
            }
        ) from error
    except engine.EnemiesMeet as error:
        raise StartRefused(
            _(
                "This assessment cannot be drawn: in %(domain)s, %(level)s too many items may not meet in one form. "
                "Tell its author."
            )
            % {"domain": error.cell.domain, "level": error.cell.level}
        ) from error
    except engine.TooManyRepeats as error:
        short = "; ".join(f"{cell.domain}, {cell.level}" for cell, _fresh in error.short)
        raise StartRefused(
            _(
                "There are not enough items that you have not met yet (%(cells)s). Ask a certification officer."
            )
            % {"cells": short}
        ) from error
    if assessment.item_order == Assessment.ItemOrder.BLUEPRINT:
        drawn = engine.in_blueprint_order(drawn, cells, pool)
    wanted = [version_of[item_id] for item_id in drawn]
    found = ItemVersion.objects.defer("content").in_bulk(wanted)
    return [found[version_id] for version_id in wanted]
