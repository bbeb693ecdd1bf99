"""tlog-proof as text and back."""

import json

import pytest

from certificates.transparency import LogProof, ProofUnreadable, leaf_opening, read_tlog_proof, tlog_proof

CHECKPOINT = "a/log\n3\nAAAA\n\n\u2014 a/log AAAA\n"
HASHES = (bytes(32), bytes(range(32)))


@pytest.mark.parametrize("extra", [b"", b"{}", bytes(200)])
@pytest.mark.parametrize("hashes", [(), HASHES])
@pytest.mark.parametrize("index", [0, 73_894, 10**18])
def test_a_proof_is_read_back_as_it_was_written(extra: bytes, hashes: tuple[bytes, ...], index: int) -> None:
    proof = LogProof(index, hashes, CHECKPOINT, extra)
    assert read_tlog_proof(tlog_proof(proof)) == proof


def test_a_proof_has_the_lines_of_its_specification() -> None:
    text = tlog_proof(LogProof(7, HASHES, CHECKPOINT, b"extra"))
    assert text == (
        "c2sp.org/tlog-proof@v1\n"
        "extra ZXh0cmE=\n"
        "index 7\n"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        "\n" + CHECKPOINT
    )


GOOD = tlog_proof(LogProof(7, HASHES, CHECKPOINT, b"extra"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1\n\n",
        "c2sp.org/tlog-proof@v1",
        GOOD.replace("@v1", "@v2"),
        GOOD.replace("index 7", "index 07"),
        GOOD.replace("index 7", "index -7"),
        GOOD.replace("index 7", "index ٧"),
        GOOD.replace("index 7\n", ""),
        GOOD.replace("extra ZXh0cmE=", "extra !"),
        GOOD.replace("AAAAAAAAAAAA", "AAAA"),
        GOOD.replace("index 7\n", "index 7\n" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 62),
    ],
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(ProofUnreadable):
        read_tlog_proof(text)


def test_what_opens_a_leaf_is_its_event_time_and_version_and_the_salt() -> None:
    leaf = b'{"at":"2026-11-23T12:00:00Z","credential":"c","document":"d","event":"issued","v":1}'
    opening = leaf_opening(leaf, bytes(range(16)))
    assert json.loads(opening) == {
        "at": "2026-11-23T12:00:00Z",
        "event": "issued",
        "salt": "000102030405060708090a0b0c0d0e0f",
        "v": 1,
    }
    with pytest.raises(ValueError, match="16 bytes"):
        leaf_opening(leaf, b"")
