"""`manage.py seed_scale`: synthetic data that looks like what people leave behind."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts.api import SYNTHETIC_DOMAIN
from accounts.models import User
from assessments.models import Attempt, Outcome, Response
from assessments.services.outcomes import compute_outcome
from certificates.api import ensure_issuer
from certificates.models import Credential, CredentialNotice, LogLeaf
from courses.models import CourseCompletion, Enrolment, LessonProgress
from tests.factories.assessments import make_assessment, make_bank
from tests.factories.certificates import make_version
from tests.factories.courses import make_whole_course

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def _seed(**options: Any) -> None:
    call_command("seed_scale", course="course", **options)


@pytest.fixture
def course() -> Any:
    made = make_whole_course(slug="course")
    make_assessment(make_bank("course", items=12), items=6, cut_score="3")
    return made


def test_a_cohort_has_studied_sat_and_been_marked_as_candidates_are(course: Any) -> None:
    _seed(cohort=60, seed=4)
    assert (
        User.objects.filter(email__endswith=SYNTHETIC_DOMAIN, legal_name_locked_at__isnull=False).count()
        == 60
    )
    assert Enrolment.objects.count() == CourseCompletion.objects.count() == 60
    attempts = list(Attempt.objects.prefetch_related("items"))
    assert len(attempts) == Outcome.objects.count() == 60
    decisions = set(Outcome.objects.values_list("decision", flat=True))
    assert decisions == {"pass", "fail"}
    for attempt in attempts:
        assert attempt.submitted_at is not None
        assert attempt.deadline is not None
        assert attempt.started_at < attempt.submitted_at < attempt.deadline
        # What was written in bulk is what marking those very rows gives.
        computed, outcome = compute_outcome(attempt), attempt.outcomes.get()
        assert (computed.score, computed.maximum) == (outcome.score, outcome.maximum)
        assert computed.details == outcome.items
        assert computed.decision == outcome.decision
    answered = sum(item.answered for attempt in attempts for item in attempt.items.all())
    assert Response.objects.filter(status="accepted").count() == answered > 300


def test_the_abler_score_higher(course: Any) -> None:
    _seed(cohort=40, mean=-2.5, spread=0, seed=4)
    _seed(cohort=40, mean=2.5, spread=0, seed=4)
    scores = [float(outcome.score) for outcome in Outcome.objects.order_by("attempt__candidate_id")]
    assert sum(scores[40:]) > sum(scores[:40]) + 40


def test_the_same_seed_gives_the_same_answers(course: Any) -> None:
    def answers(first: int) -> list[Any]:
        people = User.objects.filter(email__endswith=SYNTHETIC_DOMAIN).order_by("pk")[first : first + 10]
        return [
            [(item.version_id, item.response) for item in person.attempts.get().items.order_by("position")]
            for person in people
        ]

    _seed(cohort=10, seed=9)
    _seed(cohort=10, seed=9)
    assert answers(0) == answers(10)


def test_queries_do_not_grow_with_the_form_or_the_lessons(
    course: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(150):
        _seed(cohort=10)


def test_learners_stand_at_every_stage(course: Any) -> None:
    _seed(learners=80)
    completed = CourseCompletion.objects.count()
    assert 0 < completed < 80
    assert Enrolment.objects.count() == 80
    assert not LessonProgress.objects.filter(completed_at=None).exists()
    assert not User.objects.filter(legal_name_locked_at__isnull=False).exists()


def test_certificates_are_issued_as_all_are_and_nobody_is_written_to(course: Any) -> None:
    ensure_issuer(now=NOON)
    make_version()
    _seed(credentials=60)
    assert Credential.objects.real().count() == 60
    assert Credential.objects.filter(standing="revoked").count() == 2
    assert LogLeaf.objects.count() == 62
    assert not CredentialNotice.objects.exists()
    assert mail.outbox == []


def test_production_is_asked_twice(course: Any, settings: Any) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="production"):
        _seed(learners=1)
    _seed(learners=1, in_production=True)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "how many"),
        ({"cohort": -1}, "below 0"),
        ({"cohort": 1, "assessment": "nothing"}, "no assessment"),
        ({"credentials": 1}, "no achievement"),
    ],
)
def test_what_cannot_be_made_is_said(course: Any, options: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        _seed(**options)
    assert not User.objects.filter(email__endswith=SYNTHETIC_DOMAIN).exists()
