"""The screens of a sitting: each address's success, refusal and wrong owner; and nothing leaks."""

import json
from datetime import timedelta
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments import engine
from assessments.models import Attempt, Response
from assessments.services.outcomes import submit_attempt
from assessments.templatetags.assessments_tags import verdict
from tests.factories.accounts import UserFactory
from tests.factories.assessments import CANARY, make_assessment, make_attempt, make_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(client: Client) -> Attempt:
    found = make_attempt(now=timezone.now())
    client.force_login(found.candidate)
    return found


def item_url(attempt: Attempt, position: int = 1) -> str:
    return reverse("assessments:attempt_item", args=[attempt.uuid, position])


def post_save(client: Client, attempt: Attempt, **changes: object) -> object:
    body = {"position": 1, "seen": 0, "data": {"choice": "a"}, "client": "x"} | changes
    return client.post(
        reverse("assessments:attempt_save", args=[attempt.uuid]),
        json.dumps(body),
        content_type="application/json",
    )


def test_a_candidate_sits_from_the_start_page_to_the_outcome_without_scripts(client: Client) -> None:
    assessment = make_assessment(make_bank())
    client.force_login(UserFactory.create())
    start = reverse("assessments:assessment_detail", args=[assessment.uuid])
    assert "Specimen item bank" in client.get(start).content.decode()
    refused = client.post(start, follow=True)
    assert "accept it before you start" in refused.content.decode()

    response = client.post(start, {"agree": "yes"})
    attempt = Attempt.objects.get()
    assert response["Location"] == item_url(attempt)
    client.post(item_url(attempt), {"choice": "a", "seen": "0", "goto": "2"})
    client.post(item_url(attempt, 2), {"flag": "on", "seen": "0"})
    check = client.get(reverse("assessments:attempt_check", args=[attempt.uuid])).content.decode()
    assert "1 item is not answered" in check
    assert "Flagged:" in check
    outcome = client.post(reverse("assessments:attempt_submit", args=[attempt.uuid]), follow=True)
    assert "You passed" in outcome.content.decode()
    again = client.post(reverse("assessments:attempt_submit", args=[attempt.uuid]), follow=True)
    assert "already submitted" in again.content.decode()


def test_two_windows_show_both_versions_and_the_pick_counts(client: Client, attempt: Attempt) -> None:
    client.post(item_url(attempt), {"choice": "b", "seen": "0"})
    shown = client.post(
        item_url(attempt), {"choice": "a", "seen": "0", "goto": "2"}, follow=True
    ).content.decode()
    assert "answered in two places" in shown
    client.post(item_url(attempt), {"pick": "2"})
    assert attempt.items.get(position=1).response == {"choice": "a"}


@pytest.mark.parametrize("name", ["attempt_detail", "attempt_check", "attempt_outcome", "attempt_review"])
def test_another_persons_attempt_is_not_there(client: Client, name: str) -> None:
    attempt = make_attempt()
    client.force_login(UserFactory.create())
    assert client.get(reverse(f"assessments:{name}", args=[attempt.uuid])).status_code == 404
    assert client.get(item_url(attempt)).status_code == 404
    assert client.post(item_url(attempt), {"choice": "a"}).status_code == 404
    assert post_save(client, attempt).status_code == 404
    assert client.post(reverse("assessments:attempt_submit", args=[attempt.uuid])).status_code == 404


def test_a_visitor_is_led_to_sign_in_and_a_script_is_told(client: Client) -> None:
    attempt = make_attempt()
    assert client.get(item_url(attempt))["Location"].startswith(reverse("account_login"))
    assert post_save(client, attempt).status_code == 401
    assert not Response.objects.exists()


def test_the_script_saves_and_is_told_what_became_of_it(client: Client, attempt: Attempt) -> None:
    first = post_save(client, attempt).json()
    assert (first["status"], first["sequence"]) == ("accepted", 1)
    assert post_save(client, attempt).json()["sequence"] == 1
    assert post_save(client, attempt, data={"choice": "b"}).json()["status"] == "conflict"
    assert Response.objects.count() == 2


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{}", "application/json", 400),
        ("not json", "application/json", 400),
        ("[" * 20_000, "application/json", 400),
        ('{"position": "1", "seen": 0, "data": {}}', "application/json", 400),
        ('{"position": -1, "seen": 0, "data": {}}', "application/json", 400),
        ('{"position": 1, "seen": 0, "data": {}, "client": 7}', "application/json", 400),
        ('{"position": 99, "seen": 0, "data": {}}', "application/json", 404),
        ('{"position": 1, "seen": 0, "data": {"choice": "<script>"}}', "application/json", 422),
        ("choice=a", "application/x-www-form-urlencoded", 415),
        ("x" * 70_000, "application/json", 413),
    ],
    ids=[
        "empty",
        "no json",
        "deep",
        "text position",
        "negative",
        "client",
        "no item",
        "markup",
        "form",
        "large",
    ],
)
def test_a_save_that_cannot_be_kept_says_so_and_keeps_nothing(
    client: Client, attempt: Attempt, body: str, content_type: str, status: int
) -> None:
    url = reverse("assessments:attempt_save", args=[attempt.uuid])
    response = client.post(url, body, content_type=content_type)
    assert response.status_code == status
    assert response.json()["status"] == "refused"
    assert not Response.objects.exists()


def test_ten_megabytes_are_refused_whichever_way_they_come(client: Client, attempt: Attempt) -> None:
    large = "x" * 10_000_000
    url = reverse("assessments:attempt_save", args=[attempt.uuid])
    assert client.post(url, large, content_type="application/json").status_code == 413
    assert client.post(item_url(attempt), {"choice": large}).status_code in {400, 413}
    assert not Response.objects.exists()


def test_after_the_time_the_page_submits_what_was_saved(client: Client, attempt: Attempt) -> None:
    post_save(client, attempt)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=timezone.now() - timedelta(seconds=1))
    late = post_save(client, attempt, data={"choice": "b"}, seen=1).json()
    assert late["status"] == "late"
    page = client.get(item_url(attempt), follow=True).content.decode()
    assert "Time ran out" in page
    assert "1 answer reached us after the end" in page
    attempt.refresh_from_db()
    assert attempt.closed_by == "expiry"


def test_no_key_reaches_a_candidate_in_any_state_of_an_examination(client: Client, attempt: Attempt) -> None:
    pages = [
        reverse("assessments:assessment_detail", args=[attempt.assessment.uuid]),
        *(
            reverse(f"assessments:{name}", args=[attempt.uuid])
            for name in ("attempt_detail", "attempt_check", "attempt_outcome", "attempt_review")
        ),
        item_url(attempt, 1),
        item_url(attempt, 2),
    ]

    def leaks() -> list[str]:
        found = []
        for page in pages:
            response = client.get(page, follow=True)
            text = response.content.decode() + str(response.headers)
            if CANARY in text or "credit" in text or "rationale" in text:
                found.append(page)
        return found

    assert leaks() == []
    saved = post_save(client, attempt)
    assert CANARY not in saved.content.decode()
    post_save(client, attempt, data={"choice": "b"})
    assert leaks() == []
    Attempt.objects.filter(pk=attempt.pk).update(deadline=timezone.now())
    assert leaks() == []
    attempt.refresh_from_db()
    assert attempt.submitted_at is not None


def test_practice_shows_keys_and_reasons_only_after_submission(client: Client) -> None:
    bank = make_bank(use="practice")
    assessment = make_assessment(
        bank,
        kind="practice",
        cut_score=None,
        agreement=None,
        minutes=None,
        review=["outcome", "responses", "correctness", "feedback", "key"],
    )
    client.force_login(UserFactory.create())
    client.post(reverse("assessments:assessment_detail", args=[assessment.uuid]))
    attempt = Attempt.objects.get()
    assert CANARY not in client.get(item_url(attempt)).content.decode()
    submit_attempt(attempt.pk, now=timezone.now())
    review = client.get(reverse("assessments:attempt_review", args=[attempt.uuid])).content.decode()
    assert f"{CANARY} right" in review
    assert "Right answer:" in review


@pytest.mark.parametrize("name", ["item", "save"])
def test_queries_do_not_grow_with_the_form(
    client: Client, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    counts = []
    for items in (2, 30):
        bank = make_bank(f"bank-{items}", items=items)
        assessment = make_assessment(bank, items=items)
        user = UserFactory.create()
        client.force_login(user)
        client.post(reverse("assessments:assessment_detail", args=[assessment.uuid]), {"agree": "yes"})
        attempt = Attempt.objects.get(candidate=user)
        client.get(item_url(attempt))
        with django_assert_max_num_queries(9) as captured:
            if name == "item":
                assert client.get(item_url(attempt)).status_code == 200
            else:
                assert post_save(client, attempt).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_script_may_send_the_forms_fields_as_they_are(client: Client, attempt: Attempt) -> None:
    saved = post_save(client, attempt, fields={"choice": ["a"], "other": ["x"]}).json()
    assert (saved["status"], saved["answered"]) == ("accepted", True)
    assert saved["deadline"] == attempt.deadline.isoformat()
    assert attempt.items.get(position=1).response == {"choice": "a"}
    cleared = post_save(client, attempt, fields={}, seen=1).json()
    assert (cleared["status"], cleared["answered"]) == ("accepted", False)


@pytest.mark.parametrize(
    "fields", ["choice=a", ["choice"], {"choice": "a"}, {"choice": [1]}, {"choice": None}]
)
def test_fields_of_another_shape_are_refused_and_nothing_is_kept(
    client: Client, attempt: Attempt, fields: object
) -> None:
    assert post_save(client, attempt, fields=fields).status_code == 400
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("credit", "words"), [(Fraction(1), "Right."), (Fraction(1, 2), "Partly right."), (Fraction(0), "")]
)
def test_only_whole_credit_is_called_right(credit: Fraction, words: str) -> None:
    assert verdict(engine.PartMark("a", credit, chosen=True)) == words
