"""Two clicks, two tabs, a click and the sweep: whoever comes first, nothing is lost and nothing is doubled."""

from datetime import timedelta

import pytest

from assessments import engine
from assessments.models import Assessment, Attempt, Outcome, PreparedForm, Response
from assessments.services.outcomes import AttemptClosed, expire_attempt, submit_attempt
from assessments.services.preparing import top_up_forms
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import start_attempt
from tests.concurrency.conftest import at_once
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, RIGHT, WRONG, make_assessment, make_attempt, make_bank

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_ten_clicks_on_start_give_one_attempt_with_one_form() -> None:
    assessment = make_assessment(make_bank())
    user = UserFactory.create()
    found = at_once(10, lambda _n: start_attempt(assessment, user, agreed=True, now=NOON).pk)
    assert len(set(found)) == 1
    assert Attempt.objects.get().items.count() == 2


def test_ten_clicks_on_submit_give_one_outcome() -> None:
    attempt = make_attempt()
    found = at_once(10, lambda _n: submit_attempt(attempt.pk, now=NOON))
    assert sum(isinstance(one, Outcome) for one in found) == 1
    assert sum(isinstance(one, AttemptClosed) for one in found) == 9
    assert Outcome.objects.count() == 1


def test_a_click_and_the_sweep_at_the_deadline_give_one_outcome() -> None:
    attempt = make_attempt()
    end = NOON + timedelta(minutes=45)
    at_once(
        6,
        lambda n: submit_attempt(attempt.pk, now=end) if n % 2 else expire_attempt(attempt.pk, now=end),
    )
    assert Outcome.objects.count() == 1


def test_fifty_saves_at_once_lose_none() -> None:
    attempt = make_attempt()

    def save(number: int) -> object:
        data = RIGHT if number % 2 else WRONG
        return save_response(
            attempt.uuid, 1, Answer(data, 0, client_id=str(number)), user_id=attempt.candidate_id, now=NOON
        )

    found = at_once(50, save)
    assert not [one for one in found if isinstance(one, Exception)]
    steps = list(Response.objects.order_by("sequence"))
    assert [step.sequence for step in steps] == list(range(1, len(steps) + 1))
    assert [step.status for step in steps].count("accepted") == 1
    # Every different answer that was acknowledged is there.
    kept = {step.data["choice"] for step in steps}
    acknowledged = {"a" if number % 2 else "b" for number in range(50)}
    assert kept == acknowledged


@pytest.mark.parametrize("first", [0, 1], ids=["the save first", "the submission first"])
def test_a_save_and_a_submission_at_once_leave_the_answer_counted_or_late_never_lost(first: int) -> None:
    attempt = make_attempt(items=1)

    def act(number: int) -> object:
        if number == first:
            return save_response(attempt.uuid, 1, Answer(RIGHT, 0), user_id=attempt.candidate_id, now=NOON)
        return submit_attempt(attempt.pk, now=NOON)

    at_once(2, act)
    found = (Response.objects.get().status, attempt.outcomes.get().score)
    assert found in {(engine.StepStatus.ACCEPTED.value, 1), (engine.StepStatus.LATE.value, 0)}


def test_forty_candidates_start_at_once_and_each_has_a_form() -> None:
    assessment = make_assessment(make_bank(items=10), items=5)
    users = [UserFactory.create() for _number in range(40)]
    found = at_once(40, lambda n: start_attempt(assessment, users[n], agreed=True, now=NOON))
    assert not [one for one in found if isinstance(one, Exception)]
    assert Attempt.objects.count() == 40
    assert all(attempt.items.count() == 5 for attempt in Attempt.objects.all())


@pytest.mark.slow
def test_two_hundred_and_fifty_candidates_start_and_save_and_none_fails() -> None:
    assessment = make_assessment(make_bank(items=48), items=24)
    users = [UserFactory.create() for _number in range(250)]

    def sit(number: int) -> object:
        attempt = start_attempt(assessment, users[number], agreed=True, now=NOON)
        return save_response(attempt.uuid, 1, Answer(RIGHT, 0), user_id=users[number].pk, now=NOON)

    found = at_once(250, sit, workers=40)
    assert not [one for one in found if isinstance(one, Exception)]
    assert (Attempt.objects.count(), Response.objects.count()) == (250, 250)


def test_people_who_start_at_once_take_different_prepared_forms() -> None:
    assessment = make_assessment(make_bank(items=8), items=2)
    Assessment.objects.update(forms_ahead=20)
    assessment.refresh_from_db()
    top_up_forms(assessment)
    prepared = set(PreparedForm.objects.values_list("seed", flat=True))
    people = [UserFactory.create() for _number in range(12)]
    started = at_once(
        12, lambda number: start_attempt(assessment, people[number], agreed=True, now=NOON).seed
    )
    assert len(set(started)) == 12
    assert len(prepared & set(started)) >= 8
    assert not prepared & set(started) & set(PreparedForm.objects.values_list("seed", flat=True))
