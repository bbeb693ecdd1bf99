"""Bitstring Status List v1.0: one bit a credential, the most significant bit first."""

import gzip
import zlib
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from typing import Any

from certificates.credentials.contexts import VC_V2
from certificates.credentials.encoding import base64url, base64url_decode
from certificates.credentials.times import stamp

# The specification's minimum: fewer would tell too much about whom a look-up concerns.
SIZE = 131_072


def bits_of(indices: Iterable[int], *, size: int = SIZE) -> bytes:
    """A bit string with these indices set; index 0 is the highest bit of the first byte."""
    bits = bytearray(size // 8)
    for index in indices:
        if not 0 <= index < size:
            raise ValueError(f"index {index} is outside the list")
        bits[index // 8] |= 0x80 >> (index % 8)
    return bytes(bits)


def is_set(bits: bytes, index: int) -> bool:
    """Whether the bit of an index is set. Raises IndexError outside the list."""
    if index < 0:
        raise IndexError(index)
    return bool(bits[index // 8] & (0x80 >> (index % 8)))


def encode(bits: bytes) -> str:
    """gzip, base64url, multibase `u`. The same bits give the same text."""
    return "u" + base64url(gzip.compress(bits, compresslevel=9, mtime=0))


def decode(text: str, *, limit: int = SIZE) -> bytes:
    """The bits of an encoded list. Raises ValueError for anything malformed, or larger than `limit` bytes."""
    if not text.startswith("u"):
        raise ValueError("not a multibase base64url list")
    try:
        with gzip.GzipFile(fileobj=BytesIO(base64url_decode(text[1:]))) as unpacked:
            bits = unpacked.read(limit + 1)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise ValueError("the list cannot be unpacked") from error
    if len(bits) > limit or len(bits) * 8 < SIZE:
        raise ValueError("the list has a wrong length")
    return bits


def status_list_document(
    *, address: str, did: str, bits: bytes, valid_from: datetime, valid_until: datetime
) -> dict[str, Any]:
    """The unsigned credential that publishes a revocation list."""
    return {
        "@context": [VC_V2],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": did,
        "validFrom": stamp(valid_from),
        "validUntil": stamp(valid_until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode(bits),
        },
    }
