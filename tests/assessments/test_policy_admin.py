"""The form of an assessment's policies."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_assessment, make_bank

pytestmark = pytest.mark.django_db

PRACTICE: dict[str, Any] = {
    "kind": "practice",
    "cut_score": None,
    "agreement": None,
    "review": ["outcome", "responses"],
}


@pytest.fixture
def staff(client: Client, settings: Any) -> Client:
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if "SecondFactor" not in name and "mfa" not in name.lower()
    ]
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    return client


def posted(page: Any, **changes: Any) -> dict[str, Any]:
    """What a browser sends for the form as it stands."""
    sent: dict[str, Any] = {}
    for field in page.context["form"]:
        value = field.value()
        if value is True:
            sent[field.html_name] = "on"
        elif value is not None and value is not False:
            sent[field.html_name] = value if isinstance(value, list) else str(value)
    return sent | changes


def edit(client: Client, assessment: Assessment, **changes: Any) -> Any:
    url = reverse("assessment_policies:edit", args=[assessment.pk])
    page = client.get(url)
    assert page.status_code == 200
    return client.post(url, posted(page, **changes))


def test_saving_the_form_as_it_stands_changes_nothing(staff: Client) -> None:
    assessment = make_assessment(make_bank())
    before = Assessment.objects.values().get()
    page = edit(staff, assessment)
    assert page.status_code == 302, page.context["form"].errors
    assert Assessment.objects.values().get() == before


def test_every_policy_can_be_set_and_the_code_is_never_shown(staff: Client) -> None:
    assessment = make_assessment(make_bank(use="practice"), **PRACTICE)
    saved = edit(
        staff,
        assessment,
        opens_at="2026-11-23 08:00",
        closes_at="2026-11-24 08:00",
        grace_seconds="30",
        navigation="sequential",
        max_repeat="1/3",
        feedback="immediate",
        review_during=["correctness", "feedback"],
        review_closed=["outcome", "key"],
        bands="0 Read it again\n3/4 Good",
        access_code="quartz lamp",
    )
    assert saved.status_code == 302
    assessment.refresh_from_db()
    assert assessment.review == {
        "during": ["correctness", "feedback"],
        "after": ["outcome", "responses"],
        "closed": ["outcome", "key"],
    }
    assert assessment.grade_bands == [{"name": "Read it again", "min": 0}, {"name": "Good", "min": "3/4"}]
    assert str(assessment.max_repeat) == "1/3"
    for name in ("edit", "inspect"):
        page = staff.get(reverse(f"assessment_policies:{name}", args=[assessment.pk])).content.decode()
        assert "quartz lamp" not in page
        assert assessment.access_code_hash not in page
    assert edit(staff, assessment).status_code == 302
    kept = assessment.access_code_hash
    assessment.refresh_from_db()
    assert assessment.access_code_hash == kept
    edit(staff, assessment, no_access_code="on")
    assessment.refresh_from_db()
    assert assessment.access_code_hash == ""


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("closes_at", {"opens_at": "2026-11-24 08:00", "closes_at": "2026-11-23 08:00"}),
        ("start_closes_at", {"opens_at": "2026-11-24 08:00", "start_closes_at": "2026-11-24 08:00"}),
        ("closes_at", {"start_closes_at": "2026-11-24 09:00", "closes_at": "2026-11-24 08:00"}),
        ("closes_at", {"due_at": "2026-11-24 09:00", "closes_at": "2026-11-24 08:00"}),
        ("feedback", {"feedback": "immediate"}),
        ("review_during", {"review_during": ["correctness"]}),
        ("bands", {"bands": "1/2 Fair"}),
        ("bands", {"bands": "0 Low\nhigh High"}),
        ("bands", {"bands": "0 Fair"}),
        ("max_repeat", {"max_repeat": "5/4"}),
        ("grace_seconds", {"grace_seconds": "9999"}),
        ("cut_score", {"cut_score": ""}),
        ("no_access_code", {"access_code": "x", "no_access_code": "on"}),
    ],
    ids=[
        "closes before it opens",
        "no time to start",
        "starts after the close",
        "due after the close",
        "immediate examination",
        "review while it runs",
        "bands that leave a gap",
        "bands unreadable",
        "bands of an examination",
        "more than all",
        "a long grace",
        "no cut score",
        "a code and none",
    ],
)
def test_a_contradiction_is_said_beside_its_field_and_nothing_is_saved(
    staff: Client, field: str, changes: dict[str, Any]
) -> None:
    assessment = make_assessment(make_bank())
    before = Assessment.objects.values().get()
    page = edit(staff, assessment, **changes)
    assert page.status_code == 200
    assert field in page.context["form"].errors
    assert Assessment.objects.values().get() == before


def test_whoever_is_no_staff_does_not_reach_the_form(client: Client) -> None:
    assessment = make_assessment(make_bank())
    client.force_login(UserFactory.create())
    assert client.get(reverse("assessment_policies:edit", args=[assessment.pk])).status_code != 200
