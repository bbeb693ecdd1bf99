"""Unknown, malformed, erased and rate-limited codes cannot be told apart by body, status, work or time."""

import statistics
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.credentials import CodeForm, new_code, read_code
from certificates.models import Credential
from certificates.services import limits
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WARMING, ROUNDS, TRIES = 20, 400, 3
LEAST, MOST = 0.8, 1.25
PAGE, API = "/verify/{}/", "/api/v1/verify/{}"


def malformed() -> str:
    """As long as a code, made of its characters, and with more than one slip."""
    while True:
        code = "ASY-" + "-".join(new_code()[4:8] for _ in range(3))
        if read_code(code).form is CodeForm.WRONG:
            return code


@pytest.fixture
def kinds() -> Mapping[str, str]:
    """A code of each kind that nobody shall be able to tell apart."""
    erased = make_credential(now=timezone.now() - DAY)
    # What erasure leaves: the row with its digest, without the bytes.
    Credential.objects.filter(pk=erased.pk).update(document=b"", standing="superseded")
    return {"erased": erased.code, "unknown": new_code(), "malformed": malformed()}


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer says the same time, and the same seconds to wait."""
    noon = timezone.now().replace(microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: noon)
    monkeypatch.setattr(limits.time, "time", noon.timestamp)


@pytest.mark.parametrize("address", [PAGE, API])
def test_each_kind_has_the_same_status_headers_and_body_and_asks_the_same_queries(
    client: Client, kinds: Mapping[str, str], address: str, at_noon: None
) -> None:
    answers, queries = set(), set()
    # What a process does once, it does now.
    client.get(address.format(new_code()))
    for code in kinds.values():
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address.format(code))
        body = response.content.decode().replace(code, "CODE")
        answers.add((response.status_code, tuple(sorted(response.headers.items())), body))
        queries.add(len(captured.captured_queries))
    assert len(answers) == 1
    assert len(queries) == 1


@pytest.mark.parametrize(("address", "scope"), [(PAGE, "page"), (API, "call")])
def test_whoever_asks_too_often_gets_one_answer_for_every_code_and_nothing_is_looked_up(
    client: Client, kinds: Mapping[str, str], settings: Any, address: str, scope: str, at_noon: None
) -> None:
    settings.VERIFY_LIMITS = settings.VERIFY_LIMITS | {scope: 0}
    shown = make_credential(now=timezone.now() - DAY).code
    answers = set()
    for code in [*kinds.values(), shown, shown[:-1]]:
        with CaptureQueriesContext(connection) as captured:
            response = client.get(address.format(code))
        assert not captured.captured_queries
        answers.add((response.status_code, response["Retry-After"], response.content))
    assert len(answers) == 1
    assert {status for status, _wait, _body in answers} == {429}


@pytest.mark.slow
@pytest.mark.parametrize("address", [PAGE, API])
@pytest.mark.parametrize("kind", ["malformed", "erased"])
def test_each_kind_takes_as_long_as_an_unknown_code(
    client: Client, kinds: Mapping[str, str], settings: Any, address: str, kind: str
) -> None:
    settings.VERIFY_LIMIT_FACTOR = 1_000_000
    other = malformed if kind == "malformed" else lambda: kinds["erased"]
    ratios: list[float] = []
    # What the machine does meanwhile can part two equal ones, but not three times running.
    while len(ratios) < TRIES and not (ratios and LEAST < ratios[-1] < MOST):
        ratios.append(_ratio(client, address, other))
    assert LEAST < ratios[-1] < MOST, f"{address} {kind}: {ratios} of the time of an unknown code"


def _ratio(client: Client, address: str, other: Callable[[], str]) -> float:
    times: list[list[float]] = [[], []]
    for number in range(WARMING + ROUNDS):
        # Interleaved, and each in turn the first: what slows the machine slows both.
        for place in (0, 1) if number % 2 else (1, 0):
            target = address.format((new_code, other)[place]())
            started = time.perf_counter()
            client.get(target)
            if number >= WARMING:
                times[place].append(time.perf_counter() - started)
    # Whatever else the machine does only adds time: the lower quartile is nearest to what the work itself takes.
    unknown, asked = (statistics.quantiles(of_kind, n=4)[0] for of_kind in times)
    return asked / unknown
