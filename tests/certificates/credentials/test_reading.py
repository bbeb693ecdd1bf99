"""What is handed in is read in one way, or not at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.credentials import MAX_BYTES, Unreadable, read_document


def test_an_object_is_read_with_and_without_a_byte_order_mark() -> None:
    assert read_document(b'{"name": "Zo\xc3\xab"}') == {"name": "Zoë"}
    assert read_document(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b'"text"',
        b"{",
        b"\xff\xfe",
        b'{"name": "A", "name": "B"}',
        b'{"subject": {"name": "A", "name": "B"}}',
        b'{"score": NaN}',
        b'{"score": Infinity}',
        b"[" * 100_000,
        b'{"a": "' + b"x" * MAX_BYTES + b'"}',
    ],
)
def test_what_readers_may_read_in_two_ways_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_document(data)


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers() | st.booleans(), max_size=6))
def test_any_object_of_plain_json_comes_back(document: dict[str, object]) -> None:
    assert read_document(json.dumps(document).encode()) == document
