"""Breaks with the clock stopped: what they cost, what they give, and what waits for their end."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import Role
from assessments import engine
from assessments.models import (
    Attempt,
)
from assessments.services.adjustments import (
    withdraw_accommodation,
)
from assessments.services.breaks import BreakRefused, pause_attempt, resume_attempt
from assessments.services.outcomes import expire_attempt
from assessments.services.sitting import Answer, OnBreak, resolve_conflict, save_response
from tests.factories.accounts import staff
from tests.factories.adjustments import TWO_BREAKS, fresh, grant, override, paused
from tests.factories.assessments import NOON, RIGHT, WRONG, make_attempt

pytestmark = pytest.mark.django_db
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def officer() -> User:
    return staff(Role.CERTIFICATION_OFFICER)


def test_a_break_moves_the_deadline_by_what_was_used(officer: User) -> None:
    attempt = paused(officer)
    assert attempt.deadline == NOON + 55 * MINUTE
    found = resume_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON + 4 * MINUTE)
    assert (found.deadline, found.breaks_left, found.paused_at) == (NOON + 48 * MINUTE, 1, None)
    kinds = list(attempt.events.values_list("kind", flat=True))
    assert kinds[-2:] == ["break_started", "break_ended"]


def test_two_clicks_make_one_break_and_two_resumes_give_time_back_once(officer: User) -> None:
    attempt = paused(officer)
    again = pause_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON + 2 * MINUTE)
    assert (again.breaks_taken, again.deadline) == (1, attempt.deadline)
    ends = [
        resume_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON + minutes * MINUTE).deadline
        for minutes in (3, 5)
    ]
    assert ends == [NOON + 47 * MINUTE] * 2
    assert attempt.events.filter(kind="break_ended").count() == 1


def test_a_break_ends_by_itself_when_its_minutes_are_used_up(officer: User) -> None:
    attempt = paused(officer)
    end = NOON + 11 * MINUTE
    assert attempt.is_on_break(end - SECOND)
    assert not attempt.is_on_break(end)
    found = resume_attempt(attempt.uuid, user_id=attempt.candidate_id, now=end)
    assert found.deadline == NOON + 55 * MINUTE
    saved = save_response(attempt.uuid, 1, Answer(RIGHT, 0), user_id=attempt.candidate_id, now=end)
    assert saved.status is engine.StepStatus.ACCEPTED


def test_breaks_run_out(officer: User) -> None:
    attempt = paused(officer)
    for minutes in (3, 5):
        resume_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON + minutes * MINUTE)
        if minutes == 3:
            pause_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON + 4 * MINUTE)
    with pytest.raises(BreakRefused, match="every break"):
        pause_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON + 6 * MINUTE)


def test_nobody_pauses_without_an_allowance_or_after_the_end_or_for_another(officer: User) -> None:
    attempt = make_attempt()
    with pytest.raises(BreakRefused, match="not among"):
        pause_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON)
    grant(attempt.candidate, officer, TWO_BREAKS)
    with pytest.raises(BreakRefused, match="over"):
        pause_attempt(attempt.uuid, user_id=attempt.candidate_id, now=attempt.deadline)
    for service in (pause_attempt, resume_attempt):
        with pytest.raises(Attempt.DoesNotExist):
            service(attempt.uuid, user_id=officer.pk, now=NOON)
    override(attempt, attempt.candidate, officer, minutes=0)
    with pytest.raises(BreakRefused, match="No clock"):
        pause_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON)


def test_during_a_break_nothing_is_saved_or_picked_and_it_is_said_clearly(officer: User) -> None:
    attempt = make_attempt()
    who = {"user_id": attempt.candidate_id}
    save_response(attempt.uuid, 1, Answer(WRONG, 0), now=NOON, **who)
    save_response(attempt.uuid, 1, Answer(RIGHT, 0), now=NOON, **who)
    grant(attempt.candidate, officer, TWO_BREAKS)
    pause_attempt(attempt.uuid, now=NOON + MINUTE, **who)
    with pytest.raises(OnBreak, match="until you resume"):
        save_response(attempt.uuid, 2, Answer(RIGHT, 0), now=NOON + 2 * MINUTE, **who)
    assert not resolve_conflict(attempt.uuid, 1, sequence=2, now=NOON + 2 * MINUTE, **who)
    assert attempt.items.get(position=2).step_count == 0


def test_the_sweep_never_submits_an_attempt_during_its_break(officer: User) -> None:
    last = NOON + 45 * MINUTE - SECOND
    attempt = paused(officer, at=last)
    for moment in (NOON + 45 * MINUTE, NOON + 50 * MINUTE, last + 10 * MINUTE):
        assert not Attempt.objects.overdue(now=moment).exists()
        assert expire_attempt(attempt.pk, now=moment) is None
    # The one second of working time that was left is over.
    assert Attempt.objects.overdue(now=last + 10 * MINUTE + SECOND).get() == attempt
    outcome = expire_attempt(attempt.pk, now=last + 10 * MINUTE + SECOND)
    assert outcome is not None


def test_the_sweep_looks_again_under_the_lock(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = make_attempt()
    over = attempt.deadline
    moved = Attempt.objects.filter(pk=attempt.pk)
    plain = Attempt.objects.overdue

    def meanwhile(**when: Any) -> Any:
        found = plain(**when).values_list("pk", flat=True)
        assert list(found) == [attempt.pk]
        moved.update(deadline=over + MINUTE)
        return Attempt.objects.all()

    monkeypatch.setattr(Attempt.objects, "overdue", meanwhile)
    assert expire_attempt(attempt.pk, now=over) is None
    assert fresh(attempt).is_open


def test_extra_time_that_is_granted_during_a_break_keeps_the_break(officer: User) -> None:
    attempt = paused(officer)
    both = engine.Accommodation(multiplier=Fraction(3, 2), breaks=2, break_minutes=10)
    grant(attempt.candidate, officer, both, now=NOON + 2 * MINUTE)
    assert fresh(attempt).deadline == NOON + timedelta(minutes=77, seconds=30)
    found = resume_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON + 4 * MINUTE)
    assert found.deadline == NOON + timedelta(minutes=70, seconds=30)


def test_a_withdrawal_never_shortens_an_attempt_during_its_break_and_ends_further_ones(officer: User) -> None:
    attempt = paused(officer)
    withdraw_accommodation(
        attempt.candidate, by=officer, reason="Error.", now=NOON + 2 * MINUTE, may_shorten=True
    )
    found = fresh(attempt)
    assert (found.deadline, found.is_on_break(NOON + 2 * MINUTE)) == (attempt.deadline, True)
    resume_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON + 3 * MINUTE)
    with pytest.raises(BreakRefused):
        pause_attempt(attempt.uuid, user_id=attempt.candidate_id, now=NOON + 4 * MINUTE)
