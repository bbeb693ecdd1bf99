"""/log/… and /credentials/<uuid>/proof: what others read of the log."""

import base64
import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.models import Credential, IssuerKey, LogLeaf
from certificates.services.changes import Act, revoke_credential, set_name_visibility
from certificates.services.erasing import erase_credential
from certificates.services.issuer import ensure_issuer
from certificates.services.keys import active_key, rotate_key
from certificates.services.log import sign_head
from certificates.services.log_proofs import proof_text
from certificates.services.specimens import ensure_specimens
from certificates.transparency import (
    KeyKind,
    checker,
    commitment,
    leaf_hash,
    open_checkpoint,
    read_tlog_proof,
    read_verifier_key,
    verify_consistency,
    verify_inclusion,
)
from certificates.transparency.tiles import split_entries, split_hashes
from tests.certificates.transparency.test_tiles import root_by_a_reader
from tests.factories.certificates import NOON, make_credential
from tests.factories.log import grow_log

pytestmark = pytest.mark.django_db

FOR_EVER = "public, max-age=31536000, immutable"


def public_key() -> bytes:
    return bytes(active_key(IssuerKey.Purpose.LOG).public)


@pytest.fixture
def log() -> None:
    """A log of 600 entries under a signed head, and five more that it does not cover."""
    ensure_issuer(now=NOON)
    grow_log(600)
    sign_head(now=NOON)
    leaf = LogLeaf.objects.first()
    assert leaf is not None
    LogLeaf.objects.bulk_create(
        LogLeaf(index=600 + place, data=leaf.data, event="issued", at=NOON) for place in range(5)
    )


def test_the_newest_head_is_a_signed_note_open_to_all_and_asked_again_each_time(
    client: Client, log: None
) -> None:
    response = client.get("/log/checkpoint")
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-cache"
    head = open_checkpoint(response.content.decode(), public_key())
    assert (head.origin, head.size) == ("localhost:8000/log", 600)
    again = client.get("/log/checkpoint", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_empty_log_says_so(client: Client) -> None:
    ensure_issuer(now=NOON)
    response = client.get("/log/checkpoint")
    assert response.status_code == 404
    assert "no head of it has been signed yet" in response.content.decode()
    assert "no head of it has been signed yet" in client.get("/log/").content.decode()
    assert client.get("/log/tile/0/000").status_code == 404
    assert client.get("/log/consistency/1/1").status_code == 404


def test_a_reader_finds_the_signed_root_from_the_served_tiles_alone(client: Client, log: None) -> None:
    names = ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"]
    tiles = {}
    for name in names:
        response = client.get(f"/log/{name}")
        assert response.status_code == 200, name
        assert response["Content-Type"] == "application/octet-stream"
        assert response["Cache-Control"] == FOR_EVER
        assert response["Access-Control-Allow-Origin"] == "*"
        tiles[name] = response.content
    head = open_checkpoint(client.get("/log/checkpoint").content.decode(), public_key())
    assert len(tiles["tile/0/000"]) == 8192
    assert root_by_a_reader(600, tiles) == head.root


def test_a_bundle_holds_the_entries_whose_hashes_are_in_the_tile(client: Client, log: None) -> None:
    for place in ("000", "001", "002.p/88", "002.p/3"):
        entries = split_entries(client.get(f"/log/tile/entries/{place}").content)
        hashes = split_hashes(client.get(f"/log/tile/0/{place}").content)
        assert [leaf_hash(entry) for entry in entries] == hashes


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("0/002", "No signed head covers"),
        ("0/002.p/89", "No signed head covers"),
        ("entries/002.p/89", "No signed head covers"),
        ("entries/002.p/93", "No signed head covers"),
        ("0/003.p/1", "No signed head covers"),
        ("1/000", "No signed head covers"),
        ("1/000.p/3", "No signed head covers"),
        ("2/000.p/1", "No signed head covers"),
        ("63/x999/x999/x999/999", "No signed head covers"),
        ("0/0", "not the address of a tile"),
        ("0/000.p/256", "not the address of a tile"),
        ("64/000", "not the address of a tile"),
        ("data/000", "not the address of a tile"),
        ("0/../../key", "not the address of a tile"),
    ],
)
def test_what_no_signed_head_covers_is_not_served(client: Client, log: None, path: str, words: str) -> None:
    response = client.get(f"/log/tile/{path}")
    assert response.status_code == 404
    assert words in response.content.decode()
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/log/checkpoint", 2),
        ("/log/tile/0/000", 2),
        ("/log/tile/1/000.p/2", 2),
        ("/log/tile/entries/001", 2),
        ("/log/consistency/77/599", 3),
        ("/log/key", 2),
        ("/log/", 5),
        ("/log/checker.py", 0),
    ],
)
def test_an_answer_costs_few_queries(client: Client, log: None, path: str, most: int) -> None:
    client.get(path)
    with CaptureQueriesContext(connection) as context:
        assert client.get(path).status_code == 200
    assert len(context) <= most, [one["sql"] for one in context]


def test_growth_is_proved_between_sizes_that_the_head_covers(client: Client, log: None) -> None:
    answer = client.get("/log/consistency/256/600")
    assert answer["Content-Type"] == "application/json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    said = answer.json()
    assert (said["old"], said["new"]) == (256, 600)
    head = open_checkpoint(client.get("/log/checkpoint").content.decode(), public_key())
    first = {"tile/0/000": client.get("/log/tile/0/000").content, "tile/1/000.p/1": b""}
    first["tile/1/000.p/1"] = client.get("/log/tile/1/000.p/1").content
    old_root = root_by_a_reader(256, first)
    proof = [base64.b64decode(line) for line in said["proof"]]
    assert verify_consistency((256, 600), (old_root, head.root), proof)
    assert client.get("/log/consistency/600/600").json()["proof"] == []


@pytest.mark.parametrize("sizes", ["0/600", "5/4", "1/601", "601/605", f"1/{10**30}", f"{10**30}/{10**31}"])
def test_growth_outside_the_head_is_refused_in_words(client: Client, log: None, sizes: str) -> None:
    response = client.get(f"/log/consistency/{sizes}")
    assert response.status_code == 404
    assert "the smaller first" in response.content.decode()


def test_the_keys_are_told_the_one_in_use_first_and_retired_ones_for_ever(client: Client) -> None:
    ensure_issuer(now=NOON)
    first = public_key()
    rotate_key(IssuerKey.Purpose.LOG, now=NOON + timedelta(days=1))
    keys = [read_verifier_key(line) for line in client.get("/log/key").content.decode().splitlines()]
    assert [key.public for key in keys] == [public_key(), first]
    assert {key.name for key in keys} == {"localhost:8000/log"}
    assert {key.kind for key in keys} == {KeyKind.NOTE}
    page = client.get("/log/").content.decode()
    assert all(key.text() in page for key in keys)


def test_the_page_says_how_the_log_stands_and_that_nobody_witnesses_it(client: Client, log: None) -> None:
    page = client.get("/log/")
    text = re.sub(r"\s+", " ", page.content.decode())
    assert "<dd>600</dd>" in text
    assert client.get("/log/checkpoint").content.decode().split("\n")[2] in text
    assert "Not witnessed: the log proves order on our word." in text
    assert "/log/checker.py" in text


def test_the_checker_is_served_as_it_is_and_is_short(client: Client) -> None:
    response = client.get("/log/checker.py")
    assert response["Content-Type"] == "text/x-python; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="checker.py"'
    assert response.content == Path(checker.__file__).read_bytes()
    assert len(response.content.splitlines()) < 150
    imports = re.findall(r"^(?:from|import) (\w+)", response.content.decode(), re.MULTILINE)
    assert set(imports) == {
        "argparse", "base64", "cryptography", "datetime", "hashlib", "json", "pathlib", "sys",
    }  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/log/checkpoint", "/log/key", "/log/", "/log/checker.py", "/log/tile/0/000"]
)
def test_nothing_is_written_by_these_addresses(client: Client, log: None, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.fixture
def credential() -> Credential:
    for _number in range(4):
        make_credential()
    credential = make_credential(now=timezone.now() - timedelta(days=1))
    make_credential()
    return credential


def proof_of_page(client: Client, credential: Credential) -> Any:
    return client.get(f"/credentials/{credential.uuid}/proof")


def test_the_proof_leads_from_the_credential_to_the_signed_head(
    client: Client, credential: Credential
) -> None:
    sign_head(now=NOON)
    response = proof_of_page(client, credential)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-cache"
    proof = read_tlog_proof(response.content.decode())
    head = open_checkpoint(proof.checkpoint, public_key())
    opening = json.loads(proof.extra)
    salt = bytes.fromhex(opening.pop("salt"))
    document = client.get(f"/credentials/{credential.uuid}.json").content
    entry = opening | {
        "credential": commitment(salt, json.loads(document)["id"].encode()),
        "document": commitment(salt, document),
    }
    leaf = leaf_hash(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode())
    assert verify_inclusion(leaf, proof.index, head.size, proof.hashes, head.root)
    assert proof_text(credential) == response.content.decode()
    again = client.get(f"/credentials/{credential.uuid}/proof", headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304


def test_a_hidden_name_leaves_the_proof_open_for_it_holds_no_name(
    client: Client, credential: Credential
) -> None:
    sign_head(now=NOON)
    assert credential.recipient_id is not None
    set_name_visibility(credential.pk, hidden=True, recipient_id=credential.recipient_id, now=timezone.now())
    assert client.get(f"/credentials/{credential.uuid}.json").status_code == 403
    response = proof_of_page(client, credential)
    assert response.status_code == 200
    extra = read_tlog_proof(response.content.decode()).extra
    assert set(json.loads(extra)) == {"at", "event", "salt", "v"}
    for word in ("Lindqvist", str(credential.uuid), credential.code, credential.recipient_email):
        assert word not in response.content.decode() + extra.decode()


def test_before_a_head_covers_it_the_proof_is_to_be_asked_for_again(
    client: Client, credential: Credential
) -> None:
    response = proof_of_page(client, credential)
    assert (response.status_code, response["Retry-After"]) == (409, "300")
    assert "no signed head covers it yet" in response.content.decode()
    assert proof_text(credential) is None
    sign_head(now=NOON)
    newer = make_credential()
    assert proof_of_page(client, credential).status_code == 200
    assert proof_of_page(client, newer).status_code == 409


def test_a_specimen_has_no_proof_and_is_told_so(client: Client) -> None:
    ensure_specimens(now=timezone.now())
    sign_head(now=timezone.now())
    specimen = Credential.objects.filter(is_specimen=True)[0]
    response = proof_of_page(client, specimen)
    assert response.status_code == 404
    assert "Specimens are never logged" in response.content.decode()
    assert proof_text(specimen) is None


def test_an_erased_credential_has_no_proof_any_more(client: Client, credential: Credential) -> None:
    sign_head(now=NOON)
    assert proof_of_page(client, credential).status_code == 200
    erase_credential(credential.pk, act=Act(timezone.now(), None, "She asked for it."))
    response = proof_of_page(client, credential)
    assert response.status_code == 404
    assert "was erased" in response.content.decode()
    assert proof_text(credential) is None


def test_a_revoked_credential_still_has_the_proof_that_it_was_issued(
    client: Client, credential: Credential
) -> None:
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    sign_head(now=NOON)
    assert proof_of_page(client, credential).status_code == 200


def test_nobodys_credential_has_no_page(client: Client) -> None:
    assert client.get("/credentials/00000000-0000-4000-8000-000000000000/proof").status_code == 404


@pytest.mark.parametrize("more", [0, 40])
def test_a_proof_costs_the_same_however_long_the_log_is(client: Client, more: int) -> None:
    credential = make_credential()
    for _number in range(more):
        make_credential()
    sign_head(now=NOON)
    proof_of_page(client, credential)
    with CaptureQueriesContext(connection) as context:
        proof_of_page(client, credential)
    assert len(context) <= 8


def test_the_digest_of_an_answer_is_its_tag(client: Client, log: None) -> None:
    response = client.get("/log/tile/0/000")
    assert response["ETag"] == f'"{hashlib.sha256(response.content).hexdigest()}"'
