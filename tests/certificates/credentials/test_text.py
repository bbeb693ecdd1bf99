"""Which way a name is read."""

import pytest

from certificates.credentials import reads_right_to_left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada", False),
        ("محمد", True),
        ("שרה", True),
        ("محمد Smith", True),
        ("Smith محمد", False),
        ("12 محمد", True),
        ("王小明", False),
        ("", False),
        ("123", False),
    ],
)
def test_the_first_letter_with_a_direction_decides(text: str, expected: bool) -> None:
    assert reads_right_to_left(text) is expected
