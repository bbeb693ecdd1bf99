"""Verifier keys and cosignatures, against published keys and a second implementation."""

import base64
import hashlib
import struct
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from certificates.transparency import (
    CosignatureRefused,
    KeyKind,
    VerifierKey,
    cosign,
    note_body,
    open_cosignature,
    read_verifier_key,
    signature_lines,
)

BODY = "assay.example/log\n7\n" + base64.b64encode(bytes(32)).decode() + "\n"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
WITNESS = VerifierKey("witness.example/w1", KeyKind.COSIGNATURE, PUBLIC)


def second_implementation(name: str, body: str, seconds: int, key: Ed25519PrivateKey = PRIVATE) -> str:
    """A cosignature line after the words of C2SP tlog-cosignature, with nothing of ours."""
    key_id = hashlib.sha256(
        name.encode("utf-8") + bytes([0x0A, 0x04]) + key.public_key().public_bytes_raw()
    ).digest()[:4]
    signed = key.sign("\n".join(["cosignature/v1", "time " + str(seconds), body]).encode("utf-8"))
    blob = struct.pack(">4sQ64s", key_id, seconds, signed)
    return "\N{EM DASH} " + name + " " + base64.standard_b64encode(blob).decode("ascii")


# Published with the Go checksum database, and with the tests of Go's package sumdb/note.
SUMDB = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


@pytest.mark.parametrize("text", [SUMDB, NEUMANN])
def test_published_verifier_keys_are_read_and_written_again(text: str) -> None:
    key = read_verifier_key(text)
    assert key.kind is KeyKind.NOTE
    assert key.text() == text
    assert read_verifier_key(f" {text}\n") == key


def test_a_published_note_is_taken_apart_and_its_signature_holds() -> None:
    key = read_verifier_key(NEUMANN)
    (line,) = signature_lines(NEUMANN_NOTE)
    raw = base64.b64decode(line.split(" ")[2])
    assert raw[:4] == key.id()
    Ed25519PublicKey.from_public_bytes(key.public).verify(raw[4:], note_body(NEUMANN_NOTE).encode())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        SUMDB.replace("sum.golang", "sum.golan"),
        SUMDB.replace("033de0ae", "033de0af"),
        SUMDB.replace("033de0ae", "033DE0AE"),
        SUMDB[:-4],
        "a b+00000000+AQ==",
        "+00000000+AQ==",
        "a+00000000+",
        "a+00000000+Aw==",
        "a+00000000+!",
    ],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="verifier key"):
        read_verifier_key(text)


def test_our_line_is_that_of_a_second_implementation_byte_for_byte() -> None:
    seconds = int(NOON.timestamp())
    assert cosign(BODY, WITNESS, at=NOON, sign=PRIVATE.sign) == second_implementation(
        WITNESS.name, BODY, seconds
    )


@pytest.mark.parametrize("seconds", [0, 1, 1_679_315_147, 4_102_444_800])
def test_a_line_of_a_second_implementation_is_opened_with_its_time(seconds: int) -> None:
    opened = open_cosignature(second_implementation(WITNESS.name, BODY, seconds), BODY, WITNESS)
    assert opened is not None
    assert opened.signed_at.timestamp() == seconds


def test_lines_of_others_are_passed_over() -> None:
    other = VerifierKey("other.example", KeyKind.COSIGNATURE, PUBLIC)
    same_name = Ed25519PrivateKey.from_private_bytes(bytes(32))
    line = second_implementation(WITNESS.name, BODY, 1)
    assert open_cosignature(line, BODY, other) is None
    assert open_cosignature(second_implementation(WITNESS.name, BODY, 1, same_name), BODY, WITNESS) is None
    assert open_cosignature(line, BODY, VerifierKey(WITNESS.name, KeyKind.NOTE, PUBLIC)) is None
    assert open_cosignature("- " + line[2:], BODY, WITNESS) is None


def _with(line: str, place: int) -> str:
    """The line with one bit of its blob turned."""
    mark, name, encoded = line.split(" ")
    raw = bytearray(base64.b64decode(encoded))
    raw[place] ^= 1
    return f"{mark} {name} {base64.b64encode(raw).decode()}"


def test_a_line_for_another_head_another_time_or_with_a_changed_signature_is_refused() -> None:
    line = second_implementation(WITNESS.name, BODY, 1_679_315_147)
    with pytest.raises(CosignatureRefused, match="does not hold"):
        open_cosignature(line, BODY.replace("\n7\n", "\n8\n"), WITNESS)
    for place in (11, 12, 75):
        with pytest.raises(CosignatureRefused, match="does not hold"):
            open_cosignature(_with(line, place), BODY, WITNESS)
    with pytest.raises(CosignatureRefused, match="cannot be read"):
        open_cosignature(_with(line, 4), BODY, WITNESS)  # a time of 2^56 seconds and more
    with pytest.raises(CosignatureRefused, match="cannot be read"):
        open_cosignature(f"{line[:-8]}", BODY, WITNESS)
    with pytest.raises(CosignatureRefused, match="cannot be read"):
        open_cosignature(f"\u2014 {WITNESS.name} !", BODY, WITNESS)


def test_an_ordinary_note_signature_is_no_cosignature() -> None:
    # Signed over the body alone, as a log signs: without the header a log's own key could pass for a witness.
    raw = WITNESS.id() + bytes(8) + PRIVATE.sign(BODY.encode())
    line = f"\u2014 {WITNESS.name} {base64.b64encode(raw).decode()}"
    with pytest.raises(CosignatureRefused, match="does not hold"):
        open_cosignature(line, BODY, WITNESS)
