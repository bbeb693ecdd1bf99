"""No key, credit, feedback or rationale reaches a candidate before the rules allow it, at any address.

Canaries stand in every text that must not be seen, and where a key is a text or a number, in the key. Every address
that the resolver knows is asked for in every state of an attempt: body and headers are searched.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from assessments.api import item_ids
from assessments.models import Assessment, Attempt
from assessments.services.assessment_loading import load_assessment
from assessments.services.loading import load_bank, load_item
from assessments.services.outcomes import submit_attempt
from assessments.services.starting import start_attempt
from tests.assessments.engine import samples
from tests.factories.accounts import UserFactory
from tests.factories.assessments import CANARY, NOON, item_data
from tests.factories.courses import EnrolmentFactory, check, make_bank, make_course, make_lesson, make_module
from tests.factories.pictures import sample_picture

pytestmark = pytest.mark.django_db

SECRET_NUMBER = "8642097531"
SECRETS = (CANARY, SECRET_NUMBER)
# What a candidate may post without ending the attempt.
NOT_ASKED = {"assessments:attempt_submit"}


def planted(value: Any, name: str = "") -> Any:
    """Content with canaries in the place of everything that must not be seen."""
    if isinstance(value, dict):
        if name == "answers" or ("credit" in value and "text" in value and "id" not in value):
            value = value | {"text": CANARY} if "text" in value else value
        if "coords" in value:
            # What an area is, and so where: only the marking says it.
            value = value | {"label": f"{CANARY} {value['label']}"}
        if name == "nodes" and value["id"] == "repair":
            # No path that is saved here leads to it: a scenario tells of no node before a decision leads there.
            value = value | {"text": f"{CANARY} {value['text']}"}
        return {inner: planted(kept, inner) for inner, kept in value.items()}
    if isinstance(value, list):
        return [planted(inner, name) for inner in value]
    if name.startswith(("rationale", "general_feedback", "descriptor", "facilitator_notes", "model_answer")):
        return f"{CANARY} {value}"
    if name == "value" and isinstance(value, str):
        return SECRET_NUMBER
    return value


CONTENTS = {kind: planted(content) for kind, (content, _right) in samples.EVERY.items()}


def test_every_kind_of_item_has_a_canary() -> None:
    assert {kind for kind, content in CONTENTS.items() if CANARY not in json.dumps(content)} == set()


def patterns(found: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every named address with the names of its arguments; Wagtail's admin has a door of its own."""
    for pattern in found:
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith("admin/"):
                inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from patterns(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{prefix}{pattern.name}", set(pattern.pattern.converters)


def addresses(attempt: Attempt | None, assessment: Assessment) -> Iterator[str]:
    """Every address that can be built for this attempt."""
    uuids = [assessment.uuid, attempt.uuid if attempt else uuid4()]
    for name, arguments in patterns(get_resolver().url_patterns):
        if name in NOT_ASKED:
            continue
        for uuid in uuids if "uuid" in arguments else [None]:
            for position in range(1, len(CONTENTS) + 1) if "position" in arguments else [None]:
                known = {"uuid": uuid, "position": position}
                try:
                    yield reverse(name, kwargs={key: known[key] for key in arguments if key in known})
                except NoReverseMatch:
                    continue


def leaks(client: Client, attempt: Attempt | None, assessment: Assessment) -> list[str]:
    """The addresses at which something is to be seen that must not be."""
    found = []
    for address in addresses(attempt, assessment):
        for accept in ("text/html", "application/json"):
            response = client.get(address, headers={"Accept": accept})
            body = b"".join(response) if response.streaming else response.content
            seen = body.decode(errors="replace") + json.dumps(dict(response.headers))
            found += [f"{address}: {secret}" for secret in SECRETS if secret in seen]
    return found


@pytest.fixture
def assessment(settings: Any) -> Assessment:
    """An examination of one item of each kind; afterwards one sees the decision and the domains."""
    settings.ASSESSMENT_UPLOADS = True
    names = {"domains": {kind: kind for kind in CONTENTS}, "levels": {"apply": "Apply"}}
    sample_picture()
    load_bank("canaries", title="Canaries", names=names)
    for kind, content in CONTENTS.items():
        load_item("canaries", item_data(kind, domain=kind, interaction=content), actor=None, now=NOON)
    load_assessment(
        "canaries",
        {
            "slug": "examination",
            "title": "Examination",
            "kind": "examination",
            "minutes": 45,
            "attempts": 3,
            "retake_delay_hours": 0,
            "cut_score": "3",
            "agreement": "I agree.",
            "item_order": "blueprint",
            "review": ["outcome", "domains"],
            "blueprint": [{"domain": kind, "level": "apply", "items": 1} for kind in CONTENTS],
        },
    )
    return Assessment.objects.get(slug="examination", bank__slug="canaries")


def save_everything(client: Client, attempt: Attempt) -> list[str]:
    """Save the right answer to every item, then a wrong one and one that makes a conflict; what leaks."""
    found = []
    address = reverse("assessments:attempt_save", args=[attempt.uuid])
    for item in attempt.items.select_related("version"):
        right = samples.EVERY[item.version.content["type"]][1]
        for seen, data in ((0, right), (9, {}), (0, {"nonsense": CANARY[:6]})):
            body = {"position": item.position, "seen": seen, "data": data, "client": f"c{seen}"}
            answer = client.post(address, json.dumps(body), content_type="application/json")
            found += [
                f"save {item.position}: {secret}" for secret in SECRETS if secret in answer.content.decode()
            ]
    return found


def test_nothing_leaks_in_any_state_of_an_attempt(client: Client, assessment: Assessment) -> None:
    person = UserFactory.create()
    client.force_login(person)
    assert leaks(client, None, assessment) == []

    now = timezone.now()
    attempt = start_attempt(assessment, person, agreed=True, now=now)
    assert leaks(client, attempt, assessment) == []
    assert save_everything(client, attempt) == []
    assert leaks(client, attempt, assessment) == []

    Attempt.objects.filter(pk=attempt.pk).update(
        deadline=now - timedelta(seconds=1), grace=timedelta(hours=1)
    )
    assert leaks(client, attempt, assessment) == []
    Attempt.objects.filter(pk=attempt.pk).update(grace=timedelta(0))
    submit_attempt(attempt.pk, now=timezone.now())
    assert save_everything(client, attempt) == []
    assert leaks(client, attempt, assessment) == []

    # And to another candidate, and to nobody.
    client.force_login(UserFactory.create())
    assert leaks(client, attempt, assessment) == []
    client.logout()
    assert leaks(client, attempt, assessment) == []


def test_the_search_finds_what_a_policy_lets_be_seen(client: Client, assessment: Assessment) -> None:
    """The test of the test: with everything allowed, every canary of a rationale is found."""
    person = UserFactory.create()
    client.force_login(person)
    Assessment.objects.filter(pk=assessment.pk).update(
        review=["outcome", "domains", "responses", "correctness", "feedback", "key"]
    )
    assessment.refresh_from_db()
    attempt = start_attempt(assessment, person, agreed=True, now=timezone.now())
    submit_attempt(attempt.pk, now=timezone.now())
    assert any("/review/" in leak for leak in leaks(client, attempt, assessment))


@pytest.mark.parametrize("kind", sorted(CONTENTS))
def test_a_lesson_shows_nothing_of_a_check_before_it_is_answered(client: Client, kind: str) -> None:
    course = make_course()
    bank = make_bank(course)
    load_item(bank, item_data("p-001", use="practice", interaction=CONTENTS[kind]), actor=None, now=NOON)
    lesson = make_lesson(make_module(course), title="With a check", body=[check(item_ids(bank)["p-001"])])
    client.force_login(EnrolmentFactory.create(course=course).user)
    page = client.get(lesson.path_on_site)
    assert page.status_code == 200
    assert not [secret for secret in SECRETS if secret in page.content.decode()]
