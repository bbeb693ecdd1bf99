"""docs/algorithms/signing.md: every figure in its examples is made again."""

import hashlib
import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.credentials import (
    CodeForm,
    Ed25519Signer,
    add_proof,
    bits_of,
    credential_document,
    encode,
    multikey,
    read_code,
)
from certificates.credentials.encoding import base58_decode
from certificates.credentials.proofs import canonical
from tests.certificates.credentials.facts import DID, FACTS

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs/algorithms/signing.md").read_text()
ROWS = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", TEXT, re.MULTILINE))
SIGNER = Ed25519Signer("credential-1", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))


def test_the_worked_example_is_what_signing_gives() -> None:
    document = credential_document(FACTS)
    signed = add_proof(document, SIGNER, did=DID, created="2026-11-23T07:26:18Z")
    options = {"@context": signed["@context"], **signed["proof"]}
    value = options.pop("proofValue")
    statements, said = canonical(document), canonical(options)
    assert f"`{multikey(SIGNER.public())}`" in TEXT
    assert ROWS["statements"] == str(len(statements.splitlines()))
    assert ROWS["SHA-256 of the document"] == f"`{hashlib.sha256(statements.encode()).hexdigest()}`"
    assert ROWS["SHA-256 of the proof's options"] == f"`{hashlib.sha256(said.encode()).hexdigest()}`"
    assert ROWS["proofValue"] == f"`{value}`"
    # And by hand, as the text tells it: the options' digest first, then the document's.
    message = hashlib.sha256(said.encode()).digest() + hashlib.sha256(statements.encode()).digest()
    assert len(message) == 64
    assert base58_decode(value[1:]) == SIGNER.sign(message)


def test_the_list_of_the_documentation_has_one_bit() -> None:
    bits = bits_of([48213])
    assert [place for place, byte in enumerate(bits) if byte] == [6026]
    assert bits[6026] == 4
    assert f"`{encode(bits)}`" in TEXT


CODES = re.findall(r"^\| `(A[^`]+|asy[^`]+)` \| (.+?) \|$", TEXT, re.MULTILINE)


@pytest.mark.parametrize(("typed", "said"), CODES, ids=[typed for typed, _said in CODES])
def test_each_code_of_the_documentation_is_read_as_it_says(typed: str, said: str) -> None:
    found = read_code(typed)
    if said in ("well-formed", "the same"):
        assert (found.form, found.code) == (CodeForm.WELL_FORMED, "ASY-7F3K-22QX-9M5A")
    elif said.startswith("one slip"):
        assert (found.form, list(found.offers)) == (CodeForm.ONE_SLIP, re.findall(r"`(.+)`", said))
    else:
        assert found.form is CodeForm.WRONG


def test_the_documentation_has_its_codes_and_figures() -> None:
    assert len(CODES) == 6
    assert {"statements", "proofValue"} <= set(ROWS)
