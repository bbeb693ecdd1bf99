"""The markers' desk: one person at a time, unnamed candidates, second markers who do not see each other."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import StaffAct, User
from accounts.roles import Role
from assessments import ports
from assessments.models import Assessment, Attempt, ManualMark, MarkingTask, Remark
from assessments.services.marking import MarkRefused, ensure_tasks, mark_by_hand
from assessments.services.marking_figures import marking_figures
from assessments.services.marking_tasks import (
    HELD_FOR,
    ClaimRefused,
    attempts_without_tasks,
    claim_next,
    hold,
    queue_for,
    release_task,
)
from assessments.services.outcomes import record_outcome, submit_attempt
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import start_attempt
from tests.assessments.test_marking_by_hand import ALL, SOME, TEXT, essays_first, newest, sat
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON, RIGHT

pytestmark = pytest.mark.django_db
LATER = NOON + HELD_FOR + timedelta(seconds=1)


@pytest.fixture
def marker() -> User:
    return staff(Role.MARKER)


def another(attempt: Attempt, text: str = "Another answer of five words.") -> Attempt:
    """Somebody else's submitted attempt at the same assessment."""
    found = start_attempt(attempt.assessment, UserFactory.create(), agreed=True, now=NOON)
    for item, response in zip(essays_first(found), ({"text": text}, RIGHT), strict=True):
        save_response(found.uuid, item.position, Answer(response, 0), user_id=found.candidate_id, now=NOON)
    submit_attempt(found.pk, now=NOON)
    found.refresh_from_db()
    return found


def twice(share: str = "all", **policy: Any) -> Attempt:
    """An attempt whose essay two people mark."""
    attempt = sat(TEXT, RIGHT, submit=False)
    Assessment.objects.update(second_marking=share, **policy)
    marking = Assessment.objects.get().policy().get("second_marking", {})
    Attempt.objects.filter(pk=attempt.pk).update(policy=attempt.policy | {"second_marking": marking})
    submit_attempt(attempt.pk, now=NOON)
    attempt.refresh_from_db()
    return attempt


def take(marker: User, *, now: Any = NOON) -> MarkingTask:
    task = claim_next(marker, now=now)
    assert task is not None
    return task


def give(task: MarkingTask, marker: User, levels: dict[str, int], now: Any = NOON) -> ManualMark:
    return mark_by_hand(task.attempt_item, levels=levels, comment="", marker=marker, now=now, task=task)


def test_a_submission_puts_its_essay_into_the_queue_and_a_marks_takes_it_out(marker: User) -> None:
    attempt = sat(TEXT, RIGHT)
    (row,) = queue_for(marker, now=NOON)
    assert (row.waiting, row.item, row.assessment) == (1, "e-0", attempt.assessment.title)
    give(take(marker), marker, ALL)
    assert queue_for(staff(Role.MARKER), now=NOON) == []
    assert newest(attempt).decision == "pass"


def test_what_one_person_holds_nobody_else_gets_until_the_time_is_over(marker: User) -> None:
    attempt, other = sat(TEXT, RIGHT), staff(Role.MARKER)
    task = take(marker)
    assert claim_next(other, now=NOON) is None
    assert queue_for(other, now=NOON) == []
    assert take(marker) == task
    taken = take(other, now=LATER)
    assert taken == task
    with pytest.raises(MarkRefused, match="ran out"):
        give(task, marker, ALL, now=LATER)
    with pytest.raises(ClaimRefused):
        hold(task, marker, now=LATER)
    assert not ManualMark.objects.exists()
    give(taken, other, ALL, now=LATER)
    assert newest(attempt).decision == "pass"


def test_what_is_given_back_others_may_take_and_only_its_holder_or_the_lead_gives_it_back(
    marker: User,
) -> None:
    sat(TEXT, RIGHT)
    task, other = take(marker), staff(Role.MARKER)
    assert not release_task(task, by=other, now=NOON)
    assert release_task(task, by=marker, now=NOON)
    assert take(other) == task
    lead = staff(Role.CERTIFICATION_OFFICER)
    assert release_task(task, by=lead, now=NOON)
    assert not release_task(task, by=lead, now=NOON)
    # What one gives back oneself concerns nobody else.
    act = StaffAct.objects.get(act="marking.released")
    assert (act.actor, act.facts) == (lead, {"answer": task.code})


def test_the_oldest_comes_first(marker: User) -> None:
    first = sat(TEXT, RIGHT)
    second = another(first)
    MarkingTask.objects.filter(attempt_item__attempt=second).update(waits_since=NOON - timedelta(days=1))
    assert take(marker).attempt_item.attempt == second


def test_nobody_takes_their_own_answer_nor_that_of_whom_they_trained(
    marker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = sat(TEXT, RIGHT)
    candidate = User.objects.get(pk=attempt.candidate_id)
    User.objects.filter(pk=candidate.pk).update(is_staff=True, is_superuser=True)
    candidate = User.objects.get(pk=candidate.pk)
    assert claim_next(candidate, now=NOON) is None
    monkeypatch.setattr(ports, "_conflicts", [lambda person, about: "Trained." if person == marker else ""])
    assert claim_next(marker, now=NOON) is None
    task = take(staff(Role.MARKER))
    MarkingTask.objects.filter(pk=task.pk).update(claimed_by=marker)
    with pytest.raises(PermissionDenied, match="Trained"):
        give(task, marker, ALL)


def test_without_the_permission_nothing_is_taken() -> None:
    sat(TEXT, RIGHT)
    for role in (Role.INSTRUCTOR, Role.REVIEWER, Role.CERTIFICATION_OFFICER):
        with pytest.raises(PermissionDenied):
            claim_next(staff(role), now=NOON)


def test_two_marks_that_lie_together_decide_by_the_first(marker: User) -> None:
    attempt = twice(marking_tolerance=40)
    first = give(take(marker), marker, ALL)
    assert newest(attempt).decision == "held"
    # The same person is offered nothing more of this answer.
    assert claim_next(marker, now=NOON) is None
    other = staff(Role.MARKER)
    second = give(take(other), other, {"evidence": 3, "clarity": 0})
    assert (first.part, second.part, second.score) == ("first", "second", Fraction(3, 5))
    assert (newest(attempt).decision, newest(attempt).score) == ("pass", 2)
    assert MarkingTask.objects.open().count() == 0


def test_two_marks_that_lie_apart_wait_for_a_third_person_whose_mark_counts(marker: User) -> None:
    attempt, other = twice(), staff(Role.MARKER)
    give(take(marker), marker, ALL)
    give(take(other), other, SOME)
    assert newest(attempt).decision == "held"
    assert claim_next(marker, now=NOON) is None
    assert claim_next(other, now=NOON) is None
    third = staff(Role.MARKER)
    task = take(third)
    assert task.part == "third"
    give(task, third, {"evidence": 3, "clarity": 0})
    assert (newest(attempt).score, newest(attempt).decision) == (Fraction(8, 5), "pass")
    figures = marking_figures(attempt.assessment)
    assert (figures.whole.pairs, figures.whole.exact, figures.whole.mean_difference) == (
        1,
        0,
        Fraction(-4, 5),
    )
    assert [(row.waiting, row.done, row.third) for row in figures.items] == [(0, 3, 1)]
    assert {row.marks for row in figures.markers} == {1}


def test_the_second_mark_alone_decides_nothing(marker: User) -> None:
    attempt = twice()
    task = MarkingTask.objects.get(part="second")
    MarkingTask.objects.filter(pk=task.pk).update(claimed_by=marker, claimed_until=LATER)
    give(task, marker, ALL)
    assert newest(attempt).decision == "held"
    assert record_outcome(attempt, now=NOON).decision == "held"


def test_the_database_lets_nobody_be_two_of_the_people_who_mark_one_answer(marker: User) -> None:
    twice()
    give(take(marker), marker, ALL)
    with pytest.raises(IntegrityError), transaction.atomic():
        MarkingTask.objects.filter(part="second").update(claimed_by=marker, claimed_until=LATER)


@pytest.mark.parametrize(("share", "tasks"), [(1, 1), (100, 2)])
def test_a_sample_takes_its_share(share: int, tasks: int) -> None:
    attempt = sat(TEXT, RIGHT, submit=False)
    # A seed that lies outside of one per cent.
    Attempt.objects.filter(pk=attempt.pk).update(
        policy=attempt.policy | {"second_marking": {"share": share, "tolerance": 0}}, seed=7
    )
    Assessment.objects.update(uuid="00000000-0000-4000-8000-000000000001")
    submit_attempt(attempt.pk, now=NOON)
    assert MarkingTask.objects.count() == tasks


def test_what_a_remark_settles_waits_for_nobody(marker: User) -> None:
    attempt = sat(TEXT, RIGHT)
    item = essays_first(attempt)[0]
    Remark.objects.create(
        version=item.version, action="award", reason="Unfair.", decided_by=marker, decided_at=NOON
    )
    record_outcome(attempt, now=NOON)
    assert queue_for(marker, now=NOON) == []
    assert newest(attempt).decision == "pass"


def test_answers_from_before_the_queue_come_into_it(marker: User) -> None:
    attempt = sat(TEXT, RIGHT)
    MarkingTask.objects.all().delete()
    assert attempts_without_tasks() == [attempt.pk]
    for _run in range(2):
        ensure_tasks(attempt.pk, now=NOON)
    assert attempts_without_tasks() == []
    assert len(queue_for(marker, now=NOON)) == 1


def test_a_marker_works_through_the_queue_and_learns_no_name(client: Client, marker: User) -> None:
    attempt = sat(TEXT, RIGHT)
    another(attempt)
    sign_in_staff(client, marker)
    pages = [client.get(reverse("marking:queue"))]
    taken = client.post(reverse("marking:next"), {"item": "", "assessment": ""})
    assert taken.status_code == 302
    pages.append(client.get(taken.url))
    assert "access rights" in pages[-1].content.decode()
    refused = client.post(taken.url, {"level-evidence": "3"})
    assert refused.status_code == 422
    following = client.post(
        taken.url, {"level-evidence": "3", "level-clarity": "2", "comment": "Good.", "then": "next"}
    )
    assert following.url != taken.url
    pages.append(client.get(following.url))
    assert "Another answer" in pages[-1].content.decode()
    ended = client.post(following.url, {"level-evidence": "1", "level-clarity": "0", "then": "next"})
    assert ended.url == reverse("marking:queue")
    pages.append(client.get(ended.url))
    assert client.get(following.url).url == reverse("marking:queue")
    shown = "".join(page.content.decode() for page in pages) + taken.url + following.url
    for one in Attempt.objects.select_related("candidate"):
        for secret in (one.candidate.email, one.candidate.legal_name, str(one.uuid), one.form_digest):
            assert secret not in shown
    assert ManualMark.objects.count() == 2
    assert StaffAct.objects.filter(act="response.marked", actor=marker).count() == 2


def test_a_marker_sees_no_other_mark_and_a_third_person_sees_both(client: Client, marker: User) -> None:
    twice()
    mark_by_hand(take(marker).attempt_item, levels=ALL, comment="Said by the first.", marker=marker, now=NOON)
    other = sign_in_staff(client, staff(Role.MARKER))
    address = client.post(reverse("marking:next")).url
    assert "Said by the first." not in client.get(address).content.decode()
    client.post(address, {"level-evidence": "1", "level-clarity": "0", "then": "queue"})
    assert ManualMark.objects.filter(marker=other).count() == 1
    third = sign_in_staff(client, staff(Role.MARKER))
    page = client.get(client.post(reverse("marking:next")).url).content.decode()
    assert "Said by the first." in page
    assert marker.legal_name not in page
    assert third.legal_name not in page.partition("<main")[2]


def test_the_queue_asks_no_more_for_more_answers(
    client: Client, marker: User, django_assert_max_num_queries: Any
) -> None:
    first = sat(TEXT, RIGHT)
    sign_in_staff(client, marker)
    client.get(reverse("marking:queue"))

    def queries() -> int:
        with django_assert_max_num_queries(100) as counted:
            client.get(reverse("marking:queue"))
        return len(counted)

    before = queries()
    for _number in range(8):
        another(first)
    assert queries() == before


def test_screens_open_to_their_roles_alone(client: Client) -> None:
    allowed = {
        "marking:queue": {Role.MARKER},
        "marking:figures": {Role.CERTIFICATION_OFFICER},
    }
    for role in (Role.INSTRUCTOR, Role.REVIEWER, Role.MARKER, Role.CERTIFICATION_OFFICER):
        sign_in_staff(client, staff(role))
        for name, roles in allowed.items():
            assert (client.get(reverse(name)).status_code == 200) is (role in roles), (role, name)


def test_what_a_marker_is_told_waits_is_what_they_get_and_is_judged_at_once(
    marker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sat(TEXT, RIGHT)
    others = [another(first) for _number in range(60)]
    trained = [attempt.candidate_id for attempt in others]

    def why(person: User, candidate: int) -> str:
        raise AssertionError("nobody is asked one by one")

    def among(people: list[int]) -> Any:
        return lambda person, path: Exists(User.objects.filter(pk=OuterRef(path), pk__in=people))

    monkeypatch.setattr(ports, "_conflicts", [why])
    monkeypatch.setattr(ports, "_conflicts_in_queries", {why: among(trained)})
    (row,) = queue_for(marker, now=NOON)
    assert row.waiting == 1
    with CaptureQueriesContext(connection) as queries:
        task = take(marker)
    assert task.attempt_item.attempt_id == first.pk
    assert len(queries) < 15
    monkeypatch.setattr(ports, "_conflicts_in_queries", {why: among([*trained, first.candidate_id])})
    release_task(task, by=marker, now=NOON)
    assert queue_for(marker, now=NOON) == []
    assert claim_next(marker, now=NOON) is None
