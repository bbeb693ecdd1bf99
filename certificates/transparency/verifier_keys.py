"""Verifier keys of C2SP signed notes: how the public half of a key is written down and named in a note."""

import base64
import hashlib
from dataclasses import dataclass
from enum import IntEnum

_PUBLIC_BYTES = 32


class KeyKind(IntEnum):
    """The signature types of C2SP signed-note that this log meets; both are Ed25519."""

    NOTE = 0x01
    COSIGNATURE = 0x04


def key_hash(name: str, public: bytes, kind: KeyKind = KeyKind.NOTE) -> bytes:
    """The four bytes by which a note names a key."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name, a kind and a raw Ed25519 public key (32 bytes)."""

    name: str
    kind: KeyKind
    public: bytes

    def id(self) -> bytes:
        """The four bytes by which a note names it."""
        return key_hash(self.name, self.public, self.kind)

    def text(self) -> str:
        """<name>+<id in hexadecimal>+<base64 of kind and key>, as C2SP signed-note writes a vkey."""
        return f"{self.name}+{self.id().hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


def read_verifier_key(text: str) -> VerifierKey:
    """The key behind a vkey. Raises ValueError, in words, for any other text."""
    # The base64 may hold a plus sign, a name may not.
    name, _plus, rest = text.strip().partition("+")
    named, _plus, encoded = rest.partition("+")
    if not is_key_name(name):
        raise ValueError("a verifier key begins with a name without spaces")
    try:
        raw = base64.b64decode(encoded, validate=True)
        kind = KeyKind(raw[0])
    except (ValueError, IndexError) as error:
        raise ValueError("this is not a verifier key of a kind known here") from error
    key = VerifierKey(name, kind, raw[1:])
    if len(key.public) != _PUBLIC_BYTES or named != key.id().hex():
        raise ValueError("the parts of this verifier key do not belong together")
    return key


def is_key_name(name: str) -> bool:
    """Whether C2SP signed-note allows it as the name of a key: not empty, no space, no plus sign."""
    return bool(name) and name.isprintable() and "+" not in name and not any(map(str.isspace, name))
