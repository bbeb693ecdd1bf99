"""What every interaction promises, whichever it is."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from tests.assessments.engine import samples

NAMES = list(samples.EVERY)
every = pytest.mark.parametrize("name", NAMES)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
# Near misses: the right field with anything in it.
responses = json_values | st.dictionaries(
    st.sampled_from(["choice", "choices", "value", "text", "gaps", "gap-board"]),
    json_values | st.sampled_from(["a", "z", ["a"], ["a", "a", "z"], "299", "residual risk"]),
    max_size=2,
)


def parts_of(name: str) -> tuple[Any, Any, Any]:
    data, right = samples.EVERY[name]
    return engine.interaction_of(data), engine.read_content(data), right


@every
def test_it_says_its_type_and_a_name_for_people(name: str) -> None:
    interaction = engine.INTERACTIONS[name]
    assert interaction.type == name
    assert interaction.title


@every
def test_the_right_response_earns_everything_and_nothing_earns_nothing(name: str) -> None:
    interaction, content, right = parts_of(name)
    earned = interaction.mark(content, interaction.check(content, right))
    assert earned.needs_marker is (name in samples.MARKED_BY_PEOPLE)
    assert earned.score == (0 if earned.needs_marker else 1)
    for nothing in ({}, None):
        assert interaction.mark(content, nothing).score == 0
        assert not interaction.mark(content, nothing).needs_marker
        assert not any(part.chosen for part in interaction.mark(content, nothing).parts)
        assert not interaction.is_answered(content, nothing)
        assert interaction.describe(content, nothing) == ""


@every
def test_it_is_answered_once_there_is_an_answer(name: str) -> None:
    interaction, content, right = parts_of(name)
    assert interaction.is_answered(content, right)
    assert interaction.describe(content, right) != ""


@every
def test_checking_a_checked_response_changes_nothing(name: str) -> None:
    interaction, content, right = parts_of(name)
    checked = interaction.check(content, right)
    assert interaction.check(content, checked) == checked
    assert interaction.check(content, {}) == {}


def _canaries(value: Any, path: str = "") -> Iterator[str]:
    """Every text of content that must never reach a candidate before the policy allows it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _canaries(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _canaries(inner, path)
    elif path.startswith(("rationale", "general_feedback", "descriptor", "model_answer")):
        yield str(value)


@every
def test_the_view_has_neither_keys_nor_credits_nor_feedback(name: str) -> None:
    data = samples.EVERY[name][0]
    interaction, content, _right = parts_of(name)
    view = interaction.view(content, seed=1)
    shown = json.dumps(view)
    assert view["type"] == name
    assert view["stem"] == data["stem"]
    for canary in _canaries(data):
        assert canary not in shown
    for field in ("credit", "answer", "rationale", "feedback", "tolerance"):
        assert field not in shown
    if name in ("short-text", "numeric"):
        assert "residual" not in shown
        assert "299" not in shown


@every
def test_the_view_is_the_same_for_the_same_seed(name: str) -> None:
    interaction, content, _right = parts_of(name)
    assert interaction.view(content, seed=5) == interaction.view(content, seed=5)


@pytest.mark.parametrize(
    ("name", "fields", "response"),
    [
        ("single-choice", {"choice": ["a"]}, {"choice": "a"}),
        ("single-choice", {"choice": [""]}, {}),
        ("single-choice", {}, {}),
        ("multiple-choice", {"choices": ["b", "a"]}, {"choices": ["a", "b"]}),
        ("multiple-choice", {"choices": ["a", "a", ""]}, {"choices": ["a"]}),
        ("multiple-choice", {}, {}),
        ("true-false", {"value": ["true"]}, {"value": True}),
        ("true-false", {"value": ["false"]}, {"value": False}),
        ("true-false", {"value": [""]}, {}),
        ("short-text", {"text": ["  a word "]}, {"text": "a word"}),
        ("short-text", {"text": ["   "]}, {}),
        ("numeric", {"text": ["0"]}, {"text": "0"}),
        ("numeric", {"text": []}, {}),
        (
            "cloze",
            {"gap-term": [" 12 "], "gap-board": ["the board"], "gap-scope": [""], "seen": ["0"]},
            {"gaps": {"board": "the board", "term": "12"}},
        ),
        ("cloze", {"gap-board": ["  "], "gap-scope": []}, {}),
        ("essay", {"text": ["One line.\r\nAnother."]}, {"text": "One line.\nAnother."}),
        ("essay", {"text": [" Condition:\r\n\r\nCause: "]}, {}),
    ],
)
def test_a_posted_form_becomes_a_response(name: str, fields: dict[str, list[str]], response: Any) -> None:
    interaction, content, _right = parts_of(name)
    assert interaction.check(content, interaction.read_form(fields)) == response


@pytest.mark.parametrize(
    ("name", "response", "rule"),
    [
        ("single-choice", {"choice": "z"}, "foreign_option"),
        ("single-choice", {"choice": ["a"]}, "choose_one"),
        ("single-choice", {"choices": ["a"]}, "choose_one"),
        ("single-choice", {"choice": "a", "more": 1}, "choose_one"),
        ("single-choice", "a", "choose_one"),
        ("single-choice", None, "choose_one"),
        ("multiple-choice", {"choices": "ab"}, "choose_some"),
        ("multiple-choice", {"choices": [1]}, "choose_some"),
        ("multiple-choice", {"choices": ["a", "z"]}, "foreign_option"),
        ("true-false", {"value": "true"}, "choose_truth"),
        ("true-false", {"value": 1}, "choose_truth"),
        ("true-false", {"value": None}, "choose_truth"),
        ("short-text", {"text": 5}, "write_answer"),
        ("short-text", {"text": "x" * 61}, "too_long"),
        ("short-text", {"text": "a\x00b"}, "control_character"),
        ("short-text", {"text": "a\ud800b"}, "control_character"),
        ("numeric", {"text": 5}, "write_number"),
        ("numeric", {"text": "5" * 61}, "too_long"),
        ("numeric", {"text": "5\x00"}, "control_character"),
        ("cloze", {"gaps": "board"}, "fill_gaps"),
        ("cloze", {"gaps": {"board": 1}}, "fill_gaps"),
        ("cloze", {"gaps": {"other": "x"}}, "foreign_gap"),
        ("cloze", {"gaps": {"scope": "z"}}, "foreign_option"),
        ("cloze", {"gaps": {"board": "x" * 201}}, "too_long"),
        ("cloze", {"gaps": {"term": "1\x00"}}, "control_character"),
        ("essay", {"text": ["a"]}, "write_answer"),
        ("essay", {"text": "x" * 20_001}, "too_long"),
    ],
)
def test_a_response_of_another_form_is_refused(name: str, response: Any, rule: str) -> None:
    interaction, content, _right = parts_of(name)
    with pytest.raises(engine.ResponseInvalid) as refused:
        interaction.check(content, response)
    assert refused.value.rule == rule
    assert str(refused.value) == refused.value.template % refused.value.values


@every
@given(response=responses)
def test_no_response_whatever_breaks_checking_or_marking(name: str, response: Any) -> None:
    interaction, content, _right = parts_of(name)
    try:
        checked = interaction.check(content, response)
    except engine.ResponseInvalid:
        checked = response
    else:
        assert interaction.check(content, checked) == checked
        assert interaction.is_answered(content, checked) == (checked != {})
    mark = interaction.mark(content, checked)
    assert isinstance(mark.score, Fraction)
    assert mark.score <= 1
    assert isinstance(interaction.describe(content, checked), str)


@every
@given(
    fields=st.dictionaries(
        st.sampled_from(["choice", "choices", "value", "text", "gaps", "gap-board"]), st.lists(st.text())
    )
)
def test_no_posted_form_breaks_the_reading(name: str, fields: dict[str, list[str]]) -> None:
    interaction, content, _right = parts_of(name)
    try:
        interaction.check(content, interaction.read_form(fields))
    except engine.ResponseInvalid:
        return


@pytest.mark.parametrize(
    ("content", "guess"),
    [
        (samples.single_choice(1, 0, 0, 0), Fraction(1, 4)),
        (samples.single_choice(1, "-1/3", "-1/3", "-1/3"), Fraction(0)),
        (samples.multiple_choice(), None),
        (samples.true_false(), Fraction(1, 2)),
        (samples.short_text(), Fraction(0)),
        (samples.short_text("right", ("*", "1/4")), Fraction(1, 4)),
        (samples.numeric(), Fraction(0)),
        (samples.cloze(), Fraction(1, 9)),
        (
            samples.cloze(
                samples.chosen_gap("a", 1, "1/2"), samples.typed_gap("b", "x", ("*", "1/2"), weight=3)
            ),
            Fraction(9, 16),
        ),
        (samples.essay(), Fraction(0)),
    ],
)
def test_a_random_guess_earns_what_it_earns_on_average(
    content: dict[str, Any], guess: Fraction | None
) -> None:
    assert engine.interaction_of(content).guess(engine.read_content(content)) == guess


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (samples.single_choice(0, 1, 0), "Option b"),
        (samples.multiple_choice(), "Option a; Option b"),
        (samples.true_false(answer=False), "False"),
        (samples.short_text("one", "two *", ("three", 0)), "one or two …"),
        (samples.numeric("299"), "299 items"),
        (samples.numeric("299", unit=None), "299"),
        (samples.numeric(samples.numeric_answer("2.5", "0.05")), "2.5 items (from 2.45 to 2.55)"),
        (
            samples.numeric(samples.numeric_answer("9", credit=0), samples.numeric_answer("8")),
            "8 items",
        ),
        (samples.cloze(), "1: audit committee; 2: Option a; 3: 12 months"),
        (
            samples.essay(),
            "Criterion evidence: Rationale of 3 for evidence; Criterion clarity: Rationale of 2 for clarity",
        ),
    ],
)
def test_the_key_is_said_in_words(content: dict[str, Any], key: str) -> None:
    assert engine.interaction_of(content).key(engine.read_content(content)) == key


@pytest.mark.parametrize(
    ("name", "response", "said"),
    [
        ("single-choice", {"choice": "b"}, "Option b"),
        ("multiple-choice", {"choices": ["a", "c"]}, "Option a; Option c"),
        ("true-false", {"value": False}, "False"),
        ("short-text", {"text": "a word"}, "a word"),
        ("numeric", {"text": "299"}, "299"),
        ("numeric", {"text": "299 items"}, "299 items"),
        ("numeric", {"text": "1,299"}, "1,299 (read as 1299)"),
        ("numeric", {"text": "3×10²"}, "3×10² (read as 300)"),
        ("numeric", {"text": "many"}, "many (not a number)"),
        ("cloze", {"gaps": {"scope": "b", "term": "1,200"}}, "2: Option b; 3: 1,200 (read as 1200)"),
        ("essay", {"text": "Two words"}, "Two words"),
    ],
)
def test_a_response_is_said_in_words(name: str, response: Any, said: str) -> None:
    interaction, content, _right = parts_of(name)
    assert interaction.describe(content, response) == said


def test_words_carry_no_markdown() -> None:
    content = samples.single_choice(choices=[
        {"id": "a", "text": "The *first* [draft](https://example.org), `raw`", "credit": 1, "rationale": "r"},
        {"id": "b", "text": "The second", "credit": 0, "rationale": "r"},
    ])  # fmt: skip
    assert engine.interaction_of(content).key(engine.read_content(content)) == "The first draft, raw"
