"""Labs in attempts: pinned variants, decisions that stay also in a second window, a review that keeps to its policy."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from assessments import engine
from assessments.models import Assessment, Attempt, Item
from assessments.services.assessment_loading import load_assessment
from assessments.services.loading import load_bank, load_item
from assessments.services.outcomes import submit_attempt
from assessments.services.sitting import Answer, resolve_conflict, save_response
from assessments.services.starting import start_attempt
from tests.assessments.engine import samples
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON, item_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def assessment() -> Assessment:
    load_bank("labs", title="Labs", names={"domains": {"d": "D"}, "levels": {"apply": "Apply"}})
    data = item_data("lab", use="practice", domain="d", interaction=samples.branching_scenario())
    load_item("labs", data, actor=None, now=NOON)
    rules: dict[str, Any] = {
        "slug": "lab", "title": "Lab", "kind": "practice", "review": ["outcome"],
        "blueprint": [{"domain": "d", "level": "apply", "items": 1}],
    }  # fmt: skip
    load_assessment("labs", rules)
    return Assessment.objects.get(slug="lab")


@pytest.fixture
def person() -> User:
    return UserFactory.create()


def begin(assessment: Assessment, person: User) -> Attempt:
    return start_attempt(assessment, person, agreed=True, now=timezone.now())


def save(attempt: Attempt, path: list[str], *, seen: int, person: User) -> Any:
    data: Any = {"path": path} if path else {}
    return save_response(attempt.uuid, 1, Answer(data, seen), user_id=person.pk, now=timezone.now())


def test_the_next_attempt_has_another_variant(assessment: Assessment, person: User) -> None:
    drawn = []
    for _time in range(4):
        attempt = begin(assessment, person)
        drawn.append(attempt.items.get().values["variant"])
        submit_attempt(attempt.pk, now=timezone.now())
    assert set(drawn[:2]) == {"base", "night"}
    assert drawn[2] != drawn[1]
    assert drawn[3] != drawn[2]


def test_a_decision_is_not_taken_back_by_a_shorter_path(assessment: Assessment, person: User) -> None:
    attempt = begin(assessment, person)
    save(attempt, ["c"], seen=0, person=person)
    for path in ([], ["b"]):
        with pytest.raises(engine.ResponseInvalid) as refused:
            save(attempt, path, seen=1, person=person)
        assert refused.value.rule == "taken_back"
    assert attempt.items.get().response == {"path": ["c"]}


def test_a_second_window_is_a_conflict_and_no_way_to_take_back(assessment: Assessment, person: User) -> None:
    attempt = begin(assessment, person)
    save(attempt, ["c"], seen=0, person=person)
    saved = save(attempt, ["b"], seen=0, person=person)
    assert saved.status is engine.StepStatus.CONFLICT
    now = timezone.now()
    with pytest.raises(engine.ResponseInvalid):
        resolve_conflict(attempt.uuid, 1, sequence=2, user_id=person.pk, now=now)
    assert resolve_conflict(attempt.uuid, 1, sequence=1, user_id=person.pk, now=now)
    assert attempt.items.get().response == {"path": ["c"]}


def test_the_page_moves_on_with_the_decision_and_keeps_everything_else(
    client: Client, assessment: Assessment, person: User
) -> None:
    attempt = begin(assessment, person)
    client.force_login(person)
    address = reverse("assessments:attempt_item", args=[attempt.uuid, 1])
    first = client.get(address).content.decode()
    assert "Inject first." in first
    assert "Inject look." not in first
    answer = client.post(address, {"seen": "0", "option": "c", "decide": "yes"})
    assert answer["Location"] == address
    second = client.get(address).content.decode()
    assert "Inject look." in second
    assert "Rationale" not in second
    refused = client.post(address, {"seen": "1", "clear": "yes"})
    assert refused.status_code == 422


def test_the_script_saves_what_was_decided_and_a_marked_option_is_no_decision(
    client: Client, assessment: Assessment, person: User
) -> None:
    attempt = begin(assessment, person)
    client.force_login(person)
    body = {"position": 1, "seen": 0, "client": "c1", "fields": {"option": ["b"]}}
    address = reverse("assessments:attempt_save", args=[attempt.uuid])
    client.post(address, json.dumps(body), content_type="application/json")
    assert attempt.items.get().sequence == 0


@pytest.mark.parametrize(
    "shown", [["outcome"], ["outcome", "responses", "correctness"], list(engine.REVIEW_PARTS)]
)
def test_the_review_shows_of_a_lab_what_its_policy_allows(
    client: Client, assessment: Assessment, person: User, shown: list[str]
) -> None:
    Assessment.objects.filter(pk=assessment.pk).update(review=shown)
    assessment.refresh_from_db()
    attempt = begin(assessment, person)
    save(attempt, ["c"], seen=0, person=person)
    submit_attempt(attempt.pk, now=timezone.now())
    outcome = attempt.outcomes.get()
    assert outcome.score == (4 / engine.parse_credit(attempt_total(attempt)))
    client.force_login(person)
    page = client.get(reverse("assessments:attempt_review", args=[attempt.uuid]))
    text = page.content.decode()
    if "correctness" not in shown:
        assert page.status_code == 404
        return
    assert "The path that you took" in text
    assert ("Rationale of c for 4" in text) is ("feedback" in shown)
    assert ("The best path" in text) is ("key" in shown)


def attempt_total(attempt: Attempt) -> int:
    return 30 if attempt.items.get().values["variant"] == "base" else 24


def test_a_facilitator_prints_a_scenario_and_nobody_else_does(
    client: Client, assessment: Assessment, person: User
) -> None:
    item = Item.objects.get(slug="lab")
    address = reverse("scenario_room", args=[item.pk])
    client.force_login(person)
    assert client.get(address).status_code in (302, 403)
    author = Client()
    sign_in_staff(author, staff(Role.INSTRUCTOR))
    page = author.get(address).content.decode()
    for said in ("Inject first.", "Rationale of c for 4", "give cards out one by one", "Go on with card 3."):
        assert said in page
    assert "at night" in author.get(address, {"variant": "night"}).content.decode()
    assert author.get(address, {"variant": "gone"}).status_code == 404
    Item.objects.filter(pk=item.pk).update(purpose=Item.Purpose.EXAMINATION)
    assert author.get(address).status_code == 404
