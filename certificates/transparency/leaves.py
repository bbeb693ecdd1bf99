"""What a leaf of the log holds: salted commitments, an event and a time. No name, no identifier."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from pydantic_core import to_json

VERSION = 1
SALT_BYTES = 16


class LogEvent(StrEnum):
    """What the log records of a credential, of the issuer's keys, and of what the staff did."""

    ISSUED = "issued"
    RENDERED = "rendered"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    KEYS_CHANGED = "keys-changed"
    STAFF_ACTS = "staff-acts"


def commitment(salt: bytes, data: bytes) -> str:
    """SHA-256 of the salt and the data's SHA-256, in hexadecimal: without the salt it says nothing.

    Forgetting the salt is how a credential is erased from what the log can tell.
    """
    return commitment_to(salt, hashlib.sha256(data).digest())


def commitment_to(salt: bytes, digest: bytes) -> str:
    """The commitment to data whose SHA-256 is at hand."""
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 16 bytes")
    return hashlib.sha256(salt + digest).hexdigest()


def leaf_data(event: LogEvent, *, salt: bytes, at: datetime, commits: Mapping[str, bytes]) -> bytes:
    """The bytes of a leaf: canonical JSON {"v", "event", "at", and a commitment for each name}.

    `commits` names what is committed to: "credential" (its address), "document" (its signed bytes),
    "pdf" (its bytes), "keys" (the DID document), "acts" (the end of the audit trail). The shape is settled for ever.
    """
    return leaf_of(event, at=at, commitments={name: commitment(salt, data) for name, data in commits.items()})


def leaf_of(event: LogEvent, *, at: datetime, commitments: Mapping[str, str]) -> bytes:
    """The bytes of a leaf whose commitments are made already."""
    entry = {
        "v": VERSION,
        "event": event.value,
        "at": f"{at.astimezone(UTC).isoformat()[:19]}Z",
        **commitments,
    }
    # Canonical (RFC 8785): ASCII names and values and one small integer need no more than order and no spaces.
    return to_json(dict(sorted(entry.items())))
