"""Whoever can sign: a file today, a key service tomorrow."""

from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)


class Signer(Protocol):
    """Signs bytes with one key. `kid` is the key's name in the issuer's DID document."""

    kid: str

    def public(self) -> bytes:
        """The raw Ed25519 public key, 32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature, 64 bytes."""


class Ed25519Signer:
    """A signer over a private key in memory."""

    def __init__(self, kid: str, key: Ed25519PrivateKey) -> None:
        self.kid = kid
        self._key = key

    @classmethod
    def from_pem(cls, kid: str, pem: bytes) -> "Ed25519Signer":
        """Read an unencrypted PKCS#8 key. Raises ValueError for any other kind."""
        key = load_pem_private_key(pem, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 key")
        return cls(kid, key)

    @classmethod
    def generate(cls, kid: str) -> "Ed25519Signer":
        """A fresh key."""
        return cls(kid, Ed25519PrivateKey.generate())

    def to_pem(self) -> bytes:
        """The private key, PKCS#8, unencrypted: keep it at mode 0600."""
        return self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def public(self) -> bytes:
        return self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)
