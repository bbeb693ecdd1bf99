"""The checker in a process of its own, as an employer runs it, on what the server answers."""

import base64
import json
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from django.utils import timezone

from accounts.models import StaffAct
from certificates.models import Credential, IssuerKey
from certificates.services.key_changes import change_key, log_first_keys
from certificates.services.keys import active_key, rotate_key, signer_of
from certificates.services.log import sign_head
from certificates.services.witnesses import add_witness, add_witness_signature
from certificates.tasks import sign_checkpoint as sign_checkpoint_task
from certificates.transparency import Checkpoint, KeyKind, VerifierKey, note_body, sign_checkpoint
from tests.certificates.transparency.test_witnesses import second_implementation
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
WITNESS = VerifierKey("witness.example/w1", KeyKind.COSIGNATURE, PRIVATE.public_key().public_bytes_raw())
STRANGER = Ed25519PrivateKey.from_private_bytes(bytes(32))


@dataclass
class Desk:
    """An employer's folder with what they saved from the site."""

    folder: Path
    client: Client
    keys: list[str] = field(default_factory=list)

    def save(self, name: str, address: str) -> str:
        """Save an answer; its text."""
        response = self.client.get(address)
        assert response.status_code == 200, address
        (self.folder / name).write_bytes(response.content)
        return str(response.content.decode())

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_bytes(text.encode())

    def read(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode()

    def check(self, *more: str, keys: list[str] | None = None) -> tuple[int, str]:
        """Run the checker that was saved; its exit code and what it said."""
        given = [word for key in (keys or self.keys) for word in ("--key", key)]
        done = subprocess.run(
            # -I: nothing of this project can be imported.
            [sys.executable, "-I", "checker.py", "credential.json", "proof.txt", *given, *more],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def now() -> datetime:
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def credential(now: datetime) -> Credential:
    """The sixth of eleven."""
    made = [make_credential(name="Zoë Åström", now=now - timedelta(days=1)) for _number in range(11)]
    sign_head(now=now)
    return made[5]


@pytest.fixture
def desk(tmp_path: Path, client: Client, credential: Credential) -> Desk:
    desk = Desk(tmp_path, client)
    desk.save("checker.py", "/log/checker.py")
    desk.save("credential.json", f"/credentials/{credential.uuid}.json")
    desk.save("proof.txt", f"/credentials/{credential.uuid}/proof")
    desk.keys = client.get("/log/key").content.decode().splitlines()
    return desk


def test_a_certificate_in_the_log_is_proved_and_the_rest_is_said_not_to_be(desk: Desk) -> None:
    code, said = desk.check()
    assert code == 0, said
    assert "Proved: entry 5 of the log, issued at " in said
    assert "head over 11 entries" in said
    assert "Not checked: the certificate's own signature" in said
    assert "Not checked: any witness." in said


def test_every_place_of_a_log_is_proved(desk: Desk, client: Client) -> None:
    for credential in Credential.objects.order_by("leaf_id"):
        desk.save("credential.json", f"/credentials/{credential.uuid}.json")
        desk.save("proof.txt", f"/credentials/{credential.uuid}/proof")
        code, said = desk.check()
        assert (code, f"entry {credential.leaf_id} of" in said) == (0, True), said


def test_the_first_set_of_keys_is_proved_under_the_first_head(client: Client, tmp_path: Path) -> None:
    now = timezone.now()
    assert not log_first_keys(now=now)
    credential = make_credential(now=now)
    sign_checkpoint_task()
    (change,) = client.get("/log/key-changes").json()["changes"]
    assert (change["cause"], change["key"]) == ("first", credential.key.kid)
    document = client.get(change["document"])
    assert document.json() == client.get("/.well-known/did.json").json()
    desk = Desk(tmp_path, client)
    desk.keys = client.get("/log/key").content.decode().splitlines()
    desk.save("checker.py", "/log/checker.py")
    desk.save("credential.json", change["document"])
    desk.save("proof.txt", change["proof"])
    code, said = desk.check()
    assert (code, "keys-changed at " in said) == (0, True), said
    # Once for all; and a set that was logged already has none before it.
    assert not log_first_keys(now=now)
    change_key(IssuerKey.Purpose.CREDENTIAL, actor_id=None, now=timezone.now())
    assert [one["cause"] for one in client.get("/log/key-changes").json()["changes"]] == ["first", "rotated"]


def test_where_a_change_was_logged_before_no_first_set_is_made_up(client: Client) -> None:
    make_credential()
    change_key(IssuerKey.Purpose.CREDENTIAL, actor_id=None, now=timezone.now())
    assert not log_first_keys(now=timezone.now())
    assert not StaffAct.objects.filter(facts__change="first").exists()


def test_a_set_of_keys_that_was_published_is_proved_and_another_is_not(
    desk: Desk, client: Client, now: datetime
) -> None:
    change_key(IssuerKey.Purpose.CREDENTIAL, actor_id=None, now=now)
    sign_head(now=now)
    (change,) = client.get("/log/key-changes").json()["changes"]
    assert (change["number"], change["cause"]) == (1, "rotated")
    desk.save("credential.json", change["document"])
    desk.save("proof.txt", change["proof"])
    code, said = desk.check()
    assert code == 0, said
    # A set of keys is never taken for a certificate: what the entry is of is said.
    assert "of the log, keys-changed at " in said
    assert change["key"] in desk.read("credential.json")
    desk.write("credential.json", desk.read("credential.json").replace(change["key"], "another"))
    assert desk.check()[0] == 1
    assert client.get("/log/key-changes/2/proof").status_code == 404
    assert client.get("/log/key-changes/0").status_code == 404
    assert client.get(f"/log/key-changes/{10**30}").status_code == 404


def _foreign_head(desk: Desk) -> str:
    """The proof under a head of another log that has the same root and size."""
    text = desk.read("proof.txt")
    head, _blank, note = text.partition("\n\n")
    _origin, size, root = note.split("\n")[:3]
    checkpoint = Checkpoint("other.example/log", int(size), base64.b64decode(root))
    return f"{head}\n\n" + sign_checkpoint(
        checkpoint, STRANGER.sign, STRANGER.public_key().public_bytes_raw()
    )


def _stranger_in_our_name(desk: Desk) -> str:
    head, _blank, note = desk.read("proof.txt").partition("\n\n")
    origin, size, root = note.split("\n")[:3]
    checkpoint = Checkpoint(origin, int(size), base64.b64decode(root))
    return f"{head}\n\n" + sign_checkpoint(
        checkpoint, STRANGER.sign, STRANGER.public_key().public_bytes_raw()
    )


def _without_line(text: str, number: int) -> str:
    lines = text.split("\n")
    return "\n".join(lines[:number] + lines[number + 1 :])


def _other_salt(text: str) -> str:
    extra = json.loads(base64.b64decode(text.split("\n")[1][6:])) | {"salt": "00" * 16}
    lines = text.split("\n")
    lines[1] = "extra " + base64.b64encode(json.dumps(extra).encode()).decode()
    return "\n".join(lines)


def _earlier(text: str) -> str:
    extra = json.loads(base64.b64decode(text.split("\n")[1][6:])) | {"at": "2020-01-01T00:00:00Z"}
    lines = text.split("\n")
    lines[1] = "extra " + base64.b64encode(json.dumps(extra).encode()).decode()
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda desk: desk.read("proof.txt").replace("index 5\n", "index 4\n"), "not the entry"),
        (lambda desk: desk.read("proof.txt").replace("index 5\n", "index 11\n"), "does not reach"),
        (lambda desk: desk.read("proof.txt").replace("index 5\n", "index -1\n"), "does not reach"),
        (lambda desk: desk.read("proof.txt").replace("\n11\n", "\n12\n"), "does not hold"),
        (_foreign_head, "not signed by the log's key"),
        (_stranger_in_our_name, "not signed by the log's key"),
        (lambda desk: _without_line(desk.read("proof.txt"), 3), "too short|not the entry"),
        (lambda desk: _without_line(desk.read("proof.txt"), 1), "not a proof"),
        (lambda desk: _other_salt(desk.read("proof.txt")), "not the entry"),
        (lambda desk: _earlier(desk.read("proof.txt")), "not the entry"),
        (lambda desk: desk.read("proof.txt").replace("index 5\n", f"index 5\n{'A' * 43}=\n"), "too long|not the"),
        (lambda desk: desk.read("proof.txt").replace("@v1", "@v2"), "not a proof"),
        (lambda desk: "", "cannot be read"),
        (lambda desk: "\n" * 9, "cannot be read"),
    ],
    ids=[
        "another index", "index beyond", "negative index", "another size", "foreign log", "stranger's key",
        "missing hash", "no opening", "another salt", "dated back", "one hash more", "version", "empty", "blank",
    ],
)  # fmt: skip
def test_a_changed_proof_is_not_proved(desk: Desk, change: Any, words: str) -> None:
    desk.write("proof.txt", change(desk))
    code, said = desk.check()
    assert code == 1
    assert said.startswith("NOT PROVED."), said
    assert any(word in said for word in words.split("|")), said


@pytest.mark.parametrize(
    ("old", "new"), [("Åström", "Astrom"), ("}", "} "), ("Governance Practitioner", "Governance Lead")]
)
def test_a_changed_credential_is_not_proved(desk: Desk, old: str, new: str) -> None:
    text = desk.read("credential.json")
    assert old in text
    desk.write("credential.json", text.replace(old, new, 1))
    code, said = desk.check()
    assert (code, "not the entry" in said) == (1, True), said


def test_another_persons_credential_is_not_proved_by_this_proof(desk: Desk) -> None:
    other = Credential.objects.order_by("leaf_id")[6]
    desk.save("credential.json", f"/credentials/{other.uuid}.json")
    assert desk.check()[0] == 1


@pytest.mark.parametrize(
    "key",
    [
        VerifierKey("localhost:8000/log", KeyKind.NOTE, STRANGER.public_key().public_bytes_raw()).text(),
        VerifierKey("other.example/log", KeyKind.NOTE, STRANGER.public_key().public_bytes_raw()).text(),
        "nonsense",
        "localhost:8000/log+00000000+AQ==",
    ],
)
def test_with_a_wrong_key_nothing_is_proved(desk: Desk, key: str) -> None:
    code, said = desk.check(keys=[key])
    assert (code, "NOT PROVED" in said) == (1, True), said


def test_after_a_change_of_key_each_head_is_proved_by_the_key_that_signed_it(
    desk: Desk, client: Client, credential: Credential, now: datetime
) -> None:
    rotate_key(IssuerKey.Purpose.LOG, now=now)
    make_credential(now=now)
    sign_head(now=now)
    desk.save("proof.txt", f"/credentials/{credential.uuid}/proof")
    assert desk.check()[0] == 1
    assert desk.check(keys=client.get("/log/key").content.decode().splitlines())[0] == 0


def test_a_kept_head_shows_that_the_log_only_grew(
    desk: Desk, client: Client, credential: Credential, now: datetime
) -> None:
    desk.save("kept.txt", "/log/checkpoint")
    assert desk.check("--old-checkpoint", "kept.txt")[0] == 0
    for _number in range(6):
        make_credential(now=now)
    sign_head(now=now)
    newest = make_newest_proof(desk, credential)
    assert newest == 17
    code, said = desk.check("--old-checkpoint", "kept.txt")
    assert (code, "/log/consistency/11/17" in said) == (1, True), said
    desk.save("growth.json", "/log/consistency/11/17")
    code, said = desk.check("--old-checkpoint", "kept.txt", "--consistency", "growth.json")
    assert code == 0, said
    assert "your head of 11 entries and this one are of one log" in said
    assert "It had this entry already." in said

    latest = Credential.objects.order_by("-leaf_id")[0]
    desk.save("credential.json", f"/credentials/{latest.uuid}.json")
    desk.save("proof.txt", f"/credentials/{latest.uuid}/proof")
    code, said = desk.check("--old-checkpoint", "kept.txt", "--consistency", "growth.json")
    assert (code, "This entry was added after it." in said) == (0, True), said

    desk.save("growth.json", "/log/consistency/10/17")
    assert desk.check("--old-checkpoint", "kept.txt", "--consistency", "growth.json")[0] == 1


def make_newest_proof(desk: Desk, credential: Credential) -> int:
    """Save the proof anew; the size of its head."""
    text = desk.save("proof.txt", f"/credentials/{credential.uuid}/proof")
    return int(text.partition("\n\n")[2].split("\n")[1])


def test_growth_is_shown_between_heads_of_every_two_sizes(
    desk: Desk, client: Client, credential: Credential, now: datetime
) -> None:
    desk.save("kept.txt", "/log/checkpoint")
    for size in range(12, 19):
        make_credential(now=now)
        sign_head(now=now)
        assert make_newest_proof(desk, credential) == size
        desk.save("growth.json", f"/log/consistency/11/{size}")
        code, said = desk.check("--old-checkpoint", "kept.txt", "--consistency", "growth.json")
        assert code == 0, said


def test_a_head_of_a_rewritten_log_is_found_out(desk: Desk, credential: Credential, now: datetime) -> None:
    # The same log signed something else before: both heads carry the log's signature, and they do not fit.
    signer = signer_of(active_key(IssuerKey.Purpose.LOG))
    forged = Checkpoint("localhost:8000/log", 8, bytes(32))
    desk.write("kept.txt", sign_checkpoint(forged, signer.sign, signer.public()))
    desk.save("growth.json", "/log/consistency/8/11")
    code, said = desk.check("--old-checkpoint", "kept.txt", "--consistency", "growth.json")
    assert (code, "was not shown to continue" in said) == (1, True), said
    desk.write(
        "kept.txt",
        sign_checkpoint(Checkpoint("localhost:8000/log", 11, bytes(32)), signer.sign, signer.public()),
    )
    code, said = desk.check("--old-checkpoint", "kept.txt")
    assert (code, "was not shown to continue" in said) == (1, True), said
    empty = Checkpoint("localhost:8000/log", 0, bytes(32))
    desk.write("kept.txt", sign_checkpoint(empty, signer.sign, signer.public()))
    assert desk.check("--old-checkpoint", "kept.txt")[0] == 1


def test_a_witness_is_believed_by_its_key_alone(
    desk: Desk, client: Client, credential: Credential, now: datetime
) -> None:
    code, said = desk.check("--witness", WITNESS.text())
    assert (code, "did not confirm this head" in said) == (1, True), said
    add_witness("Notary", WITNESS.text(), now=now)
    note = client.get("/log/checkpoint").content.decode()
    line = second_implementation(WITNESS.name, note_body(note), int(now.timestamp()))
    add_witness_signature(line, now=now)
    proof = desk.save("proof.txt", f"/credentials/{credential.uuid}/proof")
    code, said = desk.check("--witness", WITNESS.text())
    assert code == 0, said
    assert f"Proved: witness.example/w1 saw that head on {now:%Y-%m-%d %H:%M:%S}" in said
    assert "Not checked: any witness" not in said
    # Without being asked about the witness, its line changes nothing.
    assert desk.check()[0] == 0
    raw = bytearray(base64.b64decode(line.split(" ")[2]))
    raw[11] ^= 1
    desk.write("proof.txt", proof.replace(line.split(" ")[2], base64.b64encode(raw).decode()))
    code, said = desk.check("--witness", WITNESS.text())
    assert (code, "does not hold" in said) == (1, True), said
    as_log_key = VerifierKey(WITNESS.name, KeyKind.NOTE, WITNESS.public).text()
    assert desk.check("--witness", as_log_key)[0] == 1


def test_a_file_that_is_not_there_is_said_in_words(desk: Desk) -> None:
    (desk.folder / "proof.txt").unlink()
    code, said = desk.check()
    assert (code, "cannot be read" in said) == (1, True)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"id": 7}', "[" * 100_000, "\ud7ff", "nonsense"])
def test_a_strange_credential_is_not_proved_and_leaves_no_trace_of_code(desk: Desk, text: str) -> None:
    desk.write("credential.json", text)
    code, said = desk.check()
    assert (code, said.startswith("NOT PROVED.")) == (1, True), said
