"""The screens of accommodations, breaks and overrides: each address's success, refusal and wrong owner."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.roles import Role
from assessments import engine
from assessments.models import Accommodation, AccommodationRequest, Attempt, Override
from assessments.services.adjustments import decide_accommodation, request_accommodation
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import make_attempt

pytestmark = pytest.mark.django_db
MINE = reverse("assessments:accommodations")
NUMBERS = {
    "multiplier": "1.5",
    "breaks": "2",
    "break_minutes": "10",
    "extra_attempts": "0",
    "reason": "As asked.",
}
TERMS = engine.Accommodation(multiplier=Fraction(3, 2), breaks=2, break_minutes=10)


@pytest.fixture
def officer() -> User:
    return staff(Role.CERTIFICATION_OFFICER)


@pytest.fixture
def desk(officer: User) -> Client:
    client = Client()
    sign_in_staff(client, officer)
    return client


@pytest.fixture
def attempt(client: Client, officer: User) -> Attempt:
    """A running attempt of a signed-in candidate with extra time and breaks."""
    found = make_attempt(now=timezone.now())
    decide_accommodation(found.candidate, by=officer, terms=TERMS, reason="As asked.", now=timezone.now())
    client.force_login(found.candidate)
    return Attempt.objects.get(pk=found.pk)


def at(name: str, attempt: Attempt, *more: Any) -> str:
    return reverse(f"assessments:{name}", args=[attempt.uuid, *more])


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_person_asks_waits_and_reads_the_decision(client: Client, officer: User) -> None:
    person = UserFactory.create()
    client.force_login(person)
    assert "Never real cases or material" in text(client.get(MINE))
    empty = client.post(MINE, {"words": "More time"})
    assert empty.status_code == 422
    assert "Choose at least one thing" in text(empty)
    sent = client.post(MINE, {"needs": ["time", "breaks"], "words": "Half as much again"}, follow=True)
    assert "Your request is waiting" in text(sent)
    again = client.post(MINE, {"needs": ["time"], "words": ""}, follow=True)
    assert "still waiting" in text(again)
    asked = AccommodationRequest.objects.get()
    decide_accommodation(
        person, by=officer, terms=TERMS, reason="As asked.", request=asked, now=timezone.now()
    )
    page = text(client.get(MINE))
    assert "Time × 1.5" in page
    assert "2 breaks of up to 10 minutes" in page


def test_nobody_reads_anothers_accommodations_and_a_visitor_is_led_to_sign_in(
    client: Client, officer: User
) -> None:
    request_accommodation(UserFactory.create(), needs=["time"], words="canary-words", now=timezone.now())
    assert client.get(MINE)["Location"].startswith(reverse("account_login"))
    for other in (UserFactory.create(), officer):
        client.force_login(other)
        assert "canary-words" not in text(client.get(MINE))


def test_the_start_page_and_the_sitting_say_the_time_and_the_breaks(client: Client, attempt: Attempt) -> None:
    start = text(client.get(at("assessment_detail", attempt.assessment)))
    item = text(client.get(at("attempt_item", attempt, 1)))
    for page in (start, item):
        assert "45 minutes × 1.5 = 67 min 30 s" in page
    assert "2 breaks of up to 10 minutes" in start
    assert "Breaks left: 2 of 2" in item
    assert "take a break" in item


def test_whoever_has_no_breaks_is_offered_none(client: Client) -> None:
    plain = make_attempt(now=timezone.now())
    client.force_login(plain.candidate)
    item = text(client.get(at("attempt_item", plain, 1)))
    assert "take a break" not in item
    assert "Your time" not in item
    refused = client.post(
        at("attempt_item", plain, 1), {"choice": "a", "seen": "0", "goto": "break"}, follow=True
    )
    assert "not among your accommodations" in text(refused)
    assert plain.items.get(position=1).response == {"choice": "a"}


def test_a_break_saves_hides_every_item_and_ends_with_resume(client: Client, attempt: Attempt) -> None:
    item = at("attempt_item", attempt, 1)
    shown = client.post(item, {"choice": "a", "seen": "0", "goto": "break"}, follow=True)
    assert "The clock has stopped" in text(shown)
    assert attempt.items.get(position=1).response == {"choice": "a"}
    for page in (
        item,
        at("attempt_check", attempt),
        at("attempt_detail", attempt),
        at("attempt_outcome", attempt),
    ):
        found = client.get(page, follow=True)
        assert found.redirect_chain[-1][0] == at("attempt_break", attempt), page
        assert "Which one" not in text(found)
    kept = client.post(item, {"choice": "b", "seen": "1", "goto": "2"}, follow=True)
    assert "nothing is answered until you resume" in text(kept)
    script = client.post(
        at("attempt_save", attempt),
        {"position": 2, "seen": 0, "data": {"choice": "a"}},
        content_type="application/json",
    )
    assert script.json()["status"] == "refused"
    assert attempt.items.get(position=2).step_count == 0
    submitted = client.post(at("attempt_submit", attempt), follow=True)
    assert "Resume first" in text(submitted)
    resumed = client.post(at("attempt_break", attempt), follow=True)
    assert "Breaks left: 1 of 2" in text(resumed)
    assert client.get(at("attempt_break", attempt))["Location"] == at("attempt_detail", attempt)


def test_a_break_that_ended_by_itself_lets_the_sitting_go_on(client: Client, attempt: Attempt) -> None:
    client.post(at("attempt_item", attempt, 1), {"goto": "break"})
    Attempt.objects.filter(pk=attempt.pk).update(break_ends_at=timezone.now() - timedelta(seconds=1))
    assert client.get(at("attempt_item", attempt, 1)).status_code == 200
    assert client.get(at("attempt_break", attempt)).status_code == 302


def test_anothers_break_is_not_there(client: Client, attempt: Attempt) -> None:
    client.post(at("attempt_item", attempt, 1), {"goto": "break"})
    client.force_login(UserFactory.create())
    assert client.get(at("attempt_break", attempt)).status_code == 404
    client.raise_request_exception = False
    assert client.post(at("attempt_break", attempt)).status_code == 404
    assert Attempt.objects.get(pk=attempt.pk).is_on_break(timezone.now())


def test_accommodations_cost_the_item_page_and_the_save_no_query(
    client: Client, attempt: Attempt, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    plain = make_attempt(now=timezone.now(), slug="plain")
    for one in (plain, attempt):
        client.force_login(one.candidate)
        client.get(at("attempt_item", one, 1))
        with django_assert_num_queries(9, exact=False) as captured:
            assert client.get(at("attempt_item", one, 1)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- the officer's desk -------------------------------------------------------------------------


def test_the_officer_grants_a_request_and_the_running_attempt_follows(desk: Client) -> None:
    attempt = make_attempt(now=timezone.now())
    asked = request_accommodation(attempt.candidate, needs=["time"], words="Half as much", now=timezone.now())
    listed = text(desk.get(reverse("accommodations:list")))
    assert attempt.candidate.email in listed
    decide = reverse("accommodations:decide", args=[asked.pk])
    assert "Half as much" in text(desk.get(decide))
    wrong = desk.post(decide, NUMBERS | {"multiplier": "0.5"})
    assert "from 1 to 10" in text(wrong)
    assert desk.post(decide, NUMBERS).status_code == 302
    granted = Accommodation.objects.get()
    assert (granted.multiplier, granted.breaks, granted.request) == (Fraction(3, 2), 2, asked)
    assert Attempt.objects.get(pk=attempt.pk).multiplier == Fraction(3, 2)
    assert desk.get(decide).status_code == 404
    withdraw = reverse("accommodations:withdraw", args=[granted.pk])
    assert desk.get(withdraw).status_code == 200
    assert desk.post(withdraw, {"reason": "Asked by the person."}).status_code == 302
    assert Accommodation.objects.first().decision == "withdrawn"


def test_the_officer_declines_with_a_reason_only(desk: Client) -> None:
    person = UserFactory.create()
    asked = request_accommodation(person, needs=["time"], words="", now=timezone.now())
    decide = reverse("accommodations:decide", args=[asked.pk])
    desk.post(decide, {"decline": "yes", "reason": " "})
    assert not Accommodation.objects.exists()
    desk.post(decide, {"decline": "yes", "reason": "Not possible here."})
    assert Accommodation.objects.get().decision == "declined"


def test_an_officer_does_not_decide_their_own_request(desk: Client, officer: User) -> None:
    asked = request_accommodation(officer, needs=["time"], words="", now=timezone.now())
    refused = desk.post(reverse("accommodations:decide", args=[asked.pk]), NUMBERS, follow=True)
    assert "Nobody decides on their own" in text(refused)
    direct = desk.post(reverse("accommodations:grant"), NUMBERS | {"email": officer.email}, follow=True)
    assert "Nobody decides on their own" in text(direct)
    assert not Accommodation.objects.exists()


def test_the_officer_grants_directly_to_an_address_that_somebody_has(desk: Client) -> None:
    person = UserFactory.create()
    grant = reverse("accommodations:grant")
    assert desk.get(grant).status_code == 200
    assert "Nobody has this address" in text(desk.post(grant, NUMBERS | {"email": "no@example.org"}))
    window = {"window_opens_at": "2026-12-01T09:00", "window_closes_at": "2026-12-01T18:00"}
    assert desk.post(grant, NUMBERS | window | {"email": person.email}).status_code == 302
    assert Accommodation.objects.get(person=person).window_opens_at.isoformat() == "2026-12-01T09:00:00+00:00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"multiplier": "fast"},
        {"break_minutes": "0"},
        {"window_opens_at": "2026-12-01T09:00"},
        {"valid_from": "2026-12-02T09:00", "valid_until": "2026-12-01T09:00"},
        {"reason": ""},
    ],
    ids=["no number", "breaks without minutes", "half a window", "ends before it begins", "no reason"],
)
def test_a_grant_that_makes_no_sense_is_refused(desk: Client, wrong: dict[str, str]) -> None:
    person = UserFactory.create()
    response = desk.post(reverse("accommodations:grant"), NUMBERS | {"email": person.email} | wrong)
    assert response.context["form"].errors
    assert not Accommodation.objects.exists()


def test_the_officer_sets_and_withdraws_overrides(desk: Client, officer: User) -> None:
    attempt = make_attempt(now=timezone.now())
    add = reverse("overrides:add")
    assert desk.get(add).status_code == 200
    body = {"assessment": attempt.assessment_id, "reason": "Power cut in the room."}
    both = body | {"email": attempt.candidate.email, "group": Group.objects.create(name="Room").pk}
    assert "one of the two" in text(desk.post(add, both | {"minutes": "60"}))
    own = desk.post(add, body | {"email": officer.email, "minutes": "60"})
    assert "Nobody overrides rules for themselves" in text(own)
    assert "Change at least one rule" in text(desk.post(add, body | {"email": attempt.candidate.email}))
    terms = {"email": attempt.candidate.email, "minutes": "60", "lift": ["closes_at"], "access_code": "x"}
    assert desk.post(add, body | terms).status_code == 302
    override = Override.objects.get()
    assert override.sets == ["access_code_hash", "closes_at", "minutes"]
    assert "x" not in override.access_code_hash[:1]
    assert Attempt.objects.get(pk=attempt.pk).minutes == 60
    assert "Power cut in the room." in text(desk.get(reverse("overrides:list")))
    withdraw = reverse("overrides:withdraw", args=[override.pk])
    assert desk.get(withdraw).status_code == 405
    assert desk.post(withdraw, {"may_shorten": "yes"}).status_code == 302
    assert "already" in text(desk.post(withdraw, follow=True))
    assert desk.post(reverse("overrides:withdraw", args=[999])).status_code == 404
    assert Attempt.objects.get(pk=attempt.pk).minutes == 45


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER, Role.MARKER])
def test_health_data_is_not_shown_to_staff_without_the_permission(role: Role) -> None:
    attempt = make_attempt(now=timezone.now())
    asked = request_accommodation(attempt.candidate, needs=["time"], words="canary-words", now=timezone.now())
    client = Client()
    sign_in_staff(client, staff(role))
    pages = [
        reverse("accommodations:list"),
        reverse("accommodations:grant"),
        reverse("accommodations:decide", args=[asked.pk]),
        reverse("accommodations:withdraw", args=[1]),
        reverse("overrides:list"),
        reverse("overrides:add"),
    ]
    for page in pages:
        response = client.get(page)
        assert response.status_code in {302, 403}, page
        assert client.post(page, NUMBERS).status_code in {302, 403}
    home = text(client.get(reverse("wagtailadmin_home")))
    assert "canary-words" not in home
    assert reverse("accommodations:list") not in home
    assert not Accommodation.objects.exists()
