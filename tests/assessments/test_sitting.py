"""Saving: append-only steps, conflicts and late answers, exact outcomes."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from assessments import engine
from assessments.models import Attempt, AttemptItem, Outcome, Response
from assessments.services.outcomes import AttemptClosed, expire_attempt, submit_attempt
from assessments.services.sitting import (
    MAX_STEPS,
    Answer,
    Saved,
    SaveRefused,
    conflict_versions,
    flag_item,
    resolve_conflict,
    save_response,
)
from assessments.tasks import submit_overdue_attempt
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, RIGHT, WRONG, make_attempt
from tests.factories.attempts import OTHER

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def save(
    attempt: Attempt, data: Any, *, seen: int = 0, position: int = 1, now: Any = NOON, client: str = ""
) -> Saved:
    answer = Answer(data, seen, client_id=client)
    return save_response(attempt.uuid, position, answer, user_id=attempt.candidate_id, now=now)


def pick(attempt: Attempt, sequence: int) -> bool:
    return resolve_conflict(attempt.uuid, 1, sequence=sequence, user_id=attempt.candidate_id, now=NOON)


def versions(attempt: Attempt) -> list[tuple[int, Any]]:
    found = conflict_versions(attempt.items.get(position=1))
    return [(step.sequence, step.data["choice"]) for step in found]


def test_each_changed_answer_is_a_step_and_the_same_one_is_not() -> None:
    attempt = make_attempt()
    first = save(attempt, WRONG)
    again = save(attempt, WRONG, seen=0)
    second = save(attempt, RIGHT, seen=first.sequence)
    assert (first.sequence, again.is_new, second.sequence) == (1, False, 2)
    assert list(Response.objects.values_list("data", flat=True)) == [WRONG, RIGHT]


def test_an_answer_with_an_old_number_is_kept_as_a_conflict_and_the_candidate_picks() -> None:
    attempt = make_attempt()
    save(attempt, WRONG, seen=0)
    conflict = save(attempt, RIGHT, seen=0)
    assert conflict.status is engine.StepStatus.CONFLICT
    item = attempt.items.get(position=1)
    assert (item.in_conflict, item.response) == (True, WRONG)

    picked = Response.objects.get(status="conflict").sequence
    assert pick(attempt, picked)
    item.refresh_from_db()
    assert (item.in_conflict, item.response, Response.objects.count()) == (False, RIGHT, 3)


def test_a_conflict_that_is_sent_again_is_kept_once() -> None:
    attempt = make_attempt()
    save(attempt, WRONG)
    save(attempt, RIGHT)
    save(attempt, RIGHT)
    assert Response.objects.filter(status="conflict").count() == 1


def test_a_conflict_stays_in_the_choice_while_the_first_device_goes_on() -> None:
    attempt = make_attempt()
    save(attempt, WRONG)
    save(attempt, RIGHT)
    save(attempt, OTHER, seen=1)
    assert versions(attempt) == [(3, "c"), (2, "a")]
    assert attempt.items.get(position=1).in_conflict


def test_keeping_the_counting_version_is_a_step_too_and_settles_what_was_before() -> None:
    attempt = make_attempt()
    save(attempt, WRONG)
    save(attempt, RIGHT)
    assert pick(attempt, 1)
    assert Response.objects.get(settles=True).data == WRONG
    # The device that did not hear of it answers again: that is another conflict, and the settled one stays settled.
    assert save(attempt, RIGHT).status is engine.StepStatus.CONFLICT
    assert versions(attempt) == [(4, "a"), (3, "b")]


def test_nothing_is_picked_where_nothing_conflicts_or_after_the_end() -> None:
    attempt = make_attempt()
    save(attempt, WRONG)
    assert not pick(attempt, 1)
    save(attempt, RIGHT)
    with pytest.raises(Response.DoesNotExist):
        pick(attempt, 9)
    submit_attempt(attempt.pk, now=NOON)
    assert not pick(attempt, 2)


def test_a_save_that_arrives_twice_and_late_is_recognised_and_claims_nothing_newer() -> None:
    attempt = make_attempt()
    save(attempt, WRONG, client="first-1")
    save(attempt, RIGHT, seen=1, client="second-1")
    again = save(attempt, WRONG, client="first-1")
    assert (again.status, again.sequence, again.is_new) == (engine.StepStatus.ACCEPTED, 1, False)
    # The first device has not seen step 2, so what it answers next does not overwrite it.
    assert save(attempt, OTHER, seen=again.sequence, client="first-2").status is engine.StepStatus.CONFLICT
    assert attempt.items.get(position=1).response == RIGHT


def test_saves_that_arrive_in_the_wrong_order_are_both_kept() -> None:
    attempt = make_attempt()
    save(attempt, RIGHT, seen=1, client="t-2")
    save(attempt, WRONG, seen=0, client="t-1")
    assert sorted(Response.objects.values_list("status", "data__choice")) == [
        ("accepted", "b"),
        ("conflict", "a"),
    ]


@pytest.mark.parametrize(
    ("offset", "status"),
    [(-SECOND, "accepted"), (timedelta(0), "late"), (SECOND, "late")],
    ids=["a second before", "at the deadline", "a second after"],
)
def test_the_deadline_parts_accepted_from_late(offset: timedelta, status: str) -> None:
    attempt = make_attempt()
    assert attempt.deadline is not None
    assert save(attempt, RIGHT, now=attempt.deadline + offset).status == status
    outcome = submit_attempt(attempt.pk, now=attempt.deadline + SECOND)
    assert outcome.score == (1 if status == "accepted" else 0)


def test_an_answer_after_submission_is_kept_as_late_and_changes_nothing() -> None:
    attempt = make_attempt()
    save(attempt, WRONG)
    submit_attempt(attempt.pk, now=NOON + SECOND)
    assert save(attempt, RIGHT, seen=1, now=NOON + 2 * SECOND).status is engine.StepStatus.LATE
    assert attempt.outcomes.get().score == 0


@pytest.mark.parametrize(
    "data",
    [{"choice": "z"}, {"choice": 1}, {"choices": ["a"]}, ["a"], "a", {"choice": "a", "more": 1}, None],
    ids=["no such option", "a number", "another interaction", "a list", "text", "more", "nothing"],
)
def test_an_answer_of_a_wrong_form_is_refused_and_not_kept(data: Any) -> None:
    attempt = make_attempt()
    with pytest.raises(engine.ResponseInvalid):
        save(attempt, data)
    assert not Response.objects.exists()


def test_nobody_saves_into_another_persons_attempt() -> None:
    attempt = make_attempt()
    stranger = UserFactory.create()
    with pytest.raises(AttemptItem.DoesNotExist):
        save_response(attempt.uuid, 1, Answer(RIGHT, 0), user_id=stranger.pk, now=NOON)
    assert not flag_item(attempt.uuid, 1, flagged=True, user_id=stranger.pk)


def test_clearing_an_answer_is_a_step_too() -> None:
    attempt = make_attempt()
    save(attempt, RIGHT)
    cleared = save(attempt, {}, seen=1)
    assert (cleared.answered, attempt.items.get(position=1).response) == (False, {})


def test_more_steps_than_any_candidate_makes_are_refused_and_the_last_answer_stays() -> None:
    attempt = make_attempt()
    save(attempt, RIGHT)
    attempt.items.filter(position=1).update(step_count=MAX_STEPS)
    with pytest.raises(SaveRefused):
        save(attempt, WRONG, seen=1)
    assert attempt.items.get(position=1).response == RIGHT


def test_the_outcome_is_exact_and_decided_at_the_cut() -> None:
    attempt = make_attempt()
    save(attempt, RIGHT)
    outcome = submit_attempt(attempt.pk, now=NOON)
    assert (outcome.score, outcome.maximum, outcome.decision) == (Fraction(1), Fraction(2), "pass")
    assert outcome.domains == [{"domain": "d1", "score": "1", "maximum": "2", "items": 2}]
    assert outcome.rules_version == engine.RULES_VERSION


def test_a_second_submission_is_refused_and_leaves_one_outcome() -> None:
    attempt = make_attempt()
    submit_attempt(attempt.pk, now=NOON)
    with pytest.raises(AttemptClosed):
        submit_attempt(attempt.pk, now=NOON)
    assert attempt.outcomes.count() == 1


def test_the_sweep_submits_what_is_overdue_with_what_was_saved_and_only_that() -> None:
    attempt = make_attempt()
    save(attempt, RIGHT)
    assert attempt.deadline is not None
    assert expire_attempt(attempt.pk, now=attempt.deadline - SECOND) is None
    assert list(Attempt.objects.overdue(now=attempt.deadline)) == [attempt]
    outcome = expire_attempt(attempt.pk, now=attempt.deadline)
    attempt.refresh_from_db()
    assert outcome is not None
    assert (outcome.score, attempt.closed_by) == (1, "expiry")
    # The task that was sent meanwhile finds nothing to do.
    submit_overdue_attempt(attempt.pk)
    assert Outcome.objects.count() == 1


def test_steps_and_outcomes_cannot_be_edited() -> None:
    attempt = make_attempt()
    save(attempt, RIGHT)
    outcome = submit_attempt(attempt.pk, now=NOON)
    for record in (Response.objects.get(), outcome):
        with pytest.raises(TypeError, match="append-only"):
            record.save()


def test_the_stored_steps_and_versions_mark_to_the_same_score_again() -> None:
    attempt = make_attempt()
    save(attempt, WRONG)
    save(attempt, RIGHT, seen=1)
    save(attempt, RIGHT, position=2)
    outcome = submit_attempt(attempt.pk, now=NOON)
    replayed = Fraction(0)
    for item in attempt.items.select_related("version"):
        steps = [
            engine.Step(step.sequence, engine.StepStatus(step.status), step.data) for step in item.steps.all()
        ]
        newest = engine.current(steps)
        replayed += engine.mark_item(item.version.content, newest.data if newest else {}).score
    assert replayed == outcome.score
