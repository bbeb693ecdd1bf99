"""Signed tree heads: C2SP tlog-checkpoint in a C2SP signed note, Ed25519."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.transparency.verifier_keys import key_hash

# C2SP tlog-checkpoint: digits without a sign, a space or a zero before them.
_SIZE = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z")
_ROOT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large the log was, and its root."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


class CheckpointRefused(ValueError):
    """A note that is not a checkpoint of this log, or whose signature does not hold."""


def sign_checkpoint(checkpoint: Checkpoint, sign: Callable[[bytes], bytes], public: bytes) -> str:
    """The checkpoint as a signed note; the key's name is the log's origin."""
    body = checkpoint.body()
    signature = key_hash(checkpoint.origin, public) + sign(body.encode())
    return f"{body}\n— {checkpoint.origin} {base64.b64encode(signature).decode()}\n"


def read_checkpoint(note: str) -> Checkpoint:
    """What a note says, whoever signed it. Raises CheckpointRefused for what is no checkpoint."""
    return _parts(note)[0]


def open_checkpoint(note: str, public: bytes) -> Checkpoint:
    """Read a signed note and check its signature. Raises CheckpointRefused."""
    found, body, signatures = _parts(note)
    try:
        signed = _signature(signatures, found.origin, public)
    except ValueError as error:
        raise CheckpointRefused("this is not a checkpoint") from error
    if signed is None:
        raise CheckpointRefused("no signature of this log")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed, f"{body}\n".encode())
    except InvalidSignature as error:
        raise CheckpointRefused("the signature does not hold") from error
    return found


def _parts(note: str) -> tuple[Checkpoint, str, str]:
    """The checkpoint, the text that was signed without its last line feed, and the lines of signatures."""
    body, separator, signatures = note.rpartition("\n\n")
    lines = body.split("\n")
    if not separator or len(lines) < 3 or not _SIZE.match(lines[1]):
        raise CheckpointRefused("this is not a checkpoint")
    try:
        found = Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
    except ValueError as error:
        raise CheckpointRefused("this is not a checkpoint") from error
    if len(found.root) != _ROOT_BYTES:
        raise CheckpointRefused("this is not a checkpoint")
    return found, body, signatures


def _signature(signatures: str, origin: str, public: bytes) -> bytes | None:
    """The signature by this key among those of a note; others (of witnesses) are passed over."""
    for line in signatures.splitlines():
        mark, _space, rest = line.partition(" ")
        name, _space, encoded = rest.partition(" ")
        if mark != "\u2014" or name != origin:
            continue
        raw = base64.b64decode(encoded, validate=True)
        if raw[:4] == key_hash(origin, public):
            return raw[4:]
    return None
