"""What a scheme leaves to an officer: held decisions, and answers that came too late."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from assessments.models import Attempt, CandidateNotice, LateAcceptance, MarkingTask, Outcome, Response
from assessments.services.deciding import DecisionRefused, accept_late_step, decide_held, held_outcomes
from assessments.services.marking_tasks import Answer as Waiting
from assessments.services.marking_tasks import new_task
from assessments.services.outcomes import submit_attempt
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import StartRefused, start_attempt
from certificates.models import CertificationScheme, Credential
from certificates.services.due import due_attempts, issue_due_credential
from certificates.services.issuer import ensure_issuer
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON, RIGHT, WRONG, make_attempt
from tests.factories.certificates import make_version
from tests.factories.courses import EnrolmentFactory, make_course

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=2)


@pytest.fixture
def officer() -> User:
    return staff(Role.CERTIFICATION_OFFICER)


def sat(*, right: bool = True, held: bool = True) -> Attempt:
    """A submitted attempt at an examination whose scheme leaves the decision to an officer."""
    attempt = make_attempt()
    CertificationScheme.objects.create(
        achievement=make_version().achievement,
        examination=attempt.assessment,
        completion="recommended",
        decision="officer" if held else "automatic",
    )
    for item in attempt.items.all():
        answer = Answer(RIGHT if right else WRONG, 0)
        save_response(attempt.uuid, item.position, answer, user_id=attempt.candidate_id, now=NOON)
    submit_attempt(attempt.pk, now=NOON)
    attempt.refresh_from_db()
    return attempt


def current(attempt: Attempt) -> Outcome:
    return Outcome.objects.current().get(attempt=attempt)


def decided(attempt: Attempt, officer: User, **changes: Any) -> Outcome:
    given: dict[str, Any] = {
        "decision": "pass",
        "reason": "The file is complete.",
        "by": officer,
        "now": LATER,
    }
    return decide_held(attempt, **(given | changes))


def test_a_scheme_with_an_officer_holds_the_decision_and_nothing_is_due(officer: User) -> None:
    attempt = sat()
    assert current(attempt).decision == "held"
    assert list(held_outcomes()) == [current(attempt)]
    assert due_attempts() == []
    with pytest.raises(StartRefused, match="not final yet"):
        start_attempt(attempt.assessment, attempt.candidate, agreed=True, now=NOON + timedelta(days=9))


def test_an_officer_decides_as_a_new_outcome_and_the_award_is_due(officer: User) -> None:
    ensure_issuer(now=NOON)
    attempt = sat()
    outcome = decided(attempt, officer)
    assert (outcome.number, outcome.decision, outcome.decided_by, outcome.decided_on) == (
        2,
        "pass",
        officer,
        "pass",
    )
    assert CandidateNotice.objects.get().outcome == outcome
    assert due_attempts() == [attempt.pk]
    assert issue_due_credential(attempt.pk, now=LATER) == Credential.objects.get()
    with pytest.raises(DecisionRefused, match="nothing to decide"):
        decided(attempt, officer)


def test_a_pass_from_before_the_scheme_asked_for_an_officer_is_not_due(officer: User) -> None:
    ensure_issuer(now=NOON)
    attempt = sat(held=False)
    assert due_attempts() == [attempt.pk]
    CertificationScheme.objects.update(decision="officer")
    assert due_attempts() == []
    assert issue_due_credential(attempt.pk, now=LATER) is None


def test_no_decision_makes_a_pass_of_a_score_below_the_cut(officer: User) -> None:
    attempt = sat(right=False)
    with pytest.raises(DecisionRefused, match="below the cut"):
        decided(attempt, officer)
    assert decided(attempt, officer, decision="fail").decision == "fail"


def test_a_pass_may_be_withheld_with_a_reason(officer: User) -> None:
    attempt = sat()
    with pytest.raises(DecisionRefused, match="reason"):
        decided(attempt, officer, decision="fail", reason=" ")
    assert decided(attempt, officer, decision="fail", reason="Identity not confirmed.").decision == "fail"
    assert due_attempts() == []


def test_who_may_not_decide(officer: User) -> None:
    attempt = sat()
    candidate = attempt.candidate
    User.objects.filter(pk=candidate.pk).update(is_superuser=True)
    with pytest.raises(PermissionDenied):
        decided(attempt, User.objects.get(pk=candidate.pk))
    with pytest.raises(PermissionDenied):
        decided(attempt, staff(Role.INSTRUCTOR))


def test_a_decision_stands_after_a_new_outcome_that_says_the_same(officer: User) -> None:
    attempt = sat()
    step = late_step(attempt)
    decided(attempt, officer)
    accept_late_step(step, reason="Power cut.", by=officer, now=LATER)
    outcome = current(attempt)
    assert (outcome.number, outcome.decision, outcome.decided_by) == (3, "pass", officer)


# --- answers that came too late -----------------------------------------------------------------


def late_step(attempt: Attempt, *, data: Any = None) -> Response:
    item = attempt.items.first()
    assert item is not None
    save_response(
        attempt.uuid,
        item.position,
        Answer(data or {"choice": "c"}, item.sequence, client_id="late"),
        user_id=attempt.candidate_id,
        now=NOON + timedelta(hours=1),
    )
    return Response.objects.get(client_id="late")


def test_a_late_answer_counts_only_when_an_officer_accepts_it_with_a_reason(officer: User) -> None:
    attempt = make_attempt(cut_score="1")
    submit_attempt(attempt.pk, now=NOON)
    attempt.refresh_from_db()
    step = late_step(attempt, data=RIGHT)
    assert current(attempt).score == 0
    with pytest.raises(DecisionRefused, match="reason"):
        accept_late_step(step, reason="", by=officer, now=LATER)
    accept_late_step(step, reason="The room lost its power.", by=officer, now=LATER)
    outcome = current(attempt)
    assert (outcome.number, outcome.score, outcome.decision) == (2, 1, "pass")
    assert "The room lost its power." in outcome.reason
    step.refresh_from_db()
    assert step.status == "late"
    with pytest.raises(DecisionRefused, match="already"):
        accept_late_step(step, reason="Again.", by=officer, now=LATER)
    assert LateAcceptance.objects.count() == 1


def test_what_came_in_time_is_not_accepted_again_and_not_everybody_may(officer: User) -> None:
    attempt = sat(held=False)
    step = Response.objects.filter(attempt_item__attempt=attempt).first()
    assert step is not None
    with pytest.raises(DecisionRefused, match="in time"):
        accept_late_step(step, reason="x", by=officer, now=LATER)
    with pytest.raises(PermissionDenied):
        accept_late_step(late_step(attempt), reason="x", by=staff(Role.MARKER), now=LATER)


# --- the screens --------------------------------------------------------------------------------


def test_the_desk_lists_decides_and_accepts(client: Client, officer: User) -> None:
    attempt = sat()
    step = late_step(attempt)
    sign_in_staff(client, officer)
    page = client.get(reverse("decisions:list")).content.decode()
    assert str(attempt.candidate) in page
    address = reverse("decisions:decide", args=[attempt.uuid])
    assert "What the score says" in client.get(address).content.decode()
    client.post(address, {"decision": "pass", "reason": "Complete."})
    assert current(attempt).decision == "pass"
    late = reverse("decisions:late", args=[step.pk])
    assert "Gamma" in client.get(late).content.decode()
    client.post(late, {"reason": "Power cut."})
    assert LateAcceptance.objects.get().accepted_by == officer
    assert "Accepted" in client.get(reverse("decisions:list")).content.decode()


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.MARKER, Role.REVIEWER])
def test_the_desk_is_closed_to_other_roles(client: Client, role: Role) -> None:
    attempt = sat()
    sign_in_staff(client, staff(role))
    for address in (reverse("decisions:list"), reverse("decisions:decide", args=[attempt.uuid])):
        assert client.get(address).status_code in (302, 403)


def test_the_list_asks_no_more_for_more_rows(
    client: Client, officer: User, django_assert_max_num_queries: Any
) -> None:
    attempt = sat()
    for number in range(12):
        item = attempt.items.first()
        assert item is not None
        Response.objects.create(
            attempt_item=item,
            sequence=100 + number,
            seen_sequence=0,
            status="late",
            data=RIGHT,
            received_at=LATER,
        )
    sign_in_staff(client, officer)
    client.get(reverse("decisions:list"))
    with django_assert_max_num_queries(30):
        page = client.get(reverse("decisions:list"))
    assert page.content.decode().count("Kept, not counted") == 12


def test_whoever_wrote_what_the_candidate_studies_neither_decides_nor_marks(officer: User) -> None:
    attempt = sat()
    course = make_course()
    EnrolmentFactory.create(user=attempt.candidate, course=course)
    course.save_revision(user=officer)
    with pytest.raises(PermissionDenied, match="You teach"):
        decided(attempt, officer)
    assert decided(attempt, staff(Role.CERTIFICATION_OFFICER)).decision == "pass"


def test_decisions_stand_before_what_waits_for_markers_however_much_that_is(
    client: Client, officer: User
) -> None:
    first = sat()
    assessment = first.assessment
    for number in range(60):
        # The first ones wait for a marker and are the oldest.
        attempt = start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)
        submit_attempt(attempt.pk, now=NOON + timedelta(minutes=number))
        if number < 55:
            item = attempt.items.select_related("version").get(position=1)
            task = new_task(attempt, Waiting(item, 0), "first", now=NOON)
            task.save()
    Outcome.objects.filter(attempt=first).update(decided_at=LATER)
    sign_in_staff(client, officer)
    page = client.get(reverse("decisions:list"))
    listed = list(page.context["held"])
    assert len(listed) == 6
    assert listed[-1] == current(first)
    assert "55 more attempts wait for a marker first." in page.content.decode()
    MarkingTask.objects.update(withdrawn_at=NOON)
    page = client.get(reverse("decisions:list"), {"h": "2"})
    assert len(page.context["held"]) == 11
    assert "wait for a marker" not in page.content.decode()
    found = client.get(reverse("decisions:list"), {"q": first.candidate.email})
    assert list(found.context["held"]) == [current(first)]


def test_an_officer_comes_from_a_decision_to_the_answers(client: Client, officer: User) -> None:
    attempt = sat()
    sign_in_staff(client, officer)
    page = client.get(reverse("decisions:decide", args=[attempt.uuid])).content.decode()
    address = reverse("results:attempt", args=[attempt.uuid])
    assert address in page
    permission = Permission.objects.get(codename="view_attempt", content_type__app_label="assessments")
    permission.group_set.clear()
    assert address not in client.get(reverse("decisions:decide", args=[attempt.uuid])).content.decode()
