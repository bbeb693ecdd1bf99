"""Multibase and multikey, as far as Ed25519 needs them."""

import base64

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
# Two digits at a time: a signature has 88, and each costs a division of a number of 512 bits.
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_ED25519_PUBLIC = b"\xed\x01"


def base58_encode(data: bytes) -> str:
    """Base 58 in Bitcoin's alphabet (the `z` of multibase, prefix not included)."""
    number = int.from_bytes(data)
    pairs = []
    while number:
        number, rest = divmod(number, len(_PAIRS))
        pairs.append(_PAIRS[rest])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(pairs)).lstrip("1")


def base58_decode(text: str) -> bytes:
    """The bytes of base 58 text. Raises ValueError for a foreign character."""
    number = 0
    for character in text:
        number = number * 58 + _ALPHABET.index(character)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def multikey(public: bytes) -> str:
    """An Ed25519 public key (32 bytes) as publicKeyMultibase."""
    return "z" + base58_encode(_ED25519_PUBLIC + public)


def public_bytes(multibase: str) -> bytes:
    """The 32 bytes behind a publicKeyMultibase. Raises ValueError for anything but Ed25519."""
    if not multibase.startswith("z"):
        raise ValueError("not base58btc")
    data = base58_decode(multibase[1:])
    if not data.startswith(_ED25519_PUBLIC) or len(data) != 34:
        raise ValueError("not an Ed25519 public key")
    return data[2:]


def base64url(data: bytes) -> str:
    """Base 64 for addresses, without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def base64url_decode(text: str) -> bytes:
    """The bytes of unpadded base64url. Raises ValueError (binascii.Error) for anything else."""
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
