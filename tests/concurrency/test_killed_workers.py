"""A worker is killed (SIGKILL, a real process) wherever it hurts; then the sweeps run.

Afterwards there must be one credential, one leaf for each thing logged, one PDF, and at most one mail.
The points are named in the code (`certificates.faults`); the environment names the one that kills.
"""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from certificates.models import Credential, CredentialEvent, CredentialNotice, CredentialPdf, LogLeaf, LogNode
from certificates.services.issuer import ensure_issuer
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NOON, make_attempt, make_scheme
from tests.shell import Shell

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

# What a worker does: tasks run where they are called, mails become files.
WORKER = """
import os
from django.conf import settings
settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = os.environ["MAILS"]
os.environ["ASSAY_FAULT_POINT"] = {die_at!r}
from config.celery import app
app.conf.task_always_eager = True
from certificates import tasks
for name, *arguments in map(str.split, {tasks!r}):
    getattr(tasks, name)(*map(int, arguments))
"""
SWEEPS = ("sweep_due_credentials", "sweep_pending_pdfs", "sweep_pending_notices")


class Workers:
    """Starts worker processes on this test's database."""

    def __init__(self, folder: Path, keys: Path) -> None:
        self.mails = folder / "mails"
        self.mails.mkdir()
        wanted = connection.settings_dict
        login = f"{wanted['USER']}:{wanted['PASSWORD'] or ''}@{wanted['HOST']}:{wanted['PORT'] or 5432}"
        self.shell = Shell(
            os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                "DATABASE_URL": f"postgres://{login}/{wanted['NAME']}",
                "ASSAY_KEYS": str(keys),
                "ASSAY_VAR": str(folder),
                "MAILS": str(self.mails),
            }
        )

    def run(self, *tasks: str, die_at: str = "") -> int:
        """Run tasks in one process; its exit code."""
        ended = self.shell.end_of(WORKER.format(tasks=tasks, die_at=die_at))
        assert ended in {0, -signal.SIGKILL}
        return ended

    def sent(self) -> int:
        return sum(path.read_text().count("\nSubject: ") for path in self.mails.iterdir())


@pytest.fixture
def workers(settings: Any, tmp_path: Path) -> Iterator[Workers]:
    settings.KEYS_DIR = tmp_path / "keys"
    ensure_issuer(now=NOON)
    made = Workers(tmp_path, settings.KEYS_DIR)
    yield made
    made.shell.close()


@pytest.mark.parametrize(
    ("point", "mails"),
    [
        ("issue:before-lock", 1),
        ("issue:before-commit", 1),
        ("issue:committed", 1),
        # Claimed, and nobody knows whether it went: it is never sent again by itself.
        ("notice:claimed", 0),
        ("notice:sent", 1),
        ("pdf:rendered", 1),
        ("pdf:before-commit", 1),
    ],
)
def test_after_the_sweeps_there_is_one_of_everything_and_at_most_one_mail(
    workers: Workers, point: str, mails: int
) -> None:
    attempt = make_attempt(make_scheme().examination)
    assert workers.run(f"issue_for_attempt {attempt.pk}", *SWEEPS, die_at=point) == -signal.SIGKILL
    for _sweep in range(2):
        assert workers.run(*SWEEPS) == 0

    credential = Credential.objects.get(attempt_id=attempt.pk)
    events = [json.loads(bytes(data))["event"] for data in LogLeaf.objects.values_list("data", flat=True)]
    assert sorted(events) == ["issued", "rendered"]
    assert [leaf.index for leaf in LogLeaf.objects.order_by("index")] == [0, 1]
    assert CredentialEvent.objects.get().leaf_id == credential.leaf_id
    pdf = CredentialPdf.objects.get()
    assert pdf.rendered_at is not None
    assert bytes(pdf.data).startswith(b"%PDF-")
    assert workers.sent() == mails
    notice = CredentialNotice.objects.get()
    if point in {"notice:claimed", "notice:sent"}:
        assert notice.state == CredentialNotice.State.SENDING
    else:
        assert notice.state == CredentialNotice.State.SENT


def test_a_crash_before_the_commit_leaves_neither_credential_nor_leaf_and_no_gap(workers: Workers) -> None:
    scheme = make_scheme()
    first, second = (make_attempt(scheme.examination, UserFactory.create()) for _n in range(2))
    died = workers.run(f"issue_for_attempt {first.pk}", die_at="issue:before-commit")
    assert died == -signal.SIGKILL
    assert not Credential.objects.exists()
    assert not LogLeaf.objects.exists()
    assert not LogNode.objects.exists()
    assert workers.run(f"issue_for_attempt {second.pk}", f"issue_for_attempt {first.pk}") == 0
    leaves = LogLeaf.objects.order_by("index")
    # Workers that run their tasks at once log the printed certificates in between.
    assert [leaf.index for leaf in leaves] == list(range(len(leaves)))
    issued = [leaf.index for leaf in leaves if leaf.event == "issued"]
    assert issued == list(Credential.objects.order_by("pk").values_list("leaf_id", flat=True))
    assert len(issued) == 2


def test_nothing_is_lost_when_worker_after_worker_dies(workers: Workers) -> None:
    attempt = make_attempt(make_scheme().examination)
    for point in ("issue:before-lock", "issue:before-commit", "issue:committed", "pdf:rendered"):
        workers.run(f"issue_for_attempt {attempt.pk}", *SWEEPS, die_at=point)
    workers.run(*SWEEPS)
    assert Credential.objects.count() == CredentialPdf.objects.exclude(rendered_at=None).count() == 1
    assert LogLeaf.objects.count() == 2
    assert workers.sent() == 1
