"""Starting an attempt: who may, how often, with which form."""

from datetime import timedelta

import pytest

from assessments import engine
from assessments.models import Attempt, AttemptItem
from assessments.ports import _eligibility
from assessments.services.outcomes import submit_attempt
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import StartRefused, read_standing, start_attempt
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, RIGHT, make_assessment, make_attempt, make_bank

pytestmark = pytest.mark.django_db


def test_an_attempt_pins_versions_policy_deadline_and_the_legal_name() -> None:
    attempt = make_attempt()
    assert attempt.items.count() == 2
    assert attempt.deadline == NOON + timedelta(minutes=45)
    assert attempt.policy["cut_score"] == "1.000"
    assert (attempt.supervision, attempt.identity_basis) == ("unsupervised", "self-declared")
    attempt.candidate.refresh_from_db()
    assert attempt.candidate.legal_name_is_locked


def test_two_clicks_give_one_attempt() -> None:
    attempt = make_attempt()
    again = start_attempt(attempt.assessment, attempt.candidate, agreed=True, now=NOON)
    assert again == attempt
    assert Attempt.objects.count() == 1


def test_nobody_starts_without_accepting_the_agreement() -> None:
    assessment = make_assessment(make_bank())
    with pytest.raises(StartRefused, match="agreement"):
        start_attempt(assessment, UserFactory.create(), agreed=False, now=NOON)
    assert not Attempt.objects.exists()


def test_nobody_sits_an_examination_without_a_legal_name() -> None:
    assessment = make_assessment(make_bank())
    with pytest.raises(StartRefused, match="legal name"):
        start_attempt(assessment, UserFactory.create(legal_name=" "), agreed=True, now=NOON)


def test_after_failing_the_retake_delay_has_to_pass_and_attempts_run_out() -> None:
    attempt = make_attempt()
    submit_attempt(attempt.pk, now=NOON)
    with pytest.raises(StartRefused) as refused:
        start_attempt(attempt.assessment, attempt.candidate, agreed=True, now=NOON + timedelta(hours=23))
    assert refused.value.retry_at == NOON + timedelta(hours=24)

    later = NOON + timedelta(hours=24)
    second = start_attempt(attempt.assessment, attempt.candidate, agreed=True, now=later)
    submit_attempt(second.pk, now=later)
    with pytest.raises(StartRefused, match="every attempt"):
        start_attempt(attempt.assessment, attempt.candidate, agreed=True, now=later + timedelta(days=9))


def test_a_second_form_repeats_no_item_where_the_pool_is_twice_the_draw() -> None:
    attempt = make_attempt(items=2, pool=4)
    submit_attempt(attempt.pk, now=NOON)
    second = start_attempt(attempt.assessment, attempt.candidate, agreed=True, now=NOON + timedelta(days=2))
    forms = [set(one.items.values_list("version__item", flat=True)) for one in (attempt, second)]
    assert not forms[0] & forms[1]


def test_a_second_form_that_would_repeat_too_much_is_refused() -> None:
    attempt = make_attempt(items=3, pool=4)
    submit_attempt(attempt.pk, now=NOON)
    with pytest.raises(StartRefused, match="not met yet"):
        start_attempt(attempt.assessment, attempt.candidate, agreed=True, now=NOON + timedelta(days=2))


def test_a_blueprint_with_one_item_short_refuses_naming_the_cell() -> None:
    assessment = make_assessment(make_bank(items=1), items=2)
    with pytest.raises(StartRefused, match="d1, apply has 1 of 2"):
        start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
    assert not Attempt.objects.exists()


def test_practice_items_never_enter_an_examination() -> None:
    make_bank(items=5, use="practice")
    assessment = make_assessment(make_bank(items=2), items=2)
    attempt = start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
    purposes = AttemptItem.objects.filter(attempt=attempt).values_list("version__item__purpose", flat=True)
    assert set(purposes) == {"examination"}


def test_whoever_passed_does_not_sit_again() -> None:
    attempt = make_attempt()
    for position in (1, 2):
        save_response(attempt.uuid, position, Answer(RIGHT, 0), user_id=attempt.candidate_id, now=NOON)
    assert submit_attempt(attempt.pk, now=NOON).decision == "pass"
    standing = read_standing(attempt.assessment, attempt.candidate, now=NOON + timedelta(days=9))
    assert standing.passed
    assert "passed" in str(standing.refusal)


def test_before_opening_and_after_closing_nobody_starts() -> None:
    assessment = make_assessment(make_bank())
    user = UserFactory.create()
    assessment.opens_at, assessment.closes_at = NOON, NOON + timedelta(hours=1)
    assessment.save()
    for moment in (NOON - timedelta(seconds=1), NOON + timedelta(hours=1)):
        with pytest.raises(StartRefused):
            start_attempt(assessment, user, agreed=True, now=moment)
    attempt = start_attempt(assessment, user, agreed=True, now=NOON + timedelta(minutes=30))
    assert attempt.deadline == NOON + timedelta(hours=1)


def test_an_app_above_may_refuse_a_start_with_a_sentence() -> None:
    assessment = make_assessment(make_bank())

    def refuse(user: object, found: object) -> str:
        return "Finish the course first."

    _eligibility.append(refuse)
    try:
        with pytest.raises(StartRefused, match="Finish the course"):
            start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
    finally:
        _eligibility.remove(refuse)


def test_the_form_can_be_drawn_again_from_its_seed() -> None:
    attempt = make_attempt(items=2, pool=4)
    pool = {("d1", "apply"): list(attempt.assessment.bank.items.values_list("pk", flat=True))}
    drawn = engine.draw([engine.Cell("d1", "apply", 2)], pool, seed=attempt.seed)
    assert list(drawn) == list(attempt.items.order_by("position").values_list("version__item", flat=True))
