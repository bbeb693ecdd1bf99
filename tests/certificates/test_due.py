"""What is due is derived from outcomes, schemes and completions, and issued once."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps

from certificates.models import CertificationScheme, Credential
from certificates.services.due import due_attempts, issue_due_credential
from certificates.services.issuer import ensure_issuer
from certificates.tasks import issue_for_attempt, issue_for_candidate, sweep_due_credentials
from courses.api import course_completed
from tests.factories.accounts import UserFactory
from tests.factories.certificates import (
    NOON,
    make_attempt,
    make_examination,
    make_scheme,
    make_version,
    record_outcome,
)
from tests.factories.courses import make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _issuer() -> None:
    ensure_issuer(now=NOON)


def complete(course: Any, user: Any) -> None:
    apps.get_model("courses", "CourseCompletion").objects.create(
        user=user, course=course, completed_at=NOON, lessons=1
    )


def scheme_with_course(**fields: Any) -> CertificationScheme:
    return make_scheme(course=make_course(), completion="required", **fields)


def test_a_passed_attempt_earns_one_credential_that_says_how_it_was_examined() -> None:
    scheme = make_scheme()
    attempt = make_attempt(scheme.examination)
    assert due_attempts() == [attempt.pk]
    credential = issue_due_credential(attempt.pk, now=NOON)
    assert credential is not None
    assert credential.recipient_name == attempt.candidate.legal_name
    assert credential.basis["items"] == 24
    assert credential.basis["supervision"] == "unsupervised"
    assert credential.basis["identity_basis"] == "self-declared"
    assert credential.basis["bank_use"] == "specimen"
    assert due_attempts() == []
    assert issue_due_credential(attempt.pk, now=NOON) is None
    assert Credential.objects.count() == 1


@pytest.mark.parametrize("decision", ["fail", "held", ""])
def test_without_a_pass_nothing_is_due(decision: str) -> None:
    attempt = make_attempt(make_scheme().examination, decision=decision)
    assert due_attempts() == []
    assert issue_due_credential(attempt.pk, now=NOON) is None


def test_the_newest_outcome_counts() -> None:
    scheme = make_scheme()
    lowered, raised = make_attempt(scheme.examination), make_attempt(scheme.examination, decision="fail")
    record_outcome(lowered, "fail")
    record_outcome(raised, "pass")
    assert due_attempts() == [raised.pk]
    assert issue_due_credential(lowered.pk, now=NOON) is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"decision": "officer"}])
def test_an_inactive_scheme_or_one_that_an_officer_decides_issues_nothing_by_itself(change: Any) -> None:
    attempt = make_attempt(make_scheme(**change).examination)
    assert due_attempts() == []
    assert issue_due_credential(attempt.pk, now=NOON) is None


def test_an_examination_without_a_scheme_issues_nothing() -> None:
    attempt = make_attempt(make_examination())
    assert due_attempts() == []
    assert issue_due_credential(attempt.pk, now=NOON) is None


def test_a_required_course_is_waited_for_in_either_order() -> None:
    scheme = scheme_with_course()
    passed_first, completed_first = UserFactory.create(), UserFactory.create()
    complete(scheme.course, completed_first)
    waiting = make_attempt(scheme.examination, passed_first)
    ready = make_attempt(scheme.examination, completed_first)
    assert due_attempts() == [ready.pk]
    assert issue_due_credential(waiting.pk, now=NOON) is None
    complete(scheme.course, passed_first)
    issue_for_candidate(passed_first.pk)
    assert Credential.objects.get().attempt_id == waiting.pk


def test_a_course_that_is_only_recommended_is_not_waited_for() -> None:
    scheme = make_scheme(course=make_course(), completion="recommended")
    attempt = make_attempt(scheme.examination)
    assert due_attempts() == [attempt.pk]


def test_people_who_never_complete_the_course_do_not_keep_the_sweep_from_those_who_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("certificates.services.due.SWEEP_LIMIT", 2)
    scheme = scheme_with_course()
    for hours in range(4):
        make_attempt(scheme.examination, at=NOON - timedelta(hours=9 - hours))
    diligent = UserFactory.create()
    complete(scheme.course, diligent)
    attempt = make_attempt(scheme.examination, diligent)
    assert due_attempts() == [attempt.pk]


def test_one_pass_may_serve_two_schemes_but_an_attempt_earns_one_credential() -> None:
    examination = make_examination()
    make_scheme(examination=examination)
    make_scheme(make_version("another", code="AU-101"), examination=examination)
    attempt = make_attempt(examination)
    assert set(due_attempts()) == {attempt.pk}
    issue_due_credential(attempt.pk, now=NOON)
    assert due_attempts() == []
    assert Credential.objects.count() == 1


def test_the_newest_wording_is_what_is_awarded() -> None:
    version = make_version()
    scheme = make_scheme(version)
    version.achievement.versions.create(
        number=2, title="Second wording", description="d", criteria="c", digest="1" * 64, created_at=NOON
    )
    credential = issue_due_credential(make_attempt(scheme.examination).pk, now=NOON)
    assert credential is not None
    assert credential.achievement_version.number == 2


def test_tasks_may_run_twice_and_the_sweep_finds_what_no_task_did(settings: Any) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = True
    scheme = make_scheme()
    first, second = make_attempt(scheme.examination), make_attempt(scheme.examination)
    issue_for_attempt(first.pk)
    issue_for_attempt(first.pk)
    assert Credential.objects.count() == 1
    for attempt_id in due_attempts():
        issue_for_attempt(attempt_id)
    assert Credential.objects.get(attempt=second)
    assert sweep_due_credentials() is None


def test_a_completed_course_and_a_submitted_attempt_nudge_issuing(
    queued: list[tuple[str, tuple[Any, ...]]],
) -> None:
    user = UserFactory.create()
    course_completed.send(sender=None, user_id=user.pk, course_id=1)
    assert queued == [("certificates.tasks.issue_for_candidate", (user.pk,))]
