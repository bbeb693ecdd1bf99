"""/metrics: what Prometheus reads, and who may."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from certificates.services.issuer import ensure_issuer
from certificates.services.log import sign_head
from tests.factories.assessments import make_attempt
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db
_LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? -?[0-9.e+]+\Z')


def _figures(client: Client, **headers: Any) -> dict[str, float]:
    response = client.get("/metrics", **headers)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    found = {}
    for line in response.content.decode().splitlines():
        if not line.startswith("#"):
            assert _LINE.match(line), line
            name, value = line.rsplit(" ", 1)
            found[name] = float(value)
    return found


def test_it_says_what_is_owed_and_what_is_fresh(client: Client, settings: Any, tmp_path: Any) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    now = timezone.now()
    ensure_issuer(now=now)
    make_credential()
    sign_head(now=now)
    make_credential()
    make_attempt(now=now)
    found = _figures(client)
    assert found["assay_log_entries_total"] == 2
    assert found["assay_log_uncovered_entries"] == 1
    assert found['assay_certificates_pending{work="pdf"}'] == 2
    assert found['assay_ready{check="keys"}'] == 1
    assert found["assay_attempts_running"] == 1
    assert found["assay_attempts_overdue"] == 0
    assert found["assay_log_head_timestamp_seconds"] == pytest.approx(now.timestamp(), abs=1)


def test_an_attempt_that_should_be_over_is_counted(client: Client) -> None:
    make_attempt(now=timezone.now() - timedelta(days=1))
    assert _figures(client)["assay_attempts_overdue"] == 1


def test_without_a_token_only_this_machine_is_answered(client: Client) -> None:
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="").status_code == 404


def test_with_a_token_whoever_knows_it_is_answered_and_nobody_else(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "t" * 24
    right = {"Authorization": f"Bearer {'t' * 24}"}
    assert client.get("/metrics", headers=right, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 404


def test_a_name_with_strange_characters_cannot_break_the_format(client: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr("website.readiness._checks", {'a"b\\c': lambda: ""})
    assert 'check="a\\"b\\\\c"' in client.get("/metrics").content.decode()


def test_queries_do_not_grow_with_rows(
    client: Client, settings: Any, tmp_path: Any, django_assert_max_num_queries: Any
) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    ensure_issuer(now=timezone.now())
    for _number in range(5):
        make_credential()
    with django_assert_max_num_queries(24):
        client.get("/metrics")
