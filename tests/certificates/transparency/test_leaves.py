"""What a leaf tells, and what it does not."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from certificates.transparency import SALT_BYTES, LogEvent, commitment, leaf_data

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SALT = bytes(range(SALT_BYTES))


def test_a_leaf_holds_a_version_an_event_a_time_and_commitments_and_nothing_else() -> None:
    data = leaf_data(LogEvent.ISSUED, salt=SALT, at=NOON, commits={"credential": b"c", "document": b"d"})
    assert json.loads(data) == {
        "v": 1,
        "event": "issued",
        "at": "2026-11-23T12:00:00Z",
        "credential": commitment(SALT, b"c"),
        "document": commitment(SALT, b"d"),
    }


def test_the_shape_of_a_leaf_is_settled_for_ever() -> None:
    # Changing one byte of this breaks the proof of every leaf ever written.
    data = leaf_data(LogEvent.REVOKED, salt=SALT, at=NOON, commits={"credential": b"https://assay.example/c"})
    assert data == (
        b'{"at":"2026-11-23T12:00:00Z",'
        b'"credential":"aed8e786593e92674d337cb05721f9ae4c282aae4d86fb84d478ee2a6bf5a313",'
        b'"event":"revoked","v":1}'
    )


def test_the_same_facts_with_another_salt_are_another_commitment() -> None:
    assert commitment(SALT, b"x") != commitment(bytes(SALT_BYTES), b"x")
    with pytest.raises(ValueError, match="16 bytes"):
        commitment(b"", b"x")


def test_the_time_is_that_of_utc() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5)))
    assert leaf_data(LogEvent.ISSUED, salt=SALT, at=there, commits={}) == leaf_data(
        LogEvent.ISSUED, salt=SALT, at=NOON, commits={}
    )
