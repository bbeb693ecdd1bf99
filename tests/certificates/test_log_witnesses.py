"""Witnesses: taken on by their key, believed by their signature, and told apart from our own word."""

import base64
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.models import Credential, IssuerKey, LogCheckpoint, LogWitness, WitnessSignature
from certificates.services.keys import active_key, signer_of
from certificates.services.log import sign_head
from certificates.services.verifying import find_by_code
from certificates.services.witnesses import (
    WitnessRefused,
    add_witness,
    add_witness_signature,
    remove_witness,
)
from certificates.transparency import KeyKind, VerifierKey, note_body, open_checkpoint, open_cosignature
from tests.certificates.transparency.test_witnesses import second_implementation
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = VerifierKey("witness.example/w1", KeyKind.COSIGNATURE, PRIVATE.public_key().public_bytes_raw())
OTHER_PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
OTHER = VerifierKey("other.example", KeyKind.COSIGNATURE, OTHER_PRIVATE.public_key().public_bytes_raw())


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def credential(now: datetime) -> Credential:
    return make_credential(now=now - timedelta(days=1))


@pytest.fixture
def head(credential: Credential, now: datetime) -> LogCheckpoint:
    head = sign_head(now=now)
    assert head is not None
    return head


@pytest.fixture
def witness(now: datetime) -> LogWitness:
    return add_witness("Notary", KEY.text(), now=now)


def line_of(head: LogCheckpoint, at: datetime, key: VerifierKey = KEY, private: Any = PRIVATE) -> str:
    return second_implementation(key.name, note_body(head.note), int(at.timestamp()), private)


def log_words(client: Client, credential: Credential) -> str:
    html = client.get(f"/verify/{credential.code}/").content.decode()
    found = re.search(r"<p>(Entry [^<]*)</p>", html)
    assert found
    return found.group(1)


def test_a_confirmation_in_a_note_is_kept_and_served_with_the_head(
    client: Client, head: LogCheckpoint, witness: LogWitness, now: datetime
) -> None:
    line = line_of(head, now)
    (kept,) = add_witness_signature(f"{head.note}{line}\n", now=now)
    assert (kept.witness, kept.checkpoint, kept.line, kept.signed_at) == (witness, head, line, now)
    note = client.get("/log/checkpoint").content.decode()
    assert note == f"{head.note}{line}\n"
    assert open_checkpoint(note, bytes(active_key(IssuerKey.Purpose.LOG).public)).size == head.size
    assert open_cosignature(note.splitlines()[-1], note_body(note), KEY)
    assert "Notary confirmed the head of 1 entries" in re.sub(
        r"\s+", " ", client.get("/log/").content.decode()
    )


def test_the_lines_alone_are_enough_though_a_newer_head_was_signed_meanwhile(
    head: LogCheckpoint, witness: LogWitness, now: datetime
) -> None:
    make_credential()
    sign_head(now=now)
    line = line_of(head, now)
    (kept,) = add_witness_signature(f"{line}\n", now=now)
    assert kept.checkpoint == head


def test_a_confirmation_is_kept_once(head: LogCheckpoint, witness: LogWitness, now: datetime) -> None:
    for later in (0, 60):
        add_witness_signature(
            line_of(head, now + timedelta(seconds=later)), now=now + timedelta(seconds=later)
        )
    assert WitnessSignature.objects.get().signed_at == now


def test_what_a_witness_said_is_never_changed_or_deleted(
    head: LogCheckpoint, witness: LogWitness, now: datetime
) -> None:
    (kept,) = add_witness_signature(line_of(head, now), now=now)
    with pytest.raises(TypeError, match="append-only"):
        kept.save()
    with pytest.raises(TypeError, match="append-only"):
        kept.delete()


def test_one_false_line_in_a_known_name_refuses_the_whole_note(
    head: LogCheckpoint, witness: LogWitness, now: datetime
) -> None:
    add_witness("Other", OTHER.text(), now=now)
    good = line_of(head, now)
    bad = second_implementation(OTHER.name, "another/log\n1\nAAAA\n", int(now.timestamp()), OTHER_PRIVATE)
    with pytest.raises(WitnessRefused, match="does not hold"):
        add_witness_signature(f"{head.note}{good}\n{bad}\n", now=now)
    assert not WitnessSignature.objects.exists()


def test_two_witnesses_of_one_head_are_both_kept_and_strangers_are_passed_over(
    client: Client, head: LogCheckpoint, witness: LogWitness, now: datetime
) -> None:
    add_witness("Other", OTHER.text(), now=now)
    stranger = Ed25519PrivateKey.from_private_bytes(bytes(32))
    lines = [
        second_implementation("stranger.example", note_body(head.note), 1, stranger),
        line_of(head, now),
        line_of(head, now, OTHER, OTHER_PRIVATE),
    ]
    assert len(add_witness_signature("\n".join(lines), now=now)) == 2
    assert client.get("/log/checkpoint").content.decode() == "\n".join([head.note + lines[1], lines[2], ""])


@pytest.mark.parametrize("text", ["", "\n\n", "words", "a\n1\nAAAA\n\n", "\u2014 \n", "\u2014 a b\n"])
def test_a_text_without_a_known_line_is_refused(
    head: LogCheckpoint, witness: LogWitness, now: datetime, text: str
) -> None:
    with pytest.raises(WitnessRefused):
        add_witness_signature(text, now=now)


@pytest.mark.parametrize("size", ["2", "01", "x", "٣", "9" * 30])
def test_a_note_that_is_no_head_of_ours_is_refused_though_its_signature_holds(
    head: LogCheckpoint, witness: LogWitness, now: datetime, size: str
) -> None:
    body = f"localhost:8000/log\n{size}\n{base64.b64encode(bytes(32)).decode()}\n"
    line = second_implementation(KEY.name, body, int(now.timestamp()))
    with pytest.raises(WitnessRefused, match="not a head of this log"):
        add_witness_signature(f"{body}\n{line}\n", now=now)


@pytest.mark.parametrize(
    ("off", "words"),
    [(timedelta(minutes=6), "in the future"), (timedelta(minutes=-6), "before this head was signed")],
)
def test_a_wrong_clock_is_refused(
    head: LogCheckpoint, witness: LogWitness, now: datetime, off: timedelta, words: str
) -> None:
    with pytest.raises(WitnessRefused, match=words):
        add_witness_signature(line_of(head, now + off), now=now)
    assert not WitnessSignature.objects.exists()


def test_our_own_key_is_no_witness(credential: Credential, now: datetime) -> None:
    own = bytes(active_key(IssuerKey.Purpose.LOG).public)
    with pytest.raises(WitnessRefused, match="our own"):
        add_witness("Ourselves", VerifierKey("a.example", KeyKind.COSIGNATURE, own).text(), now=now)


@pytest.mark.parametrize(
    ("name", "vkey", "words"),
    [
        ("Notary", VerifierKey("a", KeyKind.NOTE, KEY.public).text(), "another kind"),
        ("Notary", "nonsense", "cannot be used"),
        ("", KEY.text(), "name"),
        ("a\nb", KEY.text(), "name"),
        ("Notary", VerifierKey("a" * 300, KeyKind.COSIGNATURE, KEY.public).text(), "too long"),
    ],
)
def test_an_unfit_witness_is_refused(now: datetime, name: str, vkey: str, words: str) -> None:
    with pytest.raises(WitnessRefused, match=words):
        add_witness(name, vkey, now=now)


def test_a_name_or_key_is_taken_once_and_a_removed_witness_may_come_back(now: datetime) -> None:
    add_witness("Notary", KEY.text(), now=now)
    for name, key in (("Notary", OTHER), ("Other", KEY), ("Notary", KEY)):
        with pytest.raises(WitnessRefused, match="already"):
            add_witness(name, key.text(), now=now)
    assert remove_witness("Notary")
    assert not remove_witness("Notary")
    assert add_witness("Notary", KEY.text(), now=now).is_active


def test_the_page_says_witnessed_only_under_a_head_that_covers_the_entry(
    client: Client, credential: Credential, head: LogCheckpoint, witness: LogWitness, now: datetime
) -> None:
    assert "Not witnessed: the log proves order on our word." in log_words(client, credential)
    add_witness_signature(line_of(head, now), now=now)
    newer = make_credential(now=now)
    sign_head(now=now + timedelta(minutes=1))
    words = log_words(client, credential)
    assert f"Witnessed by Notary on {now:%-d %B %Y, %H:%M} UTC" in words
    assert "Not witnessed" not in words
    assert "Not witnessed: the log proves order on our word." in log_words(client, newer)
    assert "What came after it is not witnessed yet" in client.get("/log/").content.decode()


def test_the_first_confirmation_is_told_for_it_proves_most(
    client: Client, credential: Credential, head: LogCheckpoint, witness: LogWitness, now: datetime
) -> None:
    make_credential(now=now)
    later = sign_head(now=now)
    assert later is not None
    add_witness_signature(line_of(later, now + timedelta(minutes=4)), now=now)
    assert f"{now + timedelta(minutes=4):%H:%M} UTC, under" in log_words(client, credential)
    add_witness_signature(line_of(head, now + timedelta(minutes=1)), now=now)
    assert f"{now + timedelta(minutes=1):%H:%M} UTC, under" in log_words(client, credential)
    proof = client.get(f"/credentials/{credential.uuid}/proof").content.decode()
    assert line_of(head, now + timedelta(minutes=1)) in proof


def test_a_removed_witness_is_not_named_any_more(
    client: Client, credential: Credential, head: LogCheckpoint, witness: LogWitness, now: datetime
) -> None:
    add_witness_signature(line_of(head, now), now=now)
    remove_witness("Notary")
    assert "Not witnessed" in log_words(client, credential)
    assert client.get("/log/checkpoint").content.decode() == head.note
    assert "Notary" not in client.get("/log/").content.decode()
    with pytest.raises(WitnessRefused, match="known here"):
        add_witness_signature(line_of(head, now), now=now)


def test_the_lookup_of_a_credential_stays_one_query_with_witnesses(
    credential: Credential, head: LogCheckpoint, witness: LogWitness, now: datetime
) -> None:
    add_witness_signature(line_of(head, now), now=now)
    with CaptureQueriesContext(connection) as context:
        found = find_by_code(credential.code)
    assert len(context) == 1
    assert found is not None
    assert (found.witness_name, found.witnessed_at) == ("Notary", now)  # type: ignore[attr-defined]


def test_a_witness_is_named_listed_heard_and_removed_from_the_command_line(
    head: LogCheckpoint, tmp_path: Path, now: datetime, capsys: Any
) -> None:
    call_command("log_witness", "add", "Notary", KEY.text())
    cosigned = tmp_path / "cosigned.txt"
    cosigned.write_text(f"{head.note}{line_of(head, now)}\n")
    call_command("log_witness", "sign", str(cosigned))
    call_command("log_witness", "sign", str(cosigned))
    call_command("log_witness", "list")
    call_command("log_witness", "remove", "Notary")
    call_command("log_witness", "list")
    said = capsys.readouterr().out
    assert "Notary is a witness from now on." in said
    assert "Notary confirmed 1 entries." in said
    assert "Nothing new" in said
    assert f"Notary  {KEY.text()}  confirmed 1 entries" in said
    assert "removed, confirmed 1 entries" in said


def test_the_command_says_in_words_what_it_refuses(head: LogCheckpoint, tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff")
    (tmp_path / "long").write_text("x" * 70_000)
    for arguments, words in (
        (["add", "Notary", "nonsense"], "cannot be used"),
        (["remove", "Nobody"], "no such witness"),
        (["sign", str(tmp_path / "absent")], "cannot be read"),
        (["sign", str(tmp_path / "bytes")], "cannot be read"),
        (["sign", str(tmp_path / "long")], "longer"),
    ):
        with pytest.raises(CommandError, match=words):
            call_command("log_witness", *arguments)


def test_the_logs_own_signature_is_no_confirmation(
    head: LogCheckpoint, witness: LogWitness, now: datetime
) -> None:
    assert signer_of(active_key(IssuerKey.Purpose.LOG)).public() != KEY.public
    with pytest.raises(WitnessRefused, match="No line"):
        add_witness_signature(head.note, now=now)
