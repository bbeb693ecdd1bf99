"""The Merkle tree, exhaustively for small sizes, and against the published rules of RFC 9162."""

import base64
import hashlib
from functools import partial

import pytest

from certificates.credentials import Ed25519Signer
from certificates.transparency import (
    Checkpoint,
    CheckpointRefused,
    consistency_proof,
    edge_places,
    inclusion_proof,
    leaf_hash,
    new_nodes,
    open_checkpoint,
    places_of,
    root,
    sign_checkpoint,
    verify_consistency,
    verify_inclusion,
)
from certificates.transparency.verifier_keys import key_hash

LARGEST = 70


def _tree(size: int) -> dict[tuple[int, int], bytes]:
    nodes: dict[tuple[int, int], bytes] = {}
    for index in range(size):
        leaf = leaf_hash(str(index).encode())
        for level, place, value in new_nodes(index, leaf, lambda level, place: nodes[level, place]):
            nodes[level, place] = value
    return nodes


NODES = _tree(LARGEST)


def at(level: int, place: int) -> bytes:
    return NODES[level, place]


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 9162 §2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def test_the_root_of_every_size_is_that_of_the_definition() -> None:
    for size in range(LARGEST + 1):
        assert root(size, at) == naive_root([str(index).encode() for index in range(size)])


def test_every_inclusion_proof_holds_and_no_other_leaf_root_or_size_does() -> None:
    for size in range(1, LARGEST + 1):
        head = root(size, at)
        for index in range(size):
            proof = inclusion_proof(index, size, at)
            leaf = leaf_hash(str(index).encode())
            assert verify_inclusion(leaf, index, size, proof, head)
            assert not verify_inclusion(leaf_hash(b"other"), index, size, proof, head)
            assert not verify_inclusion(leaf, index, size, proof, b"\0" * 32)
            assert not verify_inclusion(leaf, index, size, [*proof, head], head)
            assert not verify_inclusion(leaf, size, size, proof, head)


def test_every_consistency_proof_holds_and_no_other_root_does() -> None:
    for second in range(1, LARGEST + 1):
        for first in range(1, second + 1):
            proof = consistency_proof(first, second, at)
            roots = (root(first, at), root(second, at))
            assert verify_consistency((first, second), roots, proof)
            assert not verify_consistency((first, second), (b"\0" * 32, roots[1]), proof)
            if first < second:
                assert not verify_consistency((first, second), (roots[0], b"\0" * 32), proof)


def test_no_proof_holds_for_another_place_or_for_the_root_of_another_size() -> None:
    roots = [root(size, at) for size in range(LARGEST + 1)]
    for size in range(1, LARGEST + 1):
        for index in range(size):
            proof = inclusion_proof(index, size, at)
            leaf = leaf_hash(str(index).encode())
            assert not any(
                verify_inclusion(leaf, other, size, proof, roots[size])
                for other in range(size)
                if other != index
            )
            assert not any(
                verify_inclusion(leaf, index, other, proof, roots[other])
                for other in range(index + 1, LARGEST + 1)
                if other != size
            )


def test_no_growth_is_proved_by_the_proof_of_another() -> None:
    roots = [root(size, at) for size in range(LARGEST + 1)]
    for second in range(2, LARGEST + 1):
        for first in range(1, second):
            proof = consistency_proof(first, second, at)
            assert not any(
                verify_consistency((other, second), (roots[other], roots[second]), proof)
                for other in range(1, second)
                if other != first
            )


def test_the_nodes_that_a_computation_asks_for_are_known_beforehand_and_few() -> None:
    for size in range(1, LARGEST + 1):
        places = places_of(partial(root, size), partial(inclusion_proof, size // 2, size))
        assert len(places) <= 3 * size.bit_length()
        known = {place: NODES[place] for place in places}

        def lookup(level: int, place: int, known: dict[tuple[int, int], bytes] = known) -> bytes:
            return known[level, place]

        proof = inclusion_proof(size // 2, size, lookup)
        leaf = leaf_hash(str(size // 2).encode())
        assert verify_inclusion(leaf, size // 2, size, proof, root(size, lookup))


def test_the_nodes_that_appending_is_hashed_with_are_exactly_those_told_beforehand() -> None:
    for size in range(LARGEST):
        for added in range(LARGEST - size + 1):
            fresh: dict[tuple[int, int], bytes] = {}
            asked = set()

            def lookup(
                level: int, place: int, fresh: dict[tuple[int, int], bytes] = fresh, asked: set = asked
            ) -> bytes:
                if (level, place) not in fresh:
                    asked.add((level, place))
                return NODES[level, place]

            for index in range(size, size + added):
                for level, place, value in new_nodes(index, NODES[0, index], lookup):
                    fresh[level, place] = value
            assert asked == edge_places(size, added)


def test_a_proof_for_a_leaf_outside_the_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion_proof(5, 5, at)


def test_a_checkpoint_opens_with_its_key_only_and_not_after_a_change() -> None:
    signer, other = Ed25519Signer.generate("log-1"), Ed25519Signer.generate("log-2")
    note = sign_checkpoint(Checkpoint("assay.example/log", 7, root(7, at)), signer.sign, signer.public())
    assert open_checkpoint(note, signer.public()).size == 7
    with pytest.raises(CheckpointRefused):
        open_checkpoint(note, other.public())
    with pytest.raises(CheckpointRefused):
        open_checkpoint(note.replace("\n7\n", "\n8\n"), signer.public())


def test_a_checkpoint_may_carry_the_signatures_of_witnesses_beside_ours() -> None:
    signer, witness = Ed25519Signer.generate("log-1"), Ed25519Signer.generate("witness")
    checkpoint = Checkpoint("assay.example/log", 7, root(7, at))
    note = sign_checkpoint(checkpoint, signer.sign, signer.public())
    beside = sign_checkpoint(checkpoint, witness.sign, witness.public()).splitlines()[-1]
    body, _blank, ours = note.partition("\n\n")
    assert open_checkpoint(f"{body}\n\n{beside}\n{ours}", signer.public()) == checkpoint


@pytest.mark.parametrize(
    "note", ["", "a\n\n", "a\nb\nc\n\n\u2014 a AAAA\n", "a\n1\n!\n\n\u2014 a !\n", "a\n1\nAAAA\n\n"]
)
def test_what_is_not_a_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(CheckpointRefused):
        open_checkpoint(note, Ed25519Signer.generate("log-1").public())


@pytest.mark.parametrize("size", ["+7", "07", "7_0", " 7", "-7", "\u0667", "7.0", "9" * 20])
def test_a_size_is_written_in_one_way_only(size: str) -> None:
    signer = Ed25519Signer.generate("log-1")
    body = f"a/log\n{size}\n{base64.b64encode(bytes(32)).decode()}\n"
    mark = base64.b64encode(key_hash("a/log", signer.public()) + signer.sign(body.encode())).decode()
    with pytest.raises(CheckpointRefused):
        open_checkpoint(f"{body}\n\u2014 a/log {mark}\n", signer.public())


def test_a_root_has_the_length_of_a_hash() -> None:
    signer = Ed25519Signer.generate("log-1")
    note = sign_checkpoint(Checkpoint("a/log", 7, b"short"), signer.sign, signer.public())
    with pytest.raises(CheckpointRefused):
        open_checkpoint(note, signer.public())
