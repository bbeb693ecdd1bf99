"""Base 58, held against its own definition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.credentials.encoding import base58_decode, base58_encode


# draft-msporny-base58-03, section 5.
@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
    ],
)
def test_its_draft_gives_these(data: bytes, text: str) -> None:
    assert base58_encode(data) == text
    assert base58_decode(text) == data


@given(st.binary(max_size=70))
def test_what_is_written_is_read_again(data: bytes) -> None:
    assert base58_decode(base58_encode(data)) == data
