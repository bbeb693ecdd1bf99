"""What a candidate can hold against the record: a digest over the answers that counted."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import rfc8785

from assessments.engine.json_types import Json

RECEIPT_VERSION = 1


@dataclass(frozen=True, slots=True)
class Answered:
    """One place of a form: the digest of its item's version, and the answer that counts ({}: none)."""

    position: int
    version_digest: str
    answer: Json


def receipt_digest(attempt: str, answers: Sequence[Answered]) -> str:
    """The SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of what an attempt answered.

    `attempt` is its uuid. The same answers give the same digest in whatever order they come; any other answer,
    item or attempt gives another.
    """
    items: list[Json] = [
        {"position": one.position, "item": one.version_digest, "answer": one.answer}
        for one in sorted(answers, key=lambda one: one.position)
    ]
    body: dict[str, Json] = {"version": RECEIPT_VERSION, "attempt": attempt, "answers": items}
    return hashlib.sha256(rfc8785.dumps(body)).hexdigest()
