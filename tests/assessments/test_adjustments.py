"""Overrides and accommodations: who decides, what running attempts get, and breaks."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.roles import Role
from assessments import engine
from assessments.models import (
    Accommodation,
    AccommodationRequest,
    Attempt,
    AttemptEvent,
    CandidateNotice,
    Override,
)
from assessments.services.adjustments import (
    AdjustmentRefused,
    decide_accommodation,
    request_accommodation,
    set_override,
    withdraw_accommodation,
    withdraw_override,
)
from assessments.services.notices import send_notice
from assessments.services.outcomes import expire_attempt, submit_attempt
from assessments.services.rules import effective_rules
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import StartRefused, read_standing, start_attempt
from assessments.tasks import send_one_notice, sweep_notices
from tests.factories.accounts import UserFactory, staff
from tests.factories.adjustments import fresh, grant, override, paused
from tests.factories.assessments import NOON, RIGHT, make_assessment, make_attempt, make_bank
from website.owed_mail import pending

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def officer() -> User:
    return staff(Role.CERTIFICATION_OFFICER)


# --- asking and deciding ------------------------------------------------------------------------


def test_a_request_waits_for_one_decision_and_the_person_hears_of_it_without_details(officer: User) -> None:
    person = UserFactory.create()
    asked = request_accommodation(person, needs=["time", "bogus"], words=" Half as much. ", now=NOON)
    assert (asked.needs, asked.words) == (["time"], "Half as much.")
    decided = grant(person, officer, request=asked)
    assert not AccommodationRequest.objects.waiting().exists()
    [owed] = pending(CandidateNotice)
    assert decided.notice.pk == owed
    assert send_notice(owed, now=NOON)
    assert not send_notice(owed, now=NOON)
    [sent] = mail.outbox
    assert sent.to == [person.email]
    assert "/accommodations/" in sent.body
    assert not any(
        word in (sent.subject + sent.body).lower() for word in ("1.5", "time", "grant", "as asked")
    )
    assert CandidateNotice.objects.get().state == "sent"


def test_a_committed_decision_nudges_its_mail(
    officer: User, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(send_one_notice, "delay", send_one_notice.run)
    with django_capture_on_commit_callbacks(execute=True):
        grant(UserFactory.create(), officer)
    assert len(mail.outbox) == 1


def test_the_sweep_finds_a_mail_whose_nudge_was_lost(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send_one_notice, "delay", send_one_notice.run)
    grant(UserFactory.create(), officer)
    sweep_notices.run()
    sweep_notices.run()
    assert len(mail.outbox) == 1


def test_a_second_request_waits_until_the_first_is_decided(officer: User) -> None:
    person = UserFactory.create()
    first = request_accommodation(person, needs=["time"], words="", now=NOON)
    with pytest.raises(AdjustmentRefused, match="still waiting"):
        request_accommodation(person, needs=["breaks"], words="", now=NOON)
    decide_accommodation(person, by=officer, terms=None, reason="Not possible here.", request=first, now=NOON)
    request_accommodation(person, needs=["breaks"], words="", now=NOON)


@pytest.mark.parametrize(
    ("needs", "words"),
    [([], "x"), (["bogus"], ""), (["time"], "x" * 2001)],
    ids=["none", "unknown", "too long"],
)
def test_a_request_that_asks_for_nothing_is_refused(needs: list[str], words: str) -> None:
    with pytest.raises(AdjustmentRefused):
        request_accommodation(UserFactory.create(), needs=needs, words=words, now=NOON)
    assert not AccommodationRequest.objects.exists()


def test_a_request_is_decided_once_and_only_for_its_own_person(officer: User) -> None:
    person = UserFactory.create()
    asked = request_accommodation(person, needs=["time"], words="", now=NOON)
    with pytest.raises(AdjustmentRefused, match="another person"):
        grant(UserFactory.create(), officer, request=asked)
    grant(person, officer, request=asked)
    with pytest.raises(AdjustmentRefused, match="already"):
        grant(person, officer, request=asked)
    assert Accommodation.objects.count() == 1


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER, Role.MARKER])
def test_nobody_without_the_permission_decides_or_overrides(role: Role) -> None:
    attempt = make_attempt()
    other = staff(role)
    with pytest.raises(PermissionDenied):
        grant(attempt.candidate, other)
    with pytest.raises(PermissionDenied):
        withdraw_accommodation_of(attempt, other)
    with pytest.raises(PermissionDenied):
        override(attempt, attempt.candidate, other, minutes=90)
    assert not Accommodation.objects.exists()
    assert not Override.objects.exists()


def withdraw_accommodation_of(attempt: Attempt, by: User) -> Accommodation:
    giver = staff(Role.CERTIFICATION_OFFICER)
    with transaction.atomic():
        sid = transaction.savepoint()
        grant(attempt.candidate, giver)
        try:
            return withdraw_accommodation(attempt.candidate, by=by, reason="No.", now=NOON)
        finally:
            transaction.savepoint_rollback(sid)


@pytest.mark.parametrize("is_superuser", [False, True], ids=["officer", "administrator"])
def test_nobody_decides_or_overrides_for_themselves(is_superuser: bool) -> None:
    officer = staff(Role.CERTIFICATION_OFFICER, is_superuser=is_superuser)
    attempt = make_attempt()
    group = Group.objects.create(name="Session")
    officer.groups.add(group)
    with pytest.raises(PermissionDenied):
        grant(officer, officer)
    for target in (officer, group):
        with pytest.raises(PermissionDenied):
            override(attempt, target, officer, minutes=90)


def test_the_database_refuses_a_decision_on_oneself_and_two_standing_overrides(officer: User) -> None:
    attempt = make_attempt()
    row = {"reason": "x", "decision": "granted", "decided_at": NOON}
    with pytest.raises(IntegrityError), transaction.atomic():
        Accommodation.objects.create(person=officer, decided_by=officer, **row)
    override(attempt, attempt.candidate, officer, minutes=90)
    twin = {"reason": "x", "set_by": officer, "set_at": NOON, "assessment": attempt.assessment}
    for changes in ({"person": attempt.candidate}, {}, {"person": officer}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Override.objects.create(**twin, **changes)


def test_records_of_decisions_are_append_only(officer: User) -> None:
    attempt = make_attempt()
    rows = [
        grant(attempt.candidate, officer),
        override(attempt, attempt.candidate, officer, minutes=90),
        request_accommodation(attempt.candidate, needs=["time"], words="", now=NOON),
        AttemptEvent.objects.first(),
    ]
    for row in rows:
        with pytest.raises(TypeError, match="append-only"):
            row.save()


def test_a_decision_needs_a_reason_and_a_declined_request_takes_nothing_away(officer: User) -> None:
    person = UserFactory.create()
    with pytest.raises(AdjustmentRefused, match="reason"):
        grant(person, officer, reason=" ")
    grant(person, officer)
    asked = request_accommodation(person, needs=["breaks"], words="", now=NOON)
    decide_accommodation(person, by=officer, terms=None, reason="No.", request=asked, now=NOON)
    in_force = Accommodation.objects.in_force(person.pk, now=NOON)
    assert in_force is not None
    assert in_force.multiplier == Fraction(3, 2)


def test_a_newer_grant_counts_once_it_holds_and_a_withdrawal_ends_all(officer: User) -> None:
    person = UserFactory.create()
    grant(person, officer)
    grant(person, officer, engine.Accommodation(multiplier=Fraction(2), valid_from=NOON + MINUTE))
    found = [Accommodation.objects.in_force(person.pk, now=when) for when in (NOON, NOON + MINUTE)]
    assert [one.multiplier for one in found if one] == [Fraction(3, 2), Fraction(2)]
    withdraw_accommodation(person, by=officer, reason="Asked by the person.", now=NOON)
    assert Accommodation.objects.in_force(person.pk, now=NOON + MINUTE) is None
    with pytest.raises(AdjustmentRefused, match="nothing"):
        withdraw_accommodation(person, by=officer, reason="Again.", now=NOON)


# --- starting with adjusted rules ---------------------------------------------------------------


def test_a_start_has_the_extra_time_and_breaks_of_its_person_everywhere(officer: User) -> None:
    person = UserFactory.create()
    terms = engine.Accommodation(multiplier=Fraction(3, 2), breaks=1, break_minutes=5)
    grant(person, officer, terms)
    for slug in ("one", "two"):
        assessment = make_assessment(make_bank(slug))
        attempt = start_attempt(assessment, person, agreed=True, now=NOON)
        assert attempt.deadline == NOON + timedelta(minutes=67, seconds=30)
        assert (attempt.breaks_allowed, attempt.break_minutes) == (1, 5)


def test_a_further_attempt_and_a_separate_window_let_one_person_start(officer: User) -> None:
    assessment = make_assessment(make_bank(), attempts=1, retake_delay_hours=0)
    assessment.closes_at = NOON + timedelta(hours=1)
    assessment.save()
    person, other = UserFactory.create(), UserFactory.create()
    for one in (person, other):
        submit_attempt(start_attempt(assessment, one, agreed=True, now=NOON).pk, now=NOON)
    later = NOON + timedelta(hours=2)
    grant(
        person,
        officer,
        engine.Accommodation(extra_attempts=1, window=(later, later + timedelta(hours=2))),
    )
    standing = read_standing(assessment, person, now=later)
    assert (standing.refusal, standing.left, standing.allowed) == (None, 1, 2)
    assert read_standing(assessment, other, now=later).refusal is not None


def test_a_person_override_opens_earlier_and_ends_the_time_to_start(officer: User) -> None:
    attempt = make_attempt()
    person = UserFactory.create()
    override(attempt, person, officer, opens_at=NOON, start_closes_at=NOON + MINUTE)
    for moment, refused in ((-SECOND, True), (0 * SECOND, False), (MINUTE - SECOND, False), (MINUTE, True)):
        standing = read_standing(attempt.assessment, person, now=NOON + moment)
        assert (standing.refusal is not None) == refused, moment
    with pytest.raises(StartRefused):
        start_attempt(attempt.assessment, person, agreed=True, now=NOON + MINUTE)


def test_of_several_groups_the_most_generous_override_reaches_a_member(officer: User) -> None:
    attempt = make_attempt()
    person = UserFactory.create()
    for name, minutes in (("A", 60), ("B", 90)):
        group = Group.objects.create(name=name)
        person.groups.add(group)
        override(attempt, group, officer, minutes=minutes)
    assert effective_rules(attempt.assessment, person.pk, now=NOON).minutes == 90
    override(attempt, person, officer, minutes=50)
    assert effective_rules(attempt.assessment, person.pk, now=NOON).minutes == 50
    assert effective_rules(attempt.assessment, UserFactory.create().pk, now=NOON).minutes == 45


# --- running attempts ---------------------------------------------------------------------------


def test_a_grant_moves_the_deadline_of_a_running_attempt_and_leaves_an_event(officer: User) -> None:
    attempt = make_attempt()
    grant(attempt.candidate, officer, now=NOON + MINUTE)
    found = fresh(attempt)
    assert found.deadline == NOON + timedelta(minutes=67, seconds=30)
    event = found.events.get()
    assert (event.kind, event.actor, event.at) == ("rules_changed", officer, NOON + MINUTE)
    assert event.data["before"]["deadline"] == attempt.deadline.isoformat()
    late_before = attempt.deadline + SECOND
    saved = save_response(attempt.uuid, 1, Answer(RIGHT, 0), user_id=attempt.candidate_id, now=late_before)
    assert (saved.status, saved.deadline) == (engine.StepStatus.ACCEPTED, found.deadline)
    assert expire_attempt(attempt.pk, now=late_before) is None


@pytest.mark.parametrize(
    ("offset", "moved"),
    [(-SECOND, True), (0 * SECOND, False), (SECOND, False)],
    ids=["-1 s", "at it", "+1 s"],
)
def test_time_that_has_run_out_does_not_come_back(officer: User, offset: timedelta, moved: bool) -> None:
    attempt = make_attempt()
    grant(attempt.candidate, officer, now=attempt.deadline + offset)
    assert (fresh(attempt).deadline != attempt.deadline) == moved
    assert attempt.events.exists() == moved


def test_a_withdrawal_takes_no_running_time_unless_the_officer_says_so(officer: User) -> None:
    attempt = make_attempt()
    grant(attempt.candidate, officer)
    longer = fresh(attempt).deadline
    withdraw_accommodation(attempt.candidate, by=officer, reason="Error.", now=NOON)
    assert (fresh(attempt).deadline, fresh(attempt).multiplier) == (longer, Fraction(3, 2))
    grant(attempt.candidate, officer)
    withdraw_accommodation(attempt.candidate, by=officer, reason="Error.", now=NOON, may_shorten=True)
    assert (fresh(attempt).deadline, fresh(attempt).multiplier) == (attempt.deadline, 1)


def test_overrides_reach_running_attempts_are_replaced_and_withdrawn_but_never_deleted(officer: User) -> None:
    attempt, bystander = make_attempt(), UserFactory.create()
    untouched = start_attempt(attempt.assessment, bystander, agreed=True, now=NOON)
    override(attempt, attempt.candidate, officer, minutes=60)
    assert fresh(attempt).deadline == NOON + 60 * MINUTE
    second = override(attempt, attempt.candidate, officer, minutes=0)
    assert (fresh(attempt).deadline, Override.objects.standing().get()) == (None, second)
    withdraw_override(second.pk, by=officer, now=NOON)
    assert fresh(attempt).deadline is None
    with pytest.raises(AdjustmentRefused, match="already"):
        withdraw_override(second.pk, by=officer, now=NOON)
    assert Override.objects.count() == 2
    assert fresh(untouched).deadline == untouched.deadline


def test_a_group_override_reaches_each_member_who_sits(officer: User) -> None:
    attempt, outsider = make_attempt(), UserFactory.create()
    group = Group.objects.create(name="Room 2")
    attempt.candidate.groups.add(group)
    other = start_attempt(attempt.assessment, outsider, agreed=True, now=NOON)
    set_ = override(attempt, group, officer, minutes=60)
    assert fresh(attempt).deadline == NOON + 60 * MINUTE
    assert fresh(other).deadline == NOON + 45 * MINUTE
    withdraw_override(set_.pk, by=officer, now=NOON, may_shorten=True)
    assert fresh(attempt).deadline == NOON + 45 * MINUTE


def test_a_later_change_of_the_assessment_is_not_brought_to_a_running_attempt(officer: User) -> None:
    attempt = make_attempt()
    attempt.assessment.minutes = 10
    attempt.assessment.save()
    grant(attempt.candidate, officer)
    assert fresh(attempt).deadline == NOON + timedelta(minutes=67, seconds=30)


def test_a_submitted_attempt_is_never_touched(officer: User) -> None:
    attempt = make_attempt()
    submit_attempt(attempt.pk, now=NOON + MINUTE)
    grant(attempt.candidate, officer, now=NOON + 2 * MINUTE)
    assert fresh(attempt).deadline == attempt.deadline
    assert not attempt.events.exists()


@pytest.mark.parametrize("changes", [{}, {"reason": " ", "minutes": 5}], ids=["nothing", "no reason"])
def test_an_override_changes_something_for_a_reason(officer: User, changes: dict[str, Any]) -> None:
    attempt = make_attempt()
    terms = engine.Override("person", **({"reason": "x"} | changes))
    with pytest.raises(AdjustmentRefused):
        set_override(attempt.assessment, attempt.candidate, by=officer, terms=terms, now=NOON)


def test_health_data_has_one_door(officer: User) -> None:
    attempt = paused(officer)
    person = attempt.candidate
    request_accommodation(person, needs=["time"], words="", now=NOON)
    for model in (Accommodation, AccommodationRequest, AttemptEvent):
        for user, sees in ((person, True), (officer, True), (staff(Role.INSTRUCTOR), False)):
            assert model.objects.visible_to(user).exists() == sees, (model, user)
