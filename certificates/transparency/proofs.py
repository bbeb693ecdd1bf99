"""C2SP tlog-proof: an entry's place, its inclusion proof and a signed head, in one text that travels with a file."""

import base64
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from certificates.transparency.leaves import SALT_BYTES

_FIRST = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})\Z", re.ASCII)
_HASH_BYTES = 32
# A tree of 2^63 leaves has no longer path.
_MOST_HASHES = 63


class ProofUnreadable(ValueError):
    """A text that is no tlog-proof."""


@dataclass(frozen=True, slots=True)
class LogProof:
    """What a tlog-proof says. The checkpoint is the signed note, not opened; `extra` is not authenticated."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""


def tlog_proof(proof: LogProof) -> str:
    """The proof as text, every line ended."""
    lines = [_FIRST]
    if proof.extra:
        lines.append(f"extra {_base64(proof.extra)}")
    lines.append(f"index {proof.index}")
    lines += [_base64(value) for value in proof.hashes]
    return "\n".join(lines) + f"\n\n{proof.checkpoint}"


def read_tlog_proof(text: str) -> LogProof:
    """What a proof says; nothing of it is verified. Raises ProofUnreadable."""
    head, blank, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    if first != _FIRST or not blank or not lines:
        raise ProofUnreadable("this is not a tlog-proof")
    try:
        extra = _bytes(lines.pop(0)[6:]) if lines[0].startswith("extra ") else b""
        found = _INDEX.match(lines.pop(0) if lines else "")
        hashes = tuple(_bytes(line) for line in lines)
    except ValueError as error:
        raise ProofUnreadable("this is not a tlog-proof") from error
    if found is None or len(hashes) > _MOST_HASHES or any(len(value) != _HASH_BYTES for value in hashes):
        raise ProofUnreadable("this is not a tlog-proof")
    return LogProof(int(found.group(1)), hashes, checkpoint, extra)


def leaf_opening(leaf: bytes, salt: bytes) -> bytes:
    """What a checker needs beside the credential to make its leaf again, for `extra`.

    Canonical JSON: the leaf's own event, time and version, and the salt in hexadecimal.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 16 bytes")
    said = json.loads(leaf)
    opening = {"at": said["at"], "event": said["event"], "salt": salt.hex(), "v": said["v"]}
    return json.dumps(opening, sort_keys=True, separators=(",", ":")).encode()


def encoded(hashes: Sequence[bytes]) -> list[str]:
    """Hashes as tlog-proof writes them, for JSON."""
    return [_base64(value) for value in hashes]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
