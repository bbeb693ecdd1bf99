"""Status lists: the bit that others read is the bit that we set."""

import base64
import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openbadgeslib.ob3.status import _bit_set, decode_encoded_list

from certificates.credentials import (
    SIZE,
    add_proof,
    bits_of,
    decode,
    encode,
    is_set,
    status_list_document,
    verify_proof,
)
from tests.certificates.credentials.facts import DID, ORIGIN, SIGNER

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_index_0_is_the_highest_bit_of_the_first_byte() -> None:
    assert bits_of([0])[0] == 0x80
    assert bits_of([7])[0] == 0x01
    assert bits_of([8])[:2] == b"\x00\x80"
    assert bits_of([SIZE - 1])[-1] == 0x01


@settings(max_examples=30, deadline=None)
@given(st.sets(st.integers(0, SIZE - 1), max_size=40), st.integers(0, SIZE - 1))
def test_exactly_the_given_bits_are_read_back_here_and_by_another_implementation(
    indices: set[int], other: int
) -> None:
    text = encode(bits_of(indices))
    bits, theirs = decode(text), decode_encoded_list(text)
    for index in indices | {other}:
        assert is_set(bits, index) == _bit_set(theirs, index) == (index in indices)


def test_a_list_has_the_least_size_allowed_and_the_same_bits_give_the_same_text() -> None:
    assert len(bits_of([])) * 8 == SIZE == 131_072
    assert encode(bits_of([1, 2])) == encode(bits_of([2, 1]))
    assert encode(bits_of([])).startswith("u")


@pytest.mark.parametrize("index", [-1, SIZE])
def test_an_index_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        bits_of([index])
    with pytest.raises(IndexError):
        is_set(bits_of([]), index)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "zabc",
        "u!!!",
        "uabc",
        encode(bits_of([]))[:-8],
        "u" + base64.urlsafe_b64encode(gzip.compress(b"\0" * 100, mtime=0)).rstrip(b"=").decode(),
        # A small file that unpacks to more than anyone asked for.
        "u" + base64.urlsafe_b64encode(gzip.compress(b"\0" * 5_000_000, mtime=0)).rstrip(b"=").decode(),
    ],
)
def test_a_malformed_short_or_bursting_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"list|multibase"):
        decode(text)


def test_the_published_list_is_a_credential_whose_proof_verifies() -> None:
    document = status_list_document(
        address=f"{ORIGIN}/status/r1",
        did=DID,
        bits=bits_of([5]),
        valid_from=NOON,
        valid_until=NOON + timedelta(hours=48),
    )
    verify_proof(add_proof(document, SIGNER, did=DID, created="2026-11-23T12:00:00Z"), SIGNER.public())
    assert document["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert document["validUntil"] == "2026-11-25T12:00:00Z"
