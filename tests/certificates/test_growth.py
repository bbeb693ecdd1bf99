"""A million certificates and a hundred thousand learners make no page slower (DESIGN §8)."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services.synthetic import make_synthetic_people
from certificates.models import Credential
from certificates.services.checking_many import verify_codes
from certificates.services.log import sign_head
from courses.services.simulating import simulate_study
from tests.certificates.growing import FIRST, grow
from tests.factories.certificates import make_credential
from tests.factories.courses import copy_study, make_whole_course
from tests.factories.rows import unchecked

pytestmark = [pytest.mark.slow, pytest.mark.postgresql, pytest.mark.django_db]

# Fewer by the environment, where the machine is small.
CREDENTIALS = int(os.environ.get("ASSAY_GROWTH", 1_000_000))
LEARNERS = CREDENTIALS // 10
REAL = 60
ROUNDS = 9
MOST = 1.3


def _p95(asked: Callable[[], object], count: int) -> float:
    times = []
    for _number in range(count):
        started = time.perf_counter()
        asked()
        times.append(time.perf_counter() - started)
    return statistics.quantiles(times, n=20)[-1]


def _measure(pages: dict[str, Callable[[], object]], bare: Callable[[], object]) -> dict[str, float]:
    """The p95 of each page as a multiple of the p95 of a page that reads nothing that grows, measured in turns."""
    for ask in (*pages.values(), bare):
        _p95(ask, 10)
    found: dict[str, list[float]] = {name: [] for name in pages}
    for _round in range(ROUNDS):
        for name, ask in pages.items():
            beside = _p95(bare, 30)
            found[name].append(_p95(ask, 60) / beside)
    return {name: statistics.median(ratios) for name, ratios in found.items()}


def _in_turn(addresses: Sequence[str], client: Client) -> Callable[[], object]:
    place = iter(range(10**9))

    def ask() -> None:
        response = client.get(addresses[next(place) % len(addresses)])
        assert response.status_code == 200

    return ask


@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL")
def test_pages_do_not_slow_down_from_a_thousand_certificates_to_a_million(settings: Any) -> None:
    settings.VERIFY_LIMIT_FACTOR = 1_000_000
    now = timezone.now()
    course = make_whole_course(modules=2, lessons=2)
    real = [make_credential(now=now) for _number in range(REAL)]
    learner = User.objects.get(pk=real[0].recipient_id)
    simulate_study(course.pk, [learner.pk], completing=0, seed=1, now=now)
    grow(real[0], 1000, holders=[credential.recipient_id for credential in real[1:]])
    sign_head(now=now)
    visitor, own = Client(), Client()
    own.force_login(learner)
    codes = [credential.code for credential in real] * 3

    def pages() -> dict[str, Callable[[], object]]:
        return {
            "by code": _in_turn([f"/verify/{credential.code}/" for credential in real], visitor),
            "by uuid": _in_turn([f"/credentials/{credential.uuid}" for credential in real], visitor),
            "JSON": _in_turn([f"/credentials/{credential.uuid}.json" for credential in real], visitor),
            "180 codes": lambda: verify_codes(codes, now=now),
            "dashboard": _in_turn(["/dashboard/"], own),
            "catalogue": _in_turn(["/courses/"], visitor),
        }

    bare = _in_turn(["/healthz"], visitor)
    small = _measure(pages(), bare)
    people = [pk for pk, _name in make_synthetic_people(LEARNERS, seed=1, now=now, are_candidates=False)]
    with unchecked():
        copy_study(course, people, first=FIRST)
    grow(real[0], CREDENTIALS, holders=people, first=FIRST + 1000)
    # A few more in the middle of all that: not every certificate that is asked for lies in the first pages.
    real += [make_credential(now=now) for _number in range(REAL)]
    sign_head(now=now)
    assert Credential.objects.count() > CREDENTIALS
    large = _measure(pages(), bare)
    grown = {name: large[name] / small[name] for name in small}
    told = ", ".join(f"{name} {ratio:.2f}" for name, ratio in grown.items())
    # Kept in bench/check-slow.txt, and read from there by the benchmarks.
    print(f"growth of the p95 from 1,000 certificates to {CREDENTIALS:,} (≤ {MOST} ×): {told}")  # noqa: T201
    assert {name: ratio for name, ratio in grown.items() if ratio > MOST} == {}
