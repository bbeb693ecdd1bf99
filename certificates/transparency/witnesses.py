"""C2SP tlog-cosignature, the Ed25519 kind: a witness says that it saw this head, and when."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.transparency.verifier_keys import KeyKind, VerifierKey

_MARK = "\u2014"
_ID_BYTES, _TIME_BYTES, _SIGNATURE_BYTES = 4, 8, 64
# What a datetime can hold; C2SP allows up to 2^63 - 1.
_MOST_SECONDS = 253_402_300_799


class CosignatureRefused(ValueError):
    """A line in the name of a known witness that its key did not sign for this head."""


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A line that a witness signed, verified, and the second that it names."""

    witness: VerifierKey
    line: str
    signed_at: datetime


def cosign(body: str, witness: VerifierKey, *, at: datetime, sign: Callable[[bytes], bytes]) -> str:
    """The line, without its end, by which a witness confirms a head."""
    seconds = int(at.timestamp())
    raw = witness.id() + seconds.to_bytes(_TIME_BYTES) + sign(_message(body, seconds))
    return f"{_MARK} {witness.name} {base64.b64encode(raw).decode()}"


def open_cosignature(line: str, body: str, witness: VerifierKey) -> Cosignature | None:
    """The witness's confirmation of a head, or None where the line is another's.

    Raises CosignatureRefused where the line names this key and the signature does not hold: signed-note
    wants a note with such a line rejected as a whole.
    """
    mark, _space, rest = line.partition(" ")
    name, _space, encoded = rest.partition(" ")
    if mark != _MARK or name != witness.name or witness.kind is not KeyKind.COSIGNATURE:
        return None
    try:
        raw = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise CosignatureRefused(f"the line of {name} cannot be read") from error
    if raw[:_ID_BYTES] != witness.id():
        return None
    seconds = int.from_bytes(raw[_ID_BYTES : _ID_BYTES + _TIME_BYTES])
    signature = raw[_ID_BYTES + _TIME_BYTES :]
    if len(signature) != _SIGNATURE_BYTES or seconds > _MOST_SECONDS:
        raise CosignatureRefused(f"the line of {name} cannot be read")
    try:
        Ed25519PublicKey.from_public_bytes(witness.public).verify(signature, _message(body, seconds))
    except InvalidSignature as error:
        raise CosignatureRefused(f"the signature of {name} does not hold for this head") from error
    return Cosignature(witness, line, datetime.fromtimestamp(seconds, UTC))


def signature_lines(text: str) -> Iterator[str]:
    """The signature lines of a note, or of lines alone as a witness answers them."""
    for line in text.rpartition("\n\n")[2].splitlines():
        if line.startswith(f"{_MARK} "):
            yield line


def note_body(note: str) -> str:
    """The signed text of a note, its last line ended; "" where there is none."""
    body, blank, _signatures = note.rpartition("\n\n")
    return f"{body}\n" if blank else ""


def _message(body: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{body}".encode()
