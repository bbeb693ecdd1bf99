"""The commands: issue, revoke, verify, rotate_keys."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from certificates.models import Credential, CredentialPdf, IssuerKey
from certificates.services.changes import set_name_visibility
from certificates.services.issuer import ensure_issuer
from certificates.services.pdfs import render_pdf
from tests.certificates import carriers
from tests.factories.accounts import UserFactory
from tests.factories.certificates import make_credential, make_scheme, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _issuer() -> None:
    ensure_issuer(now=timezone.now())


def run(capsys: Any, *arguments: str) -> str:
    call_command(*arguments)
    return capsys.readouterr().out


def test_issue_prints_the_code_and_the_address_of_what_it_issued(capsys: Any) -> None:
    make_scheme(make_version())
    person = UserFactory.create(email="ada@example.org")
    out = run(
        capsys, "issue", "governance-practitioner", "--email", "Ada@Example.org", "--name", "Ada Lindqvist"
    )
    credential = Credential.objects.get()
    assert out.splitlines() == [credential.code, f"http://localhost:8000/credentials/{credential.uuid}"]
    assert (credential.recipient, credential.recipient_name) == (person, "Ada Lindqvist")
    assert credential.valid_until is not None


def test_issue_lists_the_achievements(capsys: Any) -> None:
    make_version()
    assert run(capsys, "issue", "--list").split() == ["governance-practitioner", "GV-201", "pilot"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing", "--email", "a@example.org", "--name", "A"], "--list"),
        (["governance-practitioner", "--name", "A"], "--email"),
        (["governance-practitioner", "--email", "nowhere", "--name", "A"], "--email"),
        (["governance-practitioner", "--email", "a@example.org"], "--name"),
        (["governance-practitioner", "--email", "a@example.org", "--name", "x" * 151], "150"),
        (["governance-practitioner", "--email", "a@example.org", "--name", "a\nb"], "--name"),
    ],
)
def test_issue_says_what_is_missing(arguments: list[str], words: str) -> None:
    make_version()
    with pytest.raises(CommandError, match=words):
        call_command("issue", *arguments)
    assert not Credential.objects.exists()


def test_revoke_takes_a_code_as_people_write_it_and_one_of_the_public_reasons(capsys: Any) -> None:
    credential = make_credential()
    out = run(capsys, "revoke", credential.code.lower(), "--reason", "conduct")
    assert out.splitlines()[0] == credential.code
    credential.refresh_from_db()
    assert (credential.standing, credential.public_reason) == ("revoked", "conduct")
    with pytest.raises(CommandError, match="already"):
        call_command("revoke", credential.code, "--reason", "error")
    with pytest.raises(CommandError):
        call_command("revoke", credential.code, "--reason", "whim")


@pytest.mark.parametrize("command", [["revoke", "--reason", "error"], ["verify"]])
def test_a_slip_is_asked_about_and_never_taken_for_the_code(command: list[str]) -> None:
    credential = make_credential()
    wrong = credential.code[:-1] + ("0" if credential.code[-1] != "0" else "1")
    with pytest.raises(CommandError, match=credential.code):
        call_command(command[0], wrong, *command[1:])
    credential.refresh_from_db()
    assert credential.standing == "valid"


def test_verify_takes_a_code_an_address_or_a_file(capsys: Any, tmp_path: Path) -> None:
    credential = make_credential(now=timezone.now())
    path = tmp_path / "credential.json"
    path.write_bytes(bytes(credential.document))
    for what in (
        credential.code,
        f"http://localhost:8000/verify/{credential.code}/",
        f"http://localhost:8000/credentials/{credential.uuid}",
        str(path),
    ):
        out = run(capsys, "verify", what)
        assert out.startswith(f"valid: {credential.code}")
        # A file is checked once more: its own signature.
        assert out.count("  passed ") == (7 if what == str(path) else 6)
        assert "Holder: Ada Lindqvist" in out


def test_verify_fails_on_what_is_revoked_changed_or_not_there(capsys: Any, tmp_path: Path) -> None:
    credential = make_credential(now=timezone.now())
    document = json.loads(bytes(credential.document))
    path = tmp_path / "credential.json"
    for change in (
        {"name": "Another name"},
        {"unsignedGrade": "A+"},
        {"proof": document["proof"] | {"verificationMethod": "did:web:elsewhere.example#credential-1"}},
        {"proof": None},
    ):
        path.write_text(json.dumps({**document, **change}))
        with pytest.raises(CommandError):
            call_command("verify", str(path))
    for text in ("", "[]", "{", "[" * 100_000):
        path.write_text(text)
        with pytest.raises(CommandError, match="no credential") as refused:
            call_command("verify", str(path))
        assert refused.value.returncode == 2
    path.write_text("{" + " " * 300_000)
    with pytest.raises(CommandError, match="too large") as refused:
        call_command("verify", str(path))
    assert refused.value.returncode == 2
    with pytest.raises(CommandError, match="no-such-code"):
        call_command("verify", "ASY-7777-7777-7777")
    call_command("revoke", credential.code, "--reason", "error")
    with pytest.raises(CommandError, match="revoked") as refused:
        call_command("verify", credential.code)
    assert refused.value.returncode == 1


def test_verify_reads_every_kind_of_file_and_ends_with_0_only_for_a_sound_one(
    capsys: Any, tmp_path: Path
) -> None:
    credential = make_credential(now=timezone.now())
    render_pdf(credential.pk, now=timezone.now())
    document, path = bytes(credential.document), tmp_path / "file"
    good = [
        bytes(CredentialPdf.objects.get().data),
        carriers.png(document),
        carriers.svg(document),
        carriers.bundle(document),
    ]
    for data in good:
        path.write_bytes(data)
        assert run(capsys, "verify", str(path)).startswith(f"valid: {credential.code}")
    foreign = document.replace(b'"did:web:localhost%3A8000"', b'"did:web:elsewhere.example"')
    for data, words, status in (
        (carriers.pdf(document), "a page that is not ours", 1),
        (document.replace(b"Ada", b"Eva"), "altered", 1),
        (foreign, "cannot-check", 1),
        (carriers.plain_png(), "no credential", 2),
    ):
        path.write_bytes(data)
        with pytest.raises(CommandError, match=words) as refused:
            call_command("verify", str(path))
        assert refused.value.returncode == status


def test_verify_prints_no_name_that_is_hidden(capsys: Any, tmp_path: Path) -> None:
    credential = make_credential(now=timezone.now())
    assert credential.recipient_id is not None
    set_name_visibility(credential.pk, hidden=True, recipient_id=credential.recipient_id, now=timezone.now())
    path = tmp_path / "credential.json"
    path.write_bytes(bytes(credential.document))
    for what in (credential.code, str(path)):
        out = run(capsys, "verify", what)
        assert "hidden by the holder" in out
        assert "Lindqvist" not in out


def test_rotating_keys_signs_the_lists_with_the_new_key_at_once(capsys: Any) -> None:
    credential = make_credential()
    assert "credential-2" in run(capsys, "rotate_keys")
    assert IssuerKey.objects.get(kid="credential-1").retired_at is not None
    credential.status_list.refresh_from_db()
    listed = json.loads(bytes(credential.status_list.document))
    assert listed["proof"]["verificationMethod"].endswith("#credential-2")
