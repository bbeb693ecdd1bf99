"""What differs between two contents, part by part."""

from typing import Any

import pytest

from assessments.engine import Difference, Entry, differences
from tests.assessments.engine import samples


@pytest.mark.parametrize("name", samples.EVERY)
def test_equal_contents_do_not_differ(name: str) -> None:
    content = samples.EVERY[name][0]
    assert differences(content, dict(content)) == ()


def test_a_changed_text_is_named_by_its_field() -> None:
    assert differences({"stem": "One?"}, {"stem": "Two?"}) == (Difference(("stem",), "One?", "Two?"),)


def test_options_are_told_apart_by_their_names_not_their_places() -> None:
    before = samples.single_choice(1, 0, 0)
    options = [dict(option) for option in before["choices"]]
    options[1]["text"] = "Another text"
    changed = differences(before, before | {"choices": options})
    assert changed == (Difference(("choices", Entry(2, "Another text"), "text"), "Option b", "Another text"),)
    removed = differences(before, before | {"choices": [options[0], before["choices"][2]]})
    assert removed == (Difference(("choices", Entry(2, "Option b")), before["choices"][1], None),)
    swapped = differences(before, before | {"choices": [before["choices"][place] for place in (2, 0, 1)]})
    assert swapped == (
        Difference(
            ("choices",),
            ["Option a", "Option b", "Option c"],
            ["Option c", "Option a", "Option b"],
            is_order=True,
        ),
    )


def test_parts_without_names_are_matched_by_what_they_say() -> None:
    before: dict[str, Any] = {"answers": [{"text": "one"}, {"text": "two"}, {"text": "three"}]}
    after: dict[str, Any] = {"answers": [{"text": "one"}, {"text": "three", "credit": "1/2"}]}
    assert differences(before, after) == (
        Difference(("answers", Entry(2, "three"), "text"), "two", "three"),
        Difference(("answers", Entry(2, "three"), "credit"), None, "1/2"),
        Difference(("answers", Entry(3, "three")), {"text": "three"}, None),
    )


def test_what_is_added_and_what_is_left_out_have_one_side_only() -> None:
    assert differences({"unit": "m"}, {"max": 3}) == (
        Difference(("max",), None, 3),
        Difference(("unit",), "m", None),
    )
    assert differences({}, {"units": [{"text": "km"}]}) == (
        Difference(("units", Entry(1, "km")), None, {"text": "km"}),
    )


def test_a_long_name_of_an_entry_is_cut() -> None:
    (found,) = differences({"rows": []}, {"rows": [{"text": "w" * 60}]})
    assert found.path == ("rows", Entry(1, "w" * 39 + "…"))
