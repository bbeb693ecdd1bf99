"""Lists of the staff's screens: nothing is cut off, people are found, and what is closed can be read."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from assessments import engine
from assessments.models import Accommodation, AccommodationRequest, Appeal, Attempt, Item
from assessments.services.adjustments import decide_accommodation, set_override
from assessments.services.appeals import decide_appeal, file_appeal
from assessments.services.outcomes import submit_attempt
from assessments.services.starting import start_attempt
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON, make_assessment, make_attempt, make_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> User:
    return sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))


def submitted(count: int) -> list[Attempt]:
    first = make_attempt()
    attempts = [first] + [
        start_attempt(first.assessment, UserFactory.create(), agreed=True, now=NOON)
        for _number in range(count - 1)
    ]
    for attempt in attempts:
        submit_attempt(attempt.pk, now=NOON)
        attempt.refresh_from_db()
    return attempts


def appealed(attempt: Attempt) -> Appeal:
    return file_appeal(attempt, by=attempt.candidate, grounds="item", words="My answer was right.", now=NOON)


def test_every_appeal_is_on_a_page_and_a_candidate_is_found(client: Client, officer: User) -> None:
    attempts = submitted(60)
    for attempt in attempts:
        appealed(attempt)
    address = reverse("appeals:list")
    assert len(client.get(address).context["waiting"]) == 50
    second = client.get(address, {"w": "2"})
    assert len(second.context["waiting"]) == 10
    assert "?w=1" in second.content.decode()
    (found,) = client.get(address, {"q": attempts[55].candidate.email}).context["waiting"]
    assert found.attempt == attempts[55]
    assert "No appeal of such a person waits." in client.get(address, {"q": "nobody"}).content.decode()


def test_a_dismissed_appeal_can_be_opened_to_read_its_reasons(client: Client, officer: User) -> None:
    (attempt,) = submitted(1)
    appeal = appealed(attempt)
    page = client.get(reverse("appeals:decide", args=[appeal.pk])).content.decode()
    assert reverse("results:attempt", args=[attempt.uuid]) in page
    decide_appeal(appeal, by=officer, decision="dismissed", words="The key stands: see clause 6.", now=NOON)
    address = reverse("appeals:decide", args=[appeal.pk])
    assert address in client.get(reverse("appeals:list")).content.decode()
    page = client.get(address).content.decode()
    assert "The key stands: see clause 6." in page
    assert "<textarea" not in page


def test_overrides_and_accommodations_have_pages_and_a_search(client: Client, officer: User) -> None:
    assessment = make_assessment(make_bank())
    people = [UserFactory.create() for _number in range(55)]
    for person in people:
        terms = engine.Override("person", reason="A clash of dates.", minutes=60)
        set_override(assessment, person, by=officer, terms=terms, now=NOON)
        asked = [
            AccommodationRequest(person=who, needs=["time"], words="", requested_at=NOON)
            for who in (person, person)
        ]
        asked[0].save()
        decide_accommodation(person, by=officer, terms=None, reason="Not now.", request=asked[0], now=NOON)
        asked[1].save()
    for screen, listed, name in (
        ("overrides:list", "standing", "s"),
        ("accommodations:list", "decided", "p"),
        ("accommodations:list", "waiting", "w"),
    ):
        address = reverse(screen)
        found = [len(list(client.get(address, {name: page}).context[listed])) for page in "12"]
        assert found == [50, 5], listed
        assert len(list(client.get(address, {"q": people[3].email}).context[listed])) == 1
    assert len(client.get(reverse("overrides:list"), {"q": "examination"}).context["standing"]) == 50


def test_a_decline_without_a_reason_keeps_the_form(client: Client, officer: User) -> None:
    person = UserFactory.create()
    asked = AccommodationRequest.objects.create(person=person, needs=["time"], words="", requested_at=NOON)
    address = reverse("accommodations:decide", args=[asked.pk])
    fields = {"multiplier": "4/3", "breaks": "2", "break_minutes": "10", "extra_attempts": "0", "reason": ""}
    answer = client.post(address, fields | {"decline": "yes"})
    assert answer.status_code == 422
    assert 'value="4/3"' in answer.content.decode()
    assert not Accommodation.objects.exists()
    done = client.post(address, fields | {"decline": "yes", "reason": "Not for this."})
    assert done.status_code == 302
    assert Accommodation.objects.get().reason == "Not for this."


def test_stages_are_found_by_name(client: Client, officer: User) -> None:
    make_bank(items=3)
    Item.objects.filter(slug="e-001").update(measures="drift of models")
    found: Any = client.get(reverse("item_life:list"), {"q": "drift"}).context["items"]
    assert [item.slug for item in found] == ["e-001"]


@pytest.mark.parametrize("name", ["cut_studies:list", "item_exchange:imports", "remarks:list"])
def test_other_lists_open_with_a_page_of_their_own(client: Client, name: str) -> None:
    sign_in_staff(client, UserFactory.create(is_staff=True, is_superuser=True))
    assert client.get(reverse(name), {"p": "9", "d": "9"}).status_code == 200
