"""How often somebody may ask, and who somebody is."""

from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache, caches
from django.test import RequestFactory
from redis import Redis
from redis.exceptions import ConnectionError as NoConnection

from certificates.services import limits
from certificates.services.limits import allow
from website.addresses import client_address
from website.caches import CountingRedisCache

HOUR = 3600
REDIS = django_settings.BROKER_URL


def test_so_many_questions_are_let_through_and_the_next_is_told_how_long_to_wait() -> None:
    answers = [allow("page", "192.0.2.1", limit=3, seconds=HOUR) for _ in range(5)]
    assert answers[:3] == [0, 0, 0]
    assert all(0 < wait <= HOUR + 1 for wait in answers[3:])


def test_each_asker_and_each_kind_of_question_is_counted_apart() -> None:
    assert allow("page", "a", limit=1, seconds=HOUR) == 0
    assert allow("page", "b", limit=1, seconds=HOUR) == 0
    assert allow("call", "a", limit=1, seconds=HOUR) == 0
    assert allow("page", "a", limit=1, seconds=HOUR) > 0


def test_in_steps_the_shared_count_is_asked_once_a_step_and_the_limit_holds_to_a_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared: list[str] = []
    real = limits._count

    def noted(kept: Any, key: str, delta: int, timeout: int) -> int:
        if kept is cache:
            shared.append(key)
        return real(kept, key, delta, timeout)

    monkeypatch.setattr(limits, "_count", noted)
    answers = [allow("page", "a", limit=20, seconds=HOUR, step=10) for _ in range(40)]
    assert answers[:20] == [0] * 20
    assert all(wait > 0 for wait in answers[20:])
    assert len(shared) == 4


def test_in_steps_another_process_is_counted_with_this_one() -> None:
    for _process in range(2):
        caches["local"].clear()
        assert allow("page", "a", limit=20, seconds=HOUR, step=10) == 0
    caches["local"].clear()
    assert allow("page", "a", limit=20, seconds=HOUR, step=10) > 0


def test_a_new_window_begins_after_the_time_that_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [1_000_000.0]
    monkeypatch.setattr(limits.time, "time", lambda: clock[0])
    assert allow("page", "a", limit=1, seconds=60) == 0
    wait = allow("page", "a", limit=1, seconds=60)
    clock[0] += wait
    assert allow("page", "a", limit=1, seconds=60) == 0


def test_a_cache_that_does_not_answer_limits_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> int:
        raise NoConnection

    monkeypatch.setattr(cache, "incr", broken)
    assert [allow("page", "a", limit=1, seconds=60) for _ in range(3)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "192.0.2.1", "", "192.0.2.1"),
        (0, "192.0.2.1", "198.51.100.9", "192.0.2.1"),
        (1, "10.0.0.1", "198.51.100.9", "198.51.100.9"),
        (1, "10.0.0.1", "invented, 198.51.100.9", "198.51.100.9"),
        (2, "10.0.0.1", "invented, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (2, "10.0.0.1", "198.51.100.9", "10.0.0.1"),
        (0, "2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::"),
        (0, "::ffff:192.0.2.1", "", "192.0.2.1"),
        (0, "", "", "unknown"),
        (1, "10.0.0.1", "<script>", "unknown"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxies_vouch_for(
    settings: Any, proxies: int, remote: str, forwarded: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    assert client_address(request) == address


@pytest.mark.postgresql
@pytest.mark.skipif(not REDIS.startswith("redis://"), reason="needs Redis")
def test_in_redis_a_count_is_shared_and_forgotten_after_its_window() -> None:
    shared, other = (CountingRedisCache(REDIS, {}) for _ in range(2))
    key = f"test-{uuid4().hex}"
    try:
        assert [
            shared.count(key, timeout=60),
            other.count(key, timeout=60),
            shared.count(key, timeout=9),
        ] == [
            1,
            2,
            3,
        ]
        made = shared.make_key(key)
        assert 0 < Redis.from_url(REDIS).ttl(made) <= 60
    finally:
        shared.delete(key)
