"""Mails: one for each event at most, and never again by itself when nobody knows whether it went."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from certificates.models import CredentialNotice
from certificates.services.changes import revoke_credential
from certificates.services.notices import MAX_TRIES, pending_notices, send_notice
from certificates.tasks import sweep_pending_notices
from tests.factories.certificates import NOON, make_credential
from tests.machine import free_port

pytestmark = pytest.mark.django_db

State = CredentialNotice.State


def notice() -> CredentialNotice:
    return CredentialNotice.objects.get()


class MailServer:
    """A mail server on this machine that breaks where it is told to."""

    def __init__(self, behaviour: str) -> None:
        self.behaviour = behaviour
        self.received: list[str] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as lines:
                self._talk(lines)

    def _talk(self, lines: Any) -> None:
        def say(text: str) -> None:
            lines.write(text.encode() + b"\r\n")
            lines.flush()

        say("220 ready")
        for raw in lines:
            word = raw.decode().split(":")[0].strip().upper()
            if word.startswith("RCPT") and self.behaviour == "refuses":
                say("550 no such person")
            elif word == "DATA":
                say("354 go on")
                body = b""
                for line in lines:
                    if line == b".\r\n":
                        break
                    body += line
                self.received.append(body.decode())
                if self.behaviour == "hangs up after taking it":
                    return
                say("250 taken")
            elif word == "QUIT":
                say("221 bye")
                return
            else:
                say("250 fine")


@pytest.fixture
def server(request: pytest.FixtureRequest, settings: Any) -> Iterator[MailServer]:
    started = MailServer(request.param)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", started.port
    yield started
    started.socket.close()


def test_a_mail_says_what_was_earned_and_where_it_can_be_seen_and_goes_once() -> None:
    credential = make_credential()
    assert send_notice(notice().pk, now=NOON) is True
    assert send_notice(notice().pk, now=NOON) is False
    (sent,) = mail.outbox
    assert sent.to == [credential.recipient_email]
    assert "Governance Practitioner" in sent.subject
    assert "\n" not in sent.subject
    for text in (sent.body, sent.alternatives[0][0]):
        assert f"/credentials/{credential.uuid}" in text
        assert f"/verify/{credential.code}/" in text
        assert "23 November 2028" in text
    assert (notice().state, notice().sent_at) == (State.SENT, NOON)


def test_the_mail_about_a_revocation_names_the_date_and_the_public_reason_only() -> None:
    credential = make_credential()
    send_notice(notice().pk, now=NOON)
    revoke_credential(
        credential.pk,
        reason="error",
        private_text="Secret remark",
        actor_id=None,
        now=NOON + timedelta(days=1),
    )
    second = CredentialNotice.objects.get(state=State.PENDING)
    assert send_notice(second.pk, now=NOON)
    assert "Issued in error" in mail.outbox[1].body
    assert "24 November 2026" in mail.outbox[1].body
    assert "Secret remark" not in mail.outbox[1].body


def test_a_notice_that_another_worker_holds_is_left_alone() -> None:
    make_credential()
    CredentialNotice.objects.update(state=State.SENDING, claimed_at=NOON - timedelta(days=30))
    assert send_notice(notice().pk, now=NOON) is False
    assert pending_notices() == []
    sweep_pending_notices()
    assert mail.outbox == []


@pytest.mark.parametrize("server", ["takes it"], indirect=True)
def test_a_mail_server_gets_the_mail_once(server: MailServer) -> None:
    make_credential()
    assert send_notice(notice().pk, now=NOON)
    assert len(server.received) == 1


@pytest.mark.parametrize("server", ["refuses"], indirect=True)
def test_a_mail_that_the_server_refuses_is_owed_again_until_an_officer_must_look(server: MailServer) -> None:
    make_credential()
    assert send_notice(notice().pk, now=NOON) is False
    assert (notice().state, notice().tries) == (State.PENDING, 1)
    assert "no such person" in notice().problem
    CredentialNotice.objects.update(tries=MAX_TRIES)
    assert pending_notices() == []


@pytest.mark.parametrize("server", ["hangs up after taking it"], indirect=True)
def test_a_mail_of_which_nobody_knows_whether_it_went_is_never_sent_again_by_itself(
    server: MailServer,
) -> None:
    make_credential()
    assert send_notice(notice().pk, now=NOON) is False
    assert len(server.received) == 1
    assert notice().state == State.SENDING
    assert notice().problem
    assert pending_notices() == []
    assert send_notice(notice().pk, now=NOON) is False
    assert len(server.received) == 1


def test_a_server_that_cannot_be_reached_delays_the_mail(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    make_credential()
    assert send_notice(notice().pk, now=NOON) is False
    assert (notice().state, notice().tries) == (State.PENDING, 1)


def test_nobody_is_written_to_without_an_address() -> None:
    make_credential(recipient_id=None, email="")
    assert not CredentialNotice.objects.exists()
