"""Author ≠ approver, trainer ≠ marker, first decider ≠ appeal decider: for administrators too, and never in one's own case."""

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from assessments import engine, ports
from assessments.models import Attempt, LateAcceptance, Outcome, Remark, Response
from assessments.services.adjustments import decide_accommodation, set_override
from assessments.services.appeals import decide_appeal, file_appeal, follow_appeal
from assessments.services.deciding import accept_late_step, decide_held
from assessments.services.marking import mark_by_hand
from assessments.services.remarking import Proposal, decide_remark, dry_run
from tests.assessments.test_marking_by_hand import ALL, SOME, TEXT, essay_of, sat
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, RIGHT

pytestmark = pytest.mark.django_db


def administrator() -> User:
    return UserFactory.create(is_staff=True, is_superuser=True)


def _appeal(attempt: Attempt) -> Any:
    return file_appeal(attempt, by=attempt.candidate, grounds="item", words="No.", now=NOON)


def _late(attempt: Attempt) -> Response:
    return Response.objects.create(
        attempt_item=essay_of(attempt),
        sequence=9,
        seen_sequence=1,
        status="late",
        data=TEXT,
        received_at=NOON,
    )


def _decide(attempt: Attempt, by: User) -> Any:
    return decide_held(attempt, decision="fail", reason="So.", by=by, now=NOON)


ACTS: dict[str, Callable[[Attempt, User], Any]] = {
    "mark": lambda attempt, by: mark_by_hand(essay_of(attempt), levels=ALL, comment="", marker=by, now=NOON),
    "decide a held outcome": _decide,
    "accept a late answer": lambda attempt, by: accept_late_step(
        _late(attempt), reason="So.", by=by, now=NOON
    ),
    "decide an appeal": lambda attempt, by: decide_appeal(
        _appeal(attempt), by=by, decision="upheld", words="Yes.", now=NOON
    ),
}


def decided(attempt: Attempt) -> Attempt:
    mark_by_hand(essay_of(attempt), levels=SOME, comment="", marker=administrator(), now=NOON)
    return attempt


@pytest.mark.parametrize("act", ACTS)
def test_no_administrator_acts_on_their_own_attempt(act: str) -> None:
    attempt = decided(sat(TEXT, RIGHT))
    User.objects.filter(pk=attempt.candidate_id).update(is_staff=True, is_superuser=True)
    person = User.objects.get(pk=attempt.candidate_id)
    before = (attempt.outcomes.count(), LateAcceptance.objects.count())
    with pytest.raises(PermissionDenied):
        ACTS[act](attempt, person)
    assert (attempt.outcomes.count(), LateAcceptance.objects.count()) == before


@pytest.mark.parametrize("act", ACTS)
def test_no_administrator_acts_on_whom_they_trained(act: str, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt, trainer = decided(sat(TEXT, RIGHT)), administrator()
    monkeypatch.setattr(ports, "_conflicts", [lambda person, about: "Trained." if person == trainer else ""])
    with pytest.raises(PermissionDenied, match="Trained"):
        ACTS[act](attempt, trainer)


def test_whoever_marked_decides_neither_the_outcome_nor_an_appeal_nor_what_follows() -> None:
    attempt, marker = sat(TEXT, RIGHT), administrator()
    mark_by_hand(essay_of(attempt), levels=SOME, comment="", marker=marker, now=NOON)
    appeal = _appeal(attempt)
    with pytest.raises(PermissionDenied):
        decide_held(attempt, decision="fail", reason="So.", by=marker, now=NOON)
    with pytest.raises(PermissionDenied):
        decide_appeal(appeal, by=marker, decision="dismissed", words="No.", now=NOON)
    decide_appeal(appeal, by=administrator(), decision="upheld", words="Yes.", now=NOON)
    with pytest.raises(PermissionDenied):
        follow_appeal(appeal, by=marker, positions=[], words="So.", now=NOON)


def _accept(attempt: Attempt, by: User) -> None:
    accept_late_step(_late(attempt), reason="So.", by=by, now=NOON)
    # The essay that counts now is another one: it waits for a marker.
    decided(attempt)


def _remark(attempt: Attempt, by: User) -> Remark:
    proposal = Proposal(essay_of(attempt).version, engine.Action.AWARD)
    return decide_remark(proposal, reason="So.", by=by, seen=dry_run(proposal).digest, now=NOON)


DECISIONS = {"accepted a late answer": _accept, "decided on a re-mark": _remark}


@pytest.mark.parametrize("how", DECISIONS)
def test_whoever_decided_what_counts_in_an_attempt_decides_no_appeal_against_it(how: str) -> None:
    attempt, officer, other = decided(sat(TEXT, RIGHT)), administrator(), administrator()
    DECISIONS[how](attempt, officer)
    appeal = _appeal(attempt)
    with pytest.raises(PermissionDenied):
        decide_appeal(appeal, by=officer, decision="dismissed", words="No.", now=NOON)
    decide_appeal(appeal, by=other, decision="upheld", words="Yes.", now=NOON)
    with pytest.raises(PermissionDenied):
        follow_appeal(appeal, by=officer, positions=[], words="So.", now=NOON)
    follow_appeal(appeal, by=other, positions=[], words="So.", now=NOON)


def test_only_the_remark_that_stands_counts() -> None:
    attempt, first, second = decided(sat(TEXT, RIGHT)), administrator(), administrator()
    for officer in (first, second):
        _remark(attempt, officer)
    appeal = _appeal(attempt)
    with pytest.raises(PermissionDenied):
        decide_appeal(appeal, by=second, decision="dismissed", words="No.", now=NOON)
    decide_appeal(appeal, by=first, decision="dismissed", words="No.", now=NOON)


def test_whoever_carries_an_upheld_appeal_out_may_say_so() -> None:
    attempt, officer = decided(sat(TEXT, RIGHT)), administrator()
    appeal = _appeal(attempt)
    decide_appeal(appeal, by=officer, decision="upheld", words="Yes.", now=NOON)
    later = NOON + timedelta(hours=1)
    accept_late_step(_late(attempt), reason="The appeal.", by=officer, now=later)
    follow_appeal(appeal, by=officer, positions=[], words="Your late answer counts.", now=later)


def test_no_administrator_remarks_what_they_sat_nor_adjusts_for_themselves() -> None:
    attempt = decided(sat(TEXT, RIGHT))
    User.objects.filter(pk=attempt.candidate_id).update(is_staff=True, is_superuser=True)
    person = User.objects.get(pk=attempt.candidate_id)
    proposal = Proposal(essay_of(attempt).version, engine.Action.AWARD)
    with pytest.raises(PermissionDenied):
        decide_remark(proposal, reason="So.", by=person, seen=dry_run(proposal).digest, now=NOON)
    with pytest.raises(PermissionDenied):
        decide_accommodation(
            person, by=person, terms=engine.Accommodation(multiplier=Fraction(2)), reason="So.", now=NOON
        )
    with pytest.raises(PermissionDenied):
        set_override(
            attempt.assessment,
            person,
            by=person,
            terms=engine.Override(scope="person", attempts_allowed=9, reason="So."),
            now=NOON,
        )
    assert not Remark.objects.exists()
    assert Outcome.objects.filter(attempt=attempt).count() == 2
