"""Which role may open which screen of results: an author and a marker see no single result, a manager nothing."""

from typing import Any

import pytest
from django.test import Client

from accounts.roles import Role
from assessments.models import Attempt, Item
from assessments.models.outcomes import decision_words
from tests.assessments.test_marking_by_hand import TEXT
from tests.assessments.test_marking_by_hand import sat as sat_essay
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import RIGHT
from tests.factories.sittings import make_cohort, make_mixed_bank, make_mixed_examination

pytestmark = pytest.mark.django_db

FIGURES = {Role.INSTRUCTOR, Role.REVIEWER, Role.CERTIFICATION_OFFICER}
PEOPLE = {Role.CERTIFICATION_OFFICER}
SCREENS = {
    "": FIGURES,
    "{assessment}/": FIGURES,
    "{assessment}/items/": FIGURES,
    "{assessment}/items/{item}/": FIGURES,
    "attempts/": PEOPLE,
    "attempts/{attempt}/": PEOPLE,
    "gradebook/": PEOPLE,
}


@pytest.fixture
def places() -> dict[str, Any]:
    assessment = make_mixed_examination(make_mixed_bank(items=4), each=2)
    make_cohort(assessment, 1)
    return {
        "assessment": assessment.uuid,
        "item": Item.objects.all()[0].pk,
        "attempt": Attempt.objects.get().uuid,
    }


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name.lower())
def test_each_role_opens_its_screens_and_no_other(role: Role, places: dict[str, Any]) -> None:
    client = Client()
    sign_in_staff(client, staff(role))
    for screen, allowed in SCREENS.items():
        address = "/admin/results/" + screen.format(**places)
        for suffix in ("", "?format=csv"):
            response = client.get(address + suffix)
            # Wagtail leads whoever may not see a screen back to its first page.
            refused = response.get("Location") == "/admin/"
            assert refused is (role not in allowed), screen
            # Where nothing is counted an item's screen leads back to the list.
            assert response.status_code == (302 if refused or "{item}" in screen else 200), screen
    posted = client.post(f"/admin/results/{places['assessment']}/count/")
    assert (posted["Location"] == "/admin/") is (role not in FIGURES)
    menu = client.get("/admin/").content.decode()
    assert ("/admin/results/gradebook/" in menu) is (role in PEOPLE)


def test_a_candidate_gets_to_none_of_them(places: dict[str, Any]) -> None:
    client = Client()
    client.force_login(UserFactory.create())
    for screen in SCREENS:
        response = client.get("/admin/results/" + screen.format(**places))
        assert response.status_code in {302, 403}
        assert "results" not in response.get("Location", "").partition("?")[0]


def test_a_held_result_says_whether_a_marker_or_an_officer_comes_next(client: Client) -> None:
    attempt = sat_essay(TEXT, RIGHT)
    sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    places = (
        "/admin/results/attempts/",
        "/admin/results/gradebook/",
        f"/admin/results/attempts/{attempt.uuid}/",
    )
    for address in places:
        told = client.get(address, {"format": "csv"}).content.decode()
        assert "Waits for a marker" in told, address
        assert "Held for an officer" not in told, address
    held = attempt.outcomes.order_by("-number")[0]
    assert decision_words(held.decision, [{"waiting": 0}]) == "Held for an officer"
    assert decision_words("pass", held.domains) == "Passed"
    assert decision_words(None, None) == "No decision"
