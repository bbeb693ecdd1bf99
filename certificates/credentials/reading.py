"""Reading a credential that somebody hands in: strict, so that no two readers see different things in it."""

import json
from collections.abc import Sequence
from typing import Any

MAX_BYTES = 262_144


class Unreadable(ValueError):
    """The bytes are no JSON object that every reader understands in the same way; `reason` says why, in a word."""

    def __init__(self, words: str, reason: str) -> None:
        super().__init__(words)
        self.reason = reason


def read_document(data: bytes) -> dict[str, Any]:
    """The JSON object in these bytes.

    A member that occurs twice is refused: one reader would take the first, another the last. So are
    numbers that JSON does not know, and whatever is too large or nested too deeply. Raises Unreadable.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable("it is too large for a credential", "too-large")
    try:
        found = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_members, parse_constant=_constant)
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("it is nested too deeply for a credential in JSON", "too-deep") from error
    except ValueError as error:
        raise Unreadable("it is no credential in JSON", "not-json") from error
    if not isinstance(found, dict):
        raise Unreadable("it is no credential in JSON", "not-json")
    return found


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Unreadable("a member occurs twice in it", "member-twice")
    return members


def _constant(name: str) -> None:
    raise Unreadable(f"{name} is not a number of JSON", "no-number")
