"""Extra time and breaks against starts, saves and the sweep: no attempt is missed, none is closed too early."""

from datetime import timedelta
from fractions import Fraction

import pytest
from django.contrib.auth.models import Group

from accounts.roles import Role
from assessments import engine
from assessments.models import Accommodation, Attempt, AttemptEvent, Outcome, Override
from assessments.services.adjustments import decide_accommodation, set_override
from assessments.services.breaks import pause_attempt, resume_attempt
from assessments.services.notices import send_notice
from assessments.services.outcomes import expire_attempt
from assessments.services.starting import start_attempt
from tests.concurrency.conftest import at_once
from tests.factories.accounts import UserFactory, staff
from tests.factories.assessments import NOON, make_assessment, make_attempt, make_bank

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
MINUTE = timedelta(minutes=1)
TERMS = engine.Accommodation(multiplier=Fraction(3, 2), breaks=1, break_minutes=10)


def test_whoever_starts_while_extra_time_is_granted_has_it() -> None:
    assessment = make_assessment(make_bank(items=10), items=2)
    officer = staff(Role.CERTIFICATION_OFFICER)
    people = [UserFactory.create() for _number in range(10)]

    def act(number: int) -> object:
        person = people[number // 2]
        if number % 2:
            return start_attempt(assessment, person, agreed=True, now=NOON)
        return decide_accommodation(person, by=officer, terms=TERMS, reason="x", now=NOON)

    found = at_once(20, act)
    assert not [one for one in found if isinstance(one, Exception)]
    ends = set(Attempt.objects.values_list("deadline", flat=True))
    assert ends == {NOON + timedelta(minutes=67, seconds=30)}


def test_every_member_who_starts_while_their_group_is_given_more_time_has_it() -> None:
    assessment = make_assessment(make_bank(items=10), items=2)
    officer = staff(Role.CERTIFICATION_OFFICER)
    group = Group.objects.create(name="Room 2")
    people = [UserFactory.create() for _number in range(8)]
    group.user_set.add(*people)
    terms = engine.Override("group", minutes=90, reason="x")

    def act(number: int) -> object:
        if number == 4:
            return set_override(assessment, group, by=officer, terms=terms, now=NOON)
        return start_attempt(assessment, people[number % 8], agreed=True, now=NOON)

    found = at_once(9, act)
    assert not [one for one in found if isinstance(one, Exception)]
    assert set(Attempt.objects.values_list("deadline", flat=True)) == {NOON + 90 * MINUTE}


def test_ten_officers_leave_one_standing_override() -> None:
    attempt = make_attempt()
    officers = [staff(Role.CERTIFICATION_OFFICER) for _number in range(10)]

    def act(number: int) -> object:
        terms = engine.Override("person", minutes=60 + number, reason="x")
        return set_override(attempt.assessment, attempt.candidate, by=officers[number], terms=terms, now=NOON)

    found = at_once(10, act)
    assert not [one for one in found if isinstance(one, Exception)]
    assert Override.objects.count() == 10
    assert Override.objects.standing().count() == 1


def test_a_grant_and_the_sweep_at_once_leave_a_longer_attempt_open_or_an_ended_one_closed() -> None:
    attempt = make_attempt()
    officer = staff(Role.CERTIFICATION_OFFICER)
    end = NOON + 45 * MINUTE

    def act(number: int) -> object:
        if number == 0:
            # The officer's clock is a moment behind the sweep's.
            early = end - timedelta(milliseconds=1)
            return decide_accommodation(attempt.candidate, by=officer, terms=TERMS, reason="x", now=early)
        return expire_attempt(attempt.pk, now=end)

    found = at_once(6, act)
    assert not [one for one in found if isinstance(one, Exception)]
    kept = Attempt.objects.get()
    is_longer = kept.deadline == NOON + timedelta(minutes=67, seconds=30)
    assert kept.is_open == is_longer
    assert Outcome.objects.count() == (0 if is_longer else 1)


def test_ten_clicks_on_pause_and_on_resume_make_one_break_and_give_back_once() -> None:
    attempt = make_attempt()
    decide_accommodation(
        attempt.candidate, by=staff(Role.CERTIFICATION_OFFICER), terms=TERMS, reason="x", now=NOON
    )
    who = {"user_id": attempt.candidate_id}
    at_once(10, lambda _n: pause_attempt(attempt.uuid, now=NOON + MINUTE, **who))
    at_once(10, lambda _n: resume_attempt(attempt.uuid, now=NOON + 4 * MINUTE, **who))
    found = Attempt.objects.get()
    assert (found.breaks_taken, found.deadline) == (1, NOON + timedelta(minutes=70, seconds=30))
    assert AttemptEvent.objects.filter(kind__startswith="break").count() == 2


def test_two_workers_send_one_mail(mailoutbox: list[object]) -> None:
    decided = decide_accommodation(
        UserFactory.create(), by=staff(Role.CERTIFICATION_OFFICER), terms=TERMS, reason="x", now=NOON
    )
    mailoutbox.clear()
    found = at_once(6, lambda _n: send_notice(decided.notice.pk, now=NOON))
    assert found.count(True) <= 1
    assert Accommodation.objects.get().notice.state == "sent"
    assert len(mailoutbox) <= 1
