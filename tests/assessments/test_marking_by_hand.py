"""Marking by hand: nothing is decided before the last mark, and marks are never edited."""

from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.models import User
from accounts.roles import Role, registered_permissions
from assessments import engine
from assessments.models import Attempt, AttemptItem, ItemBank, ManualMark, Outcome
from assessments.services.facts import attempt_facts, passed_attempts
from assessments.services.loading import load_bank, load_item
from assessments.services.marking import MarkRefused, mark_by_hand
from assessments.services.outcomes import record_outcome, submit_attempt
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import start_attempt
from assessments.signals import outcome_recorded
from tests.assessments.engine import samples
from tests.factories.accounts import UserFactory, staff
from tests.factories.assessments import NOON, RIGHT, item_data, make_assessment, single_choice

pytestmark = pytest.mark.django_db
ALL = {"evidence": 3, "clarity": 2}
SOME = {"evidence": 1, "clarity": 0}
TEXT = {"text": "The log has no entry for the change of access rights."}


@pytest.fixture
def marker() -> User:
    found = staff(Role.MARKER)
    assert found.has_perm("assessments.mark_response")
    return found


def sat(*responses: Any, essays: int = 1, submit: bool = True, **changes: Any) -> Attempt:
    """An attempt at essays and one single choice, in this order of responses; the cut is at one mark and a half."""
    load_bank("bank", title="Bank", names={"domains": {"d1": "Domain one"}, "levels": {"apply": "Apply"}})
    for number in range(essays):
        stem = f"Write finding {number}."
        load_item(
            "bank", item_data(f"e-{number}", interaction=samples.essay(stem=stem)), actor=None, now=NOON
        )
    load_item("bank", item_data("s-0", interaction=single_choice()), actor=None, now=NOON)
    assessment = make_assessment(ItemBank.objects.get(), items=essays + 1, **({"cut_score": "1.5"} | changes))
    attempt = start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
    left = list(responses)
    for item in essays_first(attempt):
        if left:
            answer = Answer(left.pop(0), 0)
            save_response(attempt.uuid, item.position, answer, user_id=attempt.candidate_id, now=NOON)
    if submit:
        submit_attempt(attempt.pk, now=NOON)
        attempt.refresh_from_db()
    return attempt


def essays_first(attempt: Attempt) -> list[AttemptItem]:
    items = attempt.items.select_related("version").order_by("position")
    return sorted(items, key=lambda item: item.version.content["type"])


def essay_of(attempt: Attempt) -> AttemptItem:
    return essays_first(attempt)[0]


def give(
    attempt: Attempt, marker: User, levels: dict[str, int], comment: str = "", place: int = 0
) -> ManualMark:
    item = essays_first(attempt)[place]
    return mark_by_hand(item, levels=levels, comment=comment, marker=marker, now=NOON)


def newest(attempt: Attempt) -> Outcome:
    found = attempt.outcomes.order_by("-number").first()
    assert found is not None
    return found


def test_an_attempt_with_an_essay_is_held_says_why_and_passes_nothing() -> None:
    attempt = sat(TEXT, RIGHT)
    outcome = newest(attempt)
    assert (outcome.decision, outcome.score, outcome.maximum, outcome.waiting) == ("held", 1, 2, 1)
    assert outcome.reason == "Items that wait for a marker: 1."
    assert outcome.domains == [{"domain": "d1", "score": "1", "maximum": "2", "items": 2, "waiting": 1}]
    assert not Outcome.objects.passed().exists()
    assert passed_attempts(attempt.assessment_id) == []
    facts = attempt_facts(attempt.pk)
    assert facts is not None
    assert facts.decision == "held"


def test_an_attempt_that_is_above_the_cut_without_its_essay_is_held_all_the_same() -> None:
    assert newest(sat(TEXT, RIGHT, cut_score="1")).decision == "held"


def test_an_essay_without_an_answer_is_nothing_and_waits_for_nobody() -> None:
    attempt = sat({}, RIGHT, cut_score="1")
    assert (newest(attempt).decision, newest(attempt).waiting) == ("pass", 0)


@pytest.mark.parametrize(
    ("levels", "score", "decision"),
    [
        (ALL, Fraction(2), "pass"),
        (SOME, Fraction(6, 5), "fail"),
        ({"evidence": 3, "clarity": 0}, Fraction(8, 5), "pass"),
    ],
)
def test_the_last_mark_adds_the_outcome_that_decides_at_the_cut(
    marker: User, levels: dict[str, int], score: Fraction, decision: str
) -> None:
    attempt = sat(TEXT, RIGHT)
    mark = give(attempt, marker, levels, "Read twice.")
    outcome = newest(attempt)
    assert (outcome.number, outcome.score, outcome.decision) == (2, score, decision)
    assert (mark.number, mark.score, mark.step, mark.comment) == (1, score - 1, 1, "Read twice.")
    assert "waiting" not in outcome.domains[0]
    assert len(passed_attempts(attempt.assessment_id)) == (decision == "pass")


def test_whoever_listens_hears_of_the_outcome_after_commit(
    marker: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    attempt = sat(TEXT, RIGHT)
    heard = []

    def listen(attempt_id: int, **kwargs: Any) -> None:
        heard.append(attempt_id)

    outcome_recorded.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            give(attempt, marker, ALL)
    finally:
        outcome_recorded.disconnect(listen)
    assert heard == [attempt.pk]


def test_nothing_is_decided_while_another_essay_waits(marker: User) -> None:
    attempt = sat(TEXT, TEXT, RIGHT, essays=2)
    give(attempt, marker, ALL)
    assert (attempt.outcomes.count(), newest(attempt).decision) == (1, "held")
    give(attempt, marker, ALL, place=1)
    assert (attempt.outcomes.count(), newest(attempt).decision, newest(attempt).score) == (2, "pass", 3)


def test_a_second_mark_supersedes_the_first_and_both_are_kept(marker: User) -> None:
    attempt = sat(TEXT, RIGHT)
    give(attempt, marker, ALL)
    give(attempt, staff(Role.MARKER), SOME)
    assert [mark.score for mark in ManualMark.objects.order_by("number")] == [1, Fraction(1, 5)]
    assert [found.decision for found in attempt.outcomes.order_by("number")] == ["held", "pass", "fail"]
    assert passed_attempts(attempt.assessment_id) == []


def test_a_double_click_is_one_mark_and_one_outcome(marker: User) -> None:
    attempt = sat(TEXT, RIGHT)
    assert give(attempt, marker, ALL) == give(attempt, marker, ALL)
    assert (ManualMark.objects.count(), attempt.outcomes.count()) == (1, 2)


def test_a_mark_survives_a_remark(marker: User) -> None:
    attempt = sat(TEXT, RIGHT)
    mark = give(attempt, marker, ALL)
    again = record_outcome(attempt, now=NOON, reason="Marked again.")
    assert (again.number, again.score, again.decision, again.reason) == (3, 2, "pass", "Marked again.")
    assert [entry.get("manual_mark") for entry in again.items if "manual_mark" in entry] == [mark.pk]


def test_a_mark_is_for_the_answer_that_was_read(marker: User) -> None:
    attempt = sat(TEXT, RIGHT)
    give(attempt, marker, ALL)
    item = essay_of(attempt)
    AttemptItem.objects.filter(pk=item.pk).update(sequence=2, response={"text": "Another answer."})
    assert record_outcome(attempt, now=NOON).decision == "held"


def test_without_the_permission_nobody_marks() -> None:
    attempt = sat(TEXT, RIGHT)
    for person in (UserFactory.create(), staff(Role.INSTRUCTOR), staff(Role.CERTIFICATION_OFFICER)):
        with pytest.raises(PermissionDenied):
            give(attempt, person, ALL)
    assert not ManualMark.objects.exists()
    assert "assessments.mark_response" in registered_permissions(Role.MARKER)


def test_nobody_marks_their_own_attempt_administrators_included() -> None:
    attempt = sat(TEXT, RIGHT)
    User.objects.filter(pk=attempt.candidate_id).update(is_staff=True, is_superuser=True)
    with pytest.raises(PermissionDenied):
        give(attempt, User.objects.get(pk=attempt.candidate_id), ALL)
    assert attempt.outcomes.count() == 1


def test_levels_that_are_not_the_rubrics_are_refused_and_nothing_is_kept(marker: User) -> None:
    attempt = sat(TEXT, RIGHT)
    with pytest.raises(engine.LevelsInvalid):
        give(attempt, marker, {"evidence": 3})
    assert not ManualMark.objects.exists()
    assert attempt.outcomes.count() == 1


def test_there_is_nothing_to_mark_in_an_open_attempt_an_empty_answer_or_an_item_with_a_key(
    marker: User,
) -> None:
    attempt = sat({}, RIGHT)
    for place in (0, 1):
        with pytest.raises(MarkRefused):
            give(attempt, marker, ALL, place=place)
    still_open = start_attempt(attempt.assessment, UserFactory.create(), agreed=True, now=NOON)
    with pytest.raises(MarkRefused):
        give(still_open, marker, ALL)


def test_a_mark_by_hand_can_be_neither_changed_nor_deleted(marker: User) -> None:
    mark = give(sat(TEXT, RIGHT), marker, ALL)
    with pytest.raises(TypeError, match="append-only"):
        mark.save()
    with pytest.raises(TypeError, match="append-only"):
        mark.delete()


def test_practice_is_held_until_it_is_marked_and_then_decides_nothing(marker: User) -> None:
    attempt = sat(TEXT, RIGHT, submit=False)
    Attempt.objects.filter(pk=attempt.pk).update(policy=attempt.policy | {"cut_score": None})
    submit_attempt(attempt.pk, now=NOON)
    assert newest(attempt).decision == "held"
    give(attempt, marker, ALL)
    assert (newest(attempt).decision, newest(attempt).score) == ("", 2)
