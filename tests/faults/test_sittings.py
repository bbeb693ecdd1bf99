"""Whatever is killed while candidates sit: every acknowledged answer is there, and each attempt has one outcome."""

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests import machine
from tests.faults.house import Candidate, House, a_house, programs, until

pytestmark = pytest.mark.slow

SEED = """
import json, secrets
from datetime import timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from assessments.models import Assessment
from assessments.services.starting import start_attempt
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_assessment, make_bank
slug = "b" + secrets.token_hex(4)
assessment = make_assessment(make_bank(slug, items=6), items=6, minutes=600)
made = []
for number in range(COUNT):
    user = UserFactory.create(email=f"{slug}-{number}@example.org")
    attempt = start_attempt(assessment, user, agreed=True, now=timezone.now())
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "accounts.backends.AccountBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    made.append({"attempt": str(attempt.uuid), "session": session.session_key, "items": 6})
print(json.dumps(made))
"""
STATE = """
import json
from assessments.models import Attempt
found = {}
for attempt in Attempt.objects.filter(uuid__in=UUIDS):
    steps = [[step.client_id, item.position, step.data["choice"], step.status] for item in attempt.items.all() for step in item.steps.all()]
    found[str(attempt.uuid)] = {
        "steps": steps,
        "answers": {str(item.position): item.response.get("choice") for item in attempt.items.all()},
        "outcomes": [[one.number, str(one.score)] for one in attempt.outcomes.all()],
        "submitted": attempt.submitted_at is not None, "closed_by": attempt.closed_by,
    }
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    if programs() is None:
        if machine.IN_CI:
            pytest.fail("PostgreSQL or Redis is absent")
        pytest.skip("PostgreSQL or Redis is absent: faults are not tested here")
    # Not in pytest's own folder: the database's user has to reach it, and other runs close that one again.
    with tempfile.TemporaryDirectory(prefix="assay-house-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with a_house(folder) as found:
            yield found


def seated(house: House, count: int = 4) -> list[Candidate]:
    return [Candidate(house, made) for made in house.shell(SEED.replace("COUNT", str(count)))]


def state(house: House, people: list[Candidate]) -> dict[str, Any]:
    found: dict[str, Any] = house.shell(STATE.replace("UUIDS", repr([one.uuid for one in people])))
    return found


def judge_answers(house: House, people: list[Candidate]) -> None:
    """Every acknowledged answer is a step, once; the newest of each item is what counts."""
    for person, found in zip(people, (state(house, people)[one.uuid] for one in people), strict=True):
        kept = [client for client, *_rest in found["steps"]]
        assert len(kept) == len(set(kept))
        for position, choice, client in person.acknowledged:
            assert [client, position, choice, "accepted"] in found["steps"]
        newest = {str(position): choice for position, choice, _client in person.acknowledged}
        assert found["answers"] == newest


def judge_outcomes(house: House, people: list[Candidate]) -> None:
    for found in state(house, people).values():
        assert found["submitted"]
        assert [number for number, _score in found["outcomes"]] == [1]


def while_they_work(people: list[Candidate], harm: Any, *, rounds: int = 12) -> None:
    """Let everybody answer while something goes wrong again and again."""
    with ThreadPoolExecutor(len(people)) as pool:
        working = [pool.submit(person.work, rounds) for person in people]
        for _time in range(4):
            time.sleep(0.5)
            if not all(one.done() for one in working):
                harm()
        for one in working:
            one.result()


def test_the_web_is_killed_in_the_middle_of_saving(house: House) -> None:
    people = seated(house)
    while_they_work(people, house.kill_web_workers, rounds=60)
    judge_answers(house, people)
    assert sum(person.refused for person in people) > 0
    house.kill("web")
    house.start("web")
    assert [person.submit() for person in people] == [200] * len(people)
    judge_outcomes(house, people)


def test_the_database_restarts_in_the_middle_of_an_examination(house: House) -> None:
    people = seated(house)
    while_they_work(people, lambda: house.control_database("restart"), rounds=20)
    judge_answers(house, people)
    assert sum(person.refused for person in people) > 0
    for person in people:
        until(lambda person=person: person.submit() == 200, seconds=20)
    judge_outcomes(house, people)


def test_the_broker_is_away_for_the_whole_sitting(house: House) -> None:
    house.kill("broker")
    people = seated(house, 2)
    for person in people:
        person.work(1)
        started = time.monotonic()
        assert person.submit() == 200
        # Nobody waits for a broker: the sweep does later what it was to be told.
        assert time.monotonic() - started < 3
    house.start("broker")
    judge_answers(house, people)
    judge_outcomes(house, people)


OVERDUE = """
import json
from datetime import timedelta
from django.utils import timezone
from assessments.models import Attempt
found = Attempt.objects.filter(uuid__in=UUIDS).update(
    started_at=timezone.now() - timedelta(hours=2), deadline=timezone.now() - timedelta(hours=1))
print(json.dumps(found))
"""
SWEEP = """
import json
from assessments.tasks import sweep_overdue_attempts
sweep_overdue_attempts.delay()
print(json.dumps(1))
"""


def overdue(house: House, people: list[Candidate]) -> None:
    house.shell(OVERDUE.replace("UUIDS", repr([one.uuid for one in people])))


def all_submitted(house: House, people: list[Candidate]) -> bool:
    return all(found["submitted"] for found in state(house, people).values())


def test_the_worker_is_killed_in_the_middle_of_marking(house: House) -> None:
    people = seated(house, 30)
    for person in people[:4]:
        person.work(1)
    overdue(house, people)
    house.start("worker")
    house.shell(SWEEP)
    until(lambda: any(found["submitted"] for found in state(house, people).values()))
    house.kill("worker")
    house.start("worker")
    house.shell(SWEEP)
    house.shell(SWEEP)
    until(lambda: all_submitted(house, people))
    house.kill("worker")
    judge_answers(house, people[:4])
    judge_outcomes(house, people)


def test_web_and_worker_are_both_down_at_the_deadline(house: House) -> None:
    people = seated(house, 2)
    for person in people:
        person.work(1)
    house.kill("web")
    house.kill("worker")
    overdue(house, people)
    assert not all_submitted(house, people)
    house.start("worker")
    house.shell(SWEEP)
    until(lambda: all_submitted(house, people))
    house.kill("worker")
    house.start("web")
    judge_answers(house, people)
    judge_outcomes(house, people)
    assert {found["closed_by"] for found in state(house, people).values()} == {"expiry"}
