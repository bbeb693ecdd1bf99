"""Appeals: filed and followed by the candidate, decided by somebody who had no part in the decision."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from assessments.models import Appeal, AppealEvent, Attempt, ManualMark, Outcome
from assessments.services.appeals import (
    DAYS,
    AppealRefused,
    decide_appeal,
    file_appeal,
    why_no_appeal,
    withdraw_appeal,
)
from assessments.services.outcomes import submit_attempt
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import NOON, make_attempt

pytestmark = pytest.mark.django_db
WORDS = "The connection was gone from item 3 on."


@pytest.fixture
def attempt() -> Attempt:
    found = make_attempt()
    submit_attempt(found.pk, now=NOON)
    found.refresh_from_db()
    return found


def filed(attempt: Attempt, **changes: Any) -> Appeal:
    given: dict[str, Any] = {"by": attempt.candidate, "grounds": "technical", "words": WORDS, "now": NOON}
    return file_appeal(attempt, **(given | changes))


def test_an_appeal_is_filed_and_dismissed_and_changes_no_outcome(attempt: Attempt) -> None:
    appeal = filed(attempt)
    officer = staff(Role.CERTIFICATION_OFFICER)
    decide_appeal(appeal, by=officer, decision="dismissed", words="The log shows no gap.", now=NOON)
    appeal.refresh_from_db()
    assert not appeal.is_open
    assert [(event.kind, event.actor_id) for event in appeal.events.all()] == [
        ("filed", attempt.candidate_id),
        ("dismissed", officer.pk),
    ]
    assert attempt.outcomes.count() == 1


def test_one_is_open_at_a_time_and_another_may_follow(attempt: Attempt) -> None:
    first = filed(attempt)
    with pytest.raises(AppealRefused, match="is open"):
        filed(attempt)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(attempt=attempt, grounds="other", words="x", filed_at=NOON)
    withdraw_appeal(first, by=attempt.candidate, now=NOON)
    assert filed(attempt).pk != first.pk


@pytest.mark.parametrize(
    ("seconds", "refused"), [(-1, False), (0, True), (1, True)], ids=["before", "at", "after"]
)
def test_the_time_to_appeal_ends_to_the_second(attempt: Attempt, seconds: int, refused: bool) -> None:
    moment = NOON + timedelta(days=DAYS, seconds=seconds)
    assert bool(why_no_appeal(attempt, now=moment)) is refused


def test_nothing_is_appealed_against_before_there_is_a_decision() -> None:
    running = make_attempt()
    assert "no decision" in why_no_appeal(running, now=NOON)


@pytest.mark.parametrize(
    "changes",
    [{"words": "  "}, {"grounds": "because"}, {"words": "x" * 5001}],
    ids=["empty", "grounds", "long"],
)
def test_bad_input_writes_nothing(attempt: Attempt, changes: dict[str, Any]) -> None:
    with pytest.raises(AppealRefused):
        filed(attempt, **changes)
    assert not Appeal.objects.exists()


def test_nobody_files_or_withdraws_for_another(attempt: Attempt) -> None:
    other = UserFactory.create()
    with pytest.raises(PermissionDenied):
        filed(attempt, by=other)
    appeal = filed(attempt)
    with pytest.raises(PermissionDenied):
        withdraw_appeal(appeal, by=other, now=NOON)


def involved(attempt: Attempt, how: str) -> Any:
    """Somebody who may not decide, though they hold the permission."""
    officer = staff(Role.CERTIFICATION_OFFICER)
    item = attempt.items.get(position=1)
    if how == "decided":
        Outcome.objects.create(
            attempt=attempt,
            number=2,
            score=0,
            maximum=2,
            domains=[],
            items=[],
            rules_version="1",
            decision="fail",
            decided_by=officer,
            decided_at=NOON,
        )
    elif how == "marked":
        ManualMark.objects.create(
            attempt_item=item,
            assessment=attempt.assessment,
            number=1,
            version=item.version,
            step=0,
            levels={},
            score=0,
            marker=officer,
            marked_at=NOON,
        )
    elif how == "administrator and candidate":
        attempt.candidate.is_superuser = True
        attempt.candidate.save()
        return attempt.candidate
    elif how == "no permission":
        return staff(Role.INSTRUCTOR)
    return officer


@pytest.mark.parametrize("how", ["decided", "marked", "administrator and candidate", "no permission"])
def test_whoever_had_a_part_in_the_decision_decides_no_appeal(attempt: Attempt, how: str) -> None:
    appeal = filed(attempt)
    with pytest.raises(PermissionDenied):
        decide_appeal(appeal, by=involved(attempt, how), decision="upheld", words="Yes.", now=NOON)
    appeal.refresh_from_db()
    assert appeal.is_open


def test_nobody_decides_twice(attempt: Attempt) -> None:
    appeal, officer = filed(attempt), staff(Role.CERTIFICATION_OFFICER)
    decide_appeal(appeal, by=officer, decision="upheld", words="Yes.", now=NOON)
    for decision in ("upheld", "dismissed"):
        with pytest.raises(AppealRefused, match="closed"):
            decide_appeal(appeal, by=officer, decision=decision, words="No.", now=NOON)
    assert AppealEvent.objects.filter(appeal=appeal).count() == 2


def test_a_candidate_files_follows_and_withdraws_on_the_page(client: Client) -> None:
    attempt = make_attempt(now=timezone.now())
    submit_attempt(attempt.pk, now=timezone.now())
    address = reverse("assessments:attempt_appeal", args=[attempt.uuid])
    client.force_login(attempt.candidate)
    outcome = client.get(reverse("assessments:attempt_outcome", args=[attempt.uuid])).content.decode()
    assert address in outcome
    refused = client.post(address, {"file": "yes", "grounds": "", "words": ""})
    assert refused.status_code == 422
    page = client.post(address, {"file": "yes", "grounds": "item", "words": "<b>2</b>"}, follow=True)
    assert "&lt;b&gt;2&lt;/b&gt;" in page.content.decode()
    assert "It waits for a decision." in page.content.decode()
    page = client.post(address, {"withdraw": "yes"}, follow=True)
    assert "Withdrawn" in page.content.decode()

    client.force_login(UserFactory.create())
    assert client.get(address).status_code == 404
    assert client.post(address, {"file": "yes", "grounds": "item", "words": "x"}).status_code == 404


def test_an_officer_decides_in_the_admin_and_others_are_refused(client: Client, attempt: Attempt) -> None:
    appeal = filed(attempt)
    listed, decided = reverse("appeals:list"), reverse("appeals:decide", args=[appeal.pk])
    for person, status in ((attempt.candidate, 403), (staff(Role.INSTRUCTOR), 403)):
        client.force_login(person)
        assert client.get(listed).status_code in (302, status)
        client.post(decided, {"decision": "upheld", "words": "Mine."})
        appeal.refresh_from_db()
        assert appeal.is_open


def test_an_officer_sees_what_is_said_and_decides_once(client: Client, attempt: Attempt) -> None:
    appeal, officer = filed(attempt), staff(Role.CERTIFICATION_OFFICER)
    sign_in_staff(client, officer)
    assert reverse("appeals:decide", args=[appeal.pk]) in client.get(reverse("appeals:list")).content.decode()
    address = reverse("appeals:decide", args=[appeal.pk])
    assert WORDS in client.get(address).content.decode()
    client.post(address, {"decision": "upheld", "words": ""})
    assert appeal.events.count() == 1
    client.post(address, {"decision": "upheld", "words": "You are right."})
    client.post(address, {"decision": "dismissed", "words": "Or not."})
    assert [event.kind for event in appeal.events.all()] == ["filed", "upheld"]
    assert "closed already" in client.get(address).content.decode()
