"""A real worker process behind a real broker does what a passed examination asks for, and finds what it missed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone

from certificates.models import Credential, CredentialEvent, CredentialNotice, CredentialPdf, LogLeaf
from certificates.services.issuer import ensure_issuer
from tests.factories.certificates import make_attempt, make_scheme

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(
        not configured.BROKER_URL.startswith(("redis", "amqp")), reason="no broker: BROKER_URL names none"
    ),
]

ROOT = Path(__file__).resolve().parent.parent.parent
WAIT_SECONDS = 60


@pytest.fixture
def start_worker(tmp_path: Path, settings: Any) -> Iterator[Callable[[], "subprocess.Popen[bytes]"]]:
    """Start a worker on this test's database and on a queue of its own."""
    settings.KEYS_DIR = tmp_path / "keys"
    ensure_issuer(now=timezone.now())
    database = connection.settings_dict
    environment = os.environ | {
        "DATABASE_URL": f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}",
        "BROKER_URL": configured.BROKER_URL,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "ASSAY_KEYS": str(settings.KEYS_DIR),
        "ASSAY_VAR": str(tmp_path),
    }
    started: list[subprocess.Popen[bytes]] = []
    queue = f"test-{uuid4().hex}"
    settings.TEST_QUEUE = queue

    def start() -> "subprocess.Popen[bytes]":
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "config",
            "worker",
            "--concurrency",
            "1",
            "-Q",
            queue,
        ]
        command += [
            "--loglevel",
            "error",
            "--without-mingle",
            "--without-gossip",
            "-n",
            f"{uuid4().hex}@test",
        ]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def until(reached: Callable[[], bool]) -> bool:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        if reached():
            return True
        time.sleep(0.3)
    return False


def test_a_worker_issues_renders_and_mails_even_after_one_was_killed(
    start_worker: Callable[[], "subprocess.Popen[bytes]"], settings: Any
) -> None:
    scheme = make_scheme()
    attempt = make_attempt(scheme.examination)
    first = start_worker()
    time.sleep(1)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()

    start_worker()
    app = Celery(broker=configured.BROKER_URL)
    for _twice in range(2):
        app.send_task("certificates.tasks.issue_for_attempt", [attempt.pk], queue=settings.TEST_QUEUE)
    assert until(lambda: Credential.objects.filter(attempt=attempt).exists())
    credential = Credential.objects.get(attempt=attempt)
    for _twice in range(2):
        app.send_task("certificates.tasks.render_credential_pdf", [credential.pk], queue=settings.TEST_QUEUE)
    notice = CredentialNotice.objects.get()
    for _twice in range(2):
        app.send_task("certificates.tasks.send_one_notice", [notice.pk], queue=settings.TEST_QUEUE)
    app.close()
    assert until(lambda: CredentialPdf.objects.filter(rendered_at__isnull=False).exists())
    assert until(lambda: CredentialNotice.objects.filter(state="sent").exists())
    assert (Credential.objects.count(), CredentialEvent.objects.count()) == (1, 1)
    assert sorted(LogLeaf.objects.values_list("event", flat=True)) == ["issued", "rendered"]
