"""A list of very many choices says what Django's own says."""

from typing import Any

import pytest
from django import forms

from website.widgets import LongSelect

CHOICES: list[Any] = [
    ("", "All"),
    ("a&b", "A <b>bold</b> choice"),
    ("Group", [("1", "One"), ("2", "Two")]),
    (3, "Three"),
]


def told(widget: forms.Select, value: Any) -> str:
    return "".join(line.strip() for line in widget.render("kind", value, attrs={"id": "x"}).splitlines())


@pytest.mark.parametrize("value", [None, "", "a&b", "2", 3, "nothing"])
def test_a_long_list_says_what_a_short_one_says(value: Any) -> None:
    found = told(LongSelect(choices=CHOICES), value)
    assert found == told(forms.Select(choices=CHOICES), value)
    assert "<b>" not in found
