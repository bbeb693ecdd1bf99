"""Equal content has one form, one digest."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from tests.assessments.engine import samples


@pytest.mark.parametrize("name", samples.EVERY)
def test_the_plain_form_reads_back_to_itself(name: str) -> None:
    plain = engine.plain_content(samples.EVERY[name][0])
    assert engine.plain_content(plain) == plain
    assert json.loads(engine.canonical_json(plain)) == plain


@pytest.mark.parametrize("name", samples.EVERY)
def test_the_plain_form_says_what_the_file_says(name: str) -> None:
    content = samples.EVERY[name][0]
    assert engine.plain_content(content) == content


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (samples.single_choice(shuffle=None), samples.single_choice(shuffle=True)),
        (samples.single_choice(1, "0.5"), samples.single_choice("1", "1/2")),
        (samples.single_choice(1, "0.3333333"), samples.single_choice(1, "2/6")),
        (samples.single_choice(stem=" Which? "), samples.single_choice(stem="Which?")),
        (samples.numeric(299), samples.numeric("299")),
        (
            samples.numeric({"value": "2", "credit": 1, "rationale": "Why"}),
            samples.numeric(samples.numeric_answer("2", rationale="Why")),
        ),
        (samples.short_text(max_length=None), samples.short_text(max_length=60)),
    ],
    ids=[
        "default shuffle",
        "decimal",
        "third",
        "outer space",
        "number",
        "default tolerance",
        "default length",
    ],
)
def test_content_that_means_the_same_has_the_same_digest(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert engine.digest(one) == engine.digest(other)


@pytest.mark.parametrize(
    "change",
    [
        {"stem": "Another?"},
        {"shuffle": False},
        {"choices": samples.choices(0, 1, 0, 0)},
        {"choices": list(reversed(samples.choices(1, 0, 0, 0)))},
        {"general_feedback": "Other."},
    ],
    ids=["stem", "shuffle", "key", "order", "feedback"],
)
def test_content_that_differs_has_another_digest(change: dict[str, Any]) -> None:
    assert engine.digest(samples.single_choice(**change)) != engine.digest(samples.single_choice())


@given(st.permutations(list(samples.single_choice())))
def test_the_order_of_keys_does_not_matter(order: list[str]) -> None:
    content = samples.single_choice()
    assert engine.digest({name: content[name] for name in order}) == engine.digest(content)


def test_the_digest_is_the_sha_256_of_the_canonical_json() -> None:
    # Written down: a change of the canonical form would orphan every version that is stored.
    content = samples.true_false(stem="Ünïcode 1 < 2.")
    assert engine.canonical_json(content) == (
        '{"answer":true,"general_feedback":"The reasoning.","rationale_false":"Count again.",'
        '"rationale_true":"They are.","stem":"Ünïcode 1 < 2.","type":"true-false"}'
    )
    assert engine.digest(content) == "dc45b2c5dc322dcac9405d4cdaf33ce90600c29d22ca5dbf68e33ce5eae5b1ba"
