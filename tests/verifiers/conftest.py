"""The site and the verifiers' answers: made once for all the questions of the matrix."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from django.test import TransactionTestCase, override_settings
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from certificates.credentials import State
from certificates.models import Credential
from certificates.services.changes import revoke_credential
from tests import machine
from tests.factories.certificates import make_credential
from tests.verifiers import world
from tests.verifiers.processes import Verifier, verifiers

Answer = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """What each verifier answered about each certificate, and the verifiers themselves."""

    running: dict[str, Verifier]
    origin: str
    answers: dict[tuple[str, str], Answer] = field(default_factory=dict)
    standings: dict[str, State] = field(default_factory=dict)

    def ask(self, case: str, text: str) -> None:
        """Ask every verifier about a certificate, as the site is now."""
        for name, verifier in self.running.items():
            self.answers[case, name] = verifier.ask(document=text)


@pytest.fixture(scope="module")
def django_db_serialized_rollback() -> None:
    """What migrations wrote is put back first: an earlier test may have emptied the tables."""


@pytest.fixture(scope="module")
def transactional_db(
    django_db_setup: None, django_db_serialized_rollback: None, django_db_blocker: Any
) -> Iterator[None]:
    """pytest-django's fixture of this name for a whole module: rows are committed, and removed at its end."""

    class Rows(TransactionTestCase):
        serialized_rollback = True

    with django_db_blocker.unblock():
        Rows.setUpClass()
        case = Rows(methodName="__init__")
        if not getattr(Rows, "_pre_setup_ran_eagerly", False):
            case._pre_setup()
        try:
            yield
        finally:
            case._post_teardown()
            Rows.tearDownClass()
            Rows.doClassCleanups()


@contextmanager
def _server() -> Iterator[str]:
    server = LiveServer("localhost")
    server._live_server_modified_settings.enable()
    try:
        yield server.url
    finally:
        server._live_server_modified_settings.disable()
        server.stop()


@pytest.fixture(scope="module")
def judged(transactional_db: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    modules = machine.npm_packages(Path(__file__).resolve().parent)
    with ExitStack() as stack:
        origin = stack.enter_context(_server())
        keys = tmp_path_factory.mktemp("keys")
        stack.enter_context(override_settings(SITE_URL=origin, KEYS_DIR=keys))
        found = Judged(dict(stack.enter_context(verifiers(origin, modules))), origin)
        _ask_all(found)
        yield found


def _served(credential: Credential, origin: str) -> str:
    request = Request(f"{origin}/credentials/{credential.uuid}", headers={"Accept": "application/vc"})
    with urlopen(request, timeout=10) as answer:
        return bytes(answer.read()).decode()


def _ask_all(found: Judged) -> None:
    now = timezone.now()
    documents = world.good_ones(now)
    documents |= world.changed_in_standing(now) | world.tampered(now) | world.signed_by_others(now)
    documents["signed by the specimens' key"] = world.signed_by_the_specimens_key(now)
    documents["fetched from its address"] = _served(make_credential(now=now - world.DAY), found.origin)
    held = world.suspended(now)
    documents["suspended"] = world.text_of(held)
    found.standings["suspended"] = Credential.objects.get(pk=held.pk).state(now)
    for case, text in documents.items():
        found.ask(case, text)
    subject = make_credential(now=now - world.DAY)
    revoke_credential(subject.pk, reason="error", private_text="", actor_id=None, now=now)
    for case, publish in world.lists(subject.status_list, now).items():
        publish()
        found.ask(case, world.text_of(subject))
