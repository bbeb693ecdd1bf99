"""docs/algorithms/transparency.md: every value in it is made again, and its last example is run."""

import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.transparency import (
    Checkpoint,
    KeyKind,
    LogEvent,
    LogProof,
    VerifierKey,
    checker,
    consistency_proof,
    cosign,
    inclusion_proof,
    leaf_data,
    leaf_hash,
    leaf_opening,
    new_nodes,
    note_body,
    root,
    sign_checkpoint,
    tlog_proof,
)

ROOT = Path(__file__).resolve().parents[3]
TEXT = (ROOT / "docs/algorithms/transparency.md").read_text()
BLOCKS = re.findall(r"^```\w*\n(.*?)\n```$", TEXT, re.MULTILINE | re.DOTALL)
SALT = bytes(range(16))
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADDRESS = b"https://assay.example/credentials/5f0c8f5e-40c1-4f6e-9a39-2f3f0f2c7d11"
CREDENTIAL = b'{"id":"' + ADDRESS + b'"}'
LEAF = leaf_data(LogEvent.ISSUED, salt=SALT, at=NOON, commits={"credential": ADDRESS, "document": CREDENTIAL})
LOG = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG_KEY = VerifierKey("assay.example/log", KeyKind.NOTE, LOG.public_key().public_bytes_raw())
WITNESS = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
WITNESS_KEY = VerifierKey("witness.example", KeyKind.COSIGNATURE, WITNESS.public_key().public_bytes_raw())


def tree_of(*leaves: bytes) -> dict[tuple[int, int], bytes]:
    nodes: dict[tuple[int, int], bytes] = {}
    for index, data in enumerate(leaves):
        for level, place, value in new_nodes(index, leaf_hash(data), lambda *at: nodes[at]):
            nodes[level, place] = value
    return nodes


def head_of(nodes: dict[tuple[int, int], bytes]) -> str:
    checkpoint = Checkpoint("assay.example/log", 3, root(3, lambda *at: nodes[at]))
    return sign_checkpoint(checkpoint, LOG.sign, LOG_KEY.public)


def test_the_leaf_of_the_documentation_is_about_its_file() -> None:
    assert CREDENTIAL.decode() in BLOCKS
    assert LEAF.decode() in BLOCKS
    assert f"The hash of that leaf is `{leaf_hash(LEAF).hex()}`" in TEXT
    assert leaf_opening(LEAF, SALT).decode() in BLOCKS


def test_the_tree_of_the_documentation() -> None:
    nodes = tree_of(b"a", b"b", b"c")
    rows = dict(re.findall(r"^\| (.+?) \| `([0-9a-f]{64})` \|$", TEXT, re.MULTILINE))
    assert rows == {
        "leaf `a`": nodes[0, 0].hex(),
        "leaf `b`": nodes[0, 1].hex(),
        "leaf `c`": nodes[0, 2].hex(),
        "node over `a` and `b`": nodes[1, 0].hex(),
        "root of all three": root(3, lambda *at: nodes[at]).hex(),
    }
    # "The proof that `b` is in the tree of three is the hash of `a` and the hash of `c`", and of its growth `c`.
    assert inclusion_proof(1, 3, lambda *at: nodes[at]) == [nodes[0, 0], nodes[0, 2]]
    assert consistency_proof(2, 3, lambda *at: nodes[at]) == [nodes[0, 2]]
    assert head_of(nodes).rstrip("\n") in BLOCKS


def test_the_proof_of_the_documentation() -> None:
    nodes = tree_of(b"a", LEAF, b"c")
    note = head_of(nodes)
    at = NOON.replace(minute=5)
    note += cosign(note_body(note), WITNESS_KEY, at=at, sign=WITNESS.sign) + "\n"
    hashes = tuple(inclusion_proof(1, 3, lambda *place: nodes[place]))
    assert tlog_proof(LogProof(1, hashes, note, leaf_opening(LEAF, SALT))).rstrip("\n") in BLOCKS


def test_the_command_of_the_documentation_says_what_is_documented(tmp_path: Path) -> None:
    (command,) = [block for block in BLOCKS if block.startswith("python checker.py")]
    (proof,) = [block for block in BLOCKS if block.startswith("c2sp.org/tlog-proof")]
    said = BLOCKS[BLOCKS.index(command) + 1]
    shutil.copy(checker.__file__, tmp_path / "checker.py")
    (tmp_path / "credential.json").write_bytes(CREDENTIAL)
    (tmp_path / "proof.txt").write_text(f"{proof}\n")

    def run() -> tuple[int, str]:
        words = [sys.executable, "-I", *shlex.split(command)[1:]]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, (done.stdout + done.stderr).rstrip("\n")

    assert run() == (0, said)
    assert f"--key {LOG_KEY.text()} --witness {WITNESS_KEY.text()}" in command
    (tmp_path / "credential.json").write_bytes(CREDENTIAL + b" ")
    code, refusal = run()
    assert (code, refusal.startswith("NOT PROVED")) == (1, True)
