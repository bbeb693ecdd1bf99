"""Policies of an assessment, enforced by the services."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from assessments.models import Assessment, Attempt, AttemptItem, Item
from assessments.services.access_codes import MAX_WRONG, hash_code
from assessments.services.grades import read_grade
from assessments.services.outcomes import expire_attempt, submit_attempt
from assessments.services.policy_words import more_to_come, rule_words
from assessments.services.rules import effective_rules
from assessments.services.sitting import Answer, Saved, SaveRefused, flag_item, save_response
from assessments.services.starting import StartRefused, read_standing, start_attempt
from assessments.services.steps import StepRefused, check_item, leave_item
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, RIGHT, WRONG, make_assessment, make_attempt, make_bank

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
PRACTICE: dict[str, Any] = {"kind": "practice", "cut_score": None, "agreement": None, "attempts": None}


def save(attempt: Attempt, data: Any, *, position: int = 1, seen: int = 0, now: datetime = NOON) -> Saved:
    return save_response(attempt.uuid, position, Answer(data, seen), user_id=attempt.candidate_id, now=now)


def practice(**changes: Any) -> Attempt:
    assessment = make_assessment(
        make_bank(use="practice"), **(PRACTICE | {"retake_delay_hours": None, "minutes": None} | changes)
    )
    return start_attempt(assessment, UserFactory.create(), agreed=False, now=NOON)


def pass_attempt(assessment: Assessment, user: Any, *, right: int, now: datetime) -> None:
    attempt = start_attempt(assessment, user, agreed=True, now=now)
    for position in range(1, right + 1):
        save(attempt, RIGHT, position=position, now=now)
    submit_attempt(attempt.pk, now=now)


@pytest.mark.parametrize("grace", [0, 30], ids=["no grace", "grace of 30 s"])
def test_answers_count_until_the_deadline_and_its_grace_and_the_sweep_waits_for_both(grace: int) -> None:
    attempt = make_attempt(grace_seconds=grace)
    assert attempt.deadline == NOON + timedelta(minutes=45)
    end = attempt.deadline + timedelta(seconds=grace)
    assert save(attempt, RIGHT, now=end - SECOND).status == "accepted"
    assert list(Attempt.objects.overdue(now=end - SECOND)) == []
    assert expire_attempt(attempt.pk, now=end - SECOND) is None
    assert save(attempt, WRONG, seen=1, now=end).status == "late"
    assert list(Attempt.objects.overdue(now=end)) == [attempt]
    outcome = expire_attempt(attempt.pk, now=end)
    assert outcome is not None
    assert outcome.score == 1
    attempt.refresh_from_db()
    assert attempt.closed_by == "expiry"
    assert save(attempt, WRONG, position=2, now=end + SECOND).status == "late"


def test_the_device_is_told_the_deadline_without_the_grace() -> None:
    attempt = make_attempt(grace_seconds=30)
    assert save(attempt, RIGHT).deadline == attempt.deadline == NOON + timedelta(minutes=45)


def test_a_policy_changed_in_mid_attempt_changes_nothing_for_it() -> None:
    attempt = make_attempt(grace_seconds=30, review=["outcome"])
    before = Attempt.objects.values().get()
    Assessment.objects.update(
        closes_at=NOON + SECOND,
        due_at=NOON - HOUR,
        grace_seconds=0,
        minutes=1,
        navigation="sequential",
        review=["outcome", "key"],
        cut_score=2,
        agreement="Other words.",
    )
    assert Attempt.objects.values().get() == before
    late = NOON + timedelta(minutes=45, seconds=29)
    save(attempt, RIGHT, position=2, now=late)
    save(attempt, WRONG, position=1, now=late)
    outcome = submit_attempt(attempt.pk, now=late)
    assert (outcome.decision, outcome.after_due) == ("pass", False)
    attempt.refresh_from_db()
    assert attempt.visible_parts(now=late) == {"outcome"}
    again = start_attempt(Assessment.objects.get(), UserFactory.create(), agreed=True, now=NOON)
    assert again.deadline == NOON + SECOND
    assert again.at_position == 1


def test_the_policy_pins_everything_but_the_code() -> None:
    assessment = make_assessment(make_bank(), closes_at="2026-11-23T13:00:00Z", later_delay_hours=48)
    assessment.access_code_hash = hash_code("quartz lamp")
    assessment.save()
    user = UserFactory.create()
    attempt = start_attempt(assessment, user, agreed=True, now=NOON, access_code="quartz lamp")
    policy = attempt.policy
    assert policy["closes_at"] == "2026-11-23T13:00:00+00:00"
    assert (policy["retake_delay_hours"], policy["later_delay_hours"]) == (24, 48)
    assert (policy["navigation"], policy["feedback"], policy["max_repeat"]) == ("free", "deferred", "1/4")
    assert len(policy["agreement_digest"]) == 64
    assert policy["access_code"] is True
    assert assessment.access_code_hash not in str(policy)
    assert "quartz" not in str(policy)


def test_starting_ends_before_the_attempts_do() -> None:
    times = {"start_closes_at": "2026-11-23T12:30:00Z", "closes_at": "2026-11-23T13:00:00Z"}
    assessment = make_assessment(make_bank(), **times)
    last = NOON + timedelta(minutes=30)
    attempt = start_attempt(assessment, UserFactory.create(), agreed=True, now=last - SECOND)
    assert attempt.deadline == NOON + HOUR
    with pytest.raises(StartRefused, match="time to start has passed"):
        start_attempt(assessment, UserFactory.create(), agreed=True, now=last)
    assert save(attempt, RIGHT, now=last + SECOND).status == "accepted"


def test_the_start_page_says_what_a_late_starter_has() -> None:
    assessment = make_assessment(make_bank(), closes_at="2026-11-23T13:00:00Z")
    rules = effective_rules(assessment, 1, now=NOON)
    late = " ".join(rule_words(assessment, rules, now=NOON + timedelta(minutes=40)))
    assert "If you start now you have 20 minutes, not 45 minutes" in late
    early = " ".join(rule_words(assessment, rules, now=NOON - HOUR))
    assert "To have the whole time, start by 23 November 2026, 12:15" in early


def test_after_due_is_marked_and_costs_no_mark() -> None:
    assessment = make_assessment(make_bank(), due_at="2026-11-23T12:10:00Z")
    for minutes, late in ((10, False), (11, True)):
        attempt = start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
        save(attempt, RIGHT)
        outcome = submit_attempt(attempt.pk, now=NOON + timedelta(minutes=minutes))
        assert (outcome.after_due, outcome.score) == (late, 1)


def test_the_wait_after_later_attempts_is_their_own() -> None:
    assessment = make_assessment(make_bank(items=9), attempts=None, later_delay_hours=72, max_repeat="1")
    user = UserFactory.create()
    pass_attempt(assessment, user, right=0, now=NOON)
    assert str(read_standing(assessment, user, now=NOON + 24 * HOUR).refusal) == "None"
    pass_attempt(assessment, user, right=0, now=NOON + 24 * HOUR)
    refusal = read_standing(assessment, user, now=NOON + 48 * HOUR).refusal
    assert refusal is not None
    assert refusal.retry_at == NOON + 96 * HOUR


def test_a_sequential_attempt_goes_one_way_and_records_each_leave() -> None:
    attempt = make_attempt(items=3, navigation="sequential")
    who = attempt.candidate_id
    save(attempt, RIGHT)
    with pytest.raises(SaveRefused, match="not reached"):
        save(attempt, RIGHT, position=2)
    assert leave_item(attempt.uuid, 1, user_id=who, now=NOON + SECOND)
    assert not leave_item(attempt.uuid, 1, user_id=who, now=NOON + 2 * SECOND)
    with pytest.raises(SaveRefused, match="no way back"):
        save(attempt, WRONG, seen=1)
    assert save(attempt, RIGHT, seen=0).status == "accepted"
    assert not flag_item(attempt.uuid, 1, flagged=True, user_id=who)
    first, second = attempt.items.order_by("position")[:2]
    assert (first.left_at, first.response, first.step_count) == (NOON + SECOND, RIGHT, 1)
    assert second.left_at is None
    leave_item(attempt.uuid, 2, user_id=who, now=NOON)
    with pytest.raises(StepRefused, match="last item"):
        leave_item(attempt.uuid, 3, user_id=who, now=NOON)
    with pytest.raises(AttemptItem.DoesNotExist):
        leave_item(attempt.uuid, 3, user_id=UserFactory.create().pk, now=NOON)
    with pytest.raises(StepRefused):
        leave_item(attempt.uuid, 3, user_id=who, now=NOON + HOUR)


def test_one_checks_an_item_once_and_its_answer_is_final() -> None:
    attempt = practice(feedback="immediate", review={"during": ["correctness"], "after": ["outcome"]})
    who = attempt.candidate_id
    with pytest.raises(StepRefused, match="Answer the item"):
        check_item(attempt.uuid, 1, user_id=who, now=NOON)
    save(attempt, WRONG)
    with pytest.raises(AttemptItem.DoesNotExist):
        check_item(attempt.uuid, 1, user_id=UserFactory.create().pk, now=NOON)
    check_item(attempt.uuid, 1, user_id=who, now=NOON)
    check_item(attempt.uuid, 1, user_id=who, now=NOON + SECOND)
    assert attempt.items.get(position=1).checked_at == NOON
    with pytest.raises(SaveRefused, match="final"):
        save(attempt, RIGHT, seen=1)
    assert save(attempt, RIGHT, position=2).status == "accepted"
    assert submit_attempt(attempt.pk, now=NOON).score == 1


def test_nothing_is_checked_where_feedback_is_deferred() -> None:
    attempt = make_attempt()
    save(attempt, RIGHT)
    with pytest.raises(StepRefused):
        check_item(attempt.uuid, 1, user_id=attempt.candidate_id, now=NOON)


def test_the_database_refuses_an_examination_with_immediate_feedback_and_a_close_before_the_opening() -> None:
    make_assessment(make_bank())
    for change in ({"feedback": "immediate"}, {"opens_at": NOON, "closes_at": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.update(**change)


def test_enemies_never_meet_and_a_cell_that_they_empty_is_named() -> None:
    assessment = make_assessment(make_bank(items=3))
    first, second, _third = Item.objects.order_by("pk")
    Item.objects.filter(pk__in=[first.pk, second.pk]).update(enemies="pair")
    for _again in range(8):
        attempt = start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
        assert {first.pk, second.pk} - set(attempt.items.values_list("version__item", flat=True))
    Item.objects.update(enemies="pair")
    with pytest.raises(StartRefused, match="in d1, apply too many items may not meet"):
        start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)


def test_a_wrong_code_is_refused_and_guessing_ends_after_a_few() -> None:
    cache.clear()
    assessment = make_assessment(make_bank())
    assessment.access_code_hash = hash_code(" quartz lamp ")
    assessment.save()
    user, other = UserFactory.create(), UserFactory.create()

    def start(who: Any, code: str) -> Attempt:
        return start_attempt(assessment, who, agreed=True, now=NOON, access_code=code)

    with pytest.raises(StartRefused, match="Enter the access code"):
        start(user, "  ")
    for _guess in range(MAX_WRONG):
        with pytest.raises(StartRefused, match="not the access code"):
            start(user, "quartz")
    with pytest.raises(StartRefused, match="Too many"):
        start(user, "quartz lamp")
    assert start(other, "quartz lamp").is_open
    assert Attempt.objects.count() == 1
    cache.clear()


@pytest.mark.parametrize(
    ("method", "percent"),
    [("highest", 100), ("latest", 0), ("first", 50), ("average", 50)],
)
def test_the_grade_over_attempts_decides_nothing(method: str, percent: int) -> None:
    bands = [{"name": "Low", "min": 0}, {"name": "Half", "min": "1/2"}]
    user = UserFactory.create()
    changes = {"grading": method, "grade_bands": bands, "minutes": None, "retake_delay_hours": None}
    assessment = make_assessment(make_bank(use="practice"), **(PRACTICE | changes))
    assert read_grade(assessment, user, now=NOON) is None
    for right in (1, 2, 0):
        pass_attempt(assessment, user, right=right, now=NOON)
    grade = read_grade(assessment, user, now=NOON)
    assert grade is not None
    assert (grade.percent, grade.attempts) == (percent, 3)
    assert grade.band is not None
    assert grade.band.name == ("Half" if percent >= 50 else "Low")
    assert read_grade(assessment, UserFactory.create(), now=NOON) is None


def test_no_grade_is_shown_while_an_attempt_hides_its_result() -> None:
    attempt = practice(review={"after": [], "later": ["outcome"], "later_hours": 2})
    submit_attempt(attempt.pk, now=NOON)
    assert read_grade(attempt.assessment, attempt.candidate, now=NOON + HOUR) is None
    assert read_grade(attempt.assessment, attempt.candidate, now=NOON + 2 * HOUR) is not None
    said = more_to_come(attempt.policy, NOON, now=NOON)
    assert said == "From 23 November 2026, 14:00 UTC you also see the result."
