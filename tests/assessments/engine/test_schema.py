"""The JSON Schema accepts what the engine accepts, and refuses what it can see is wrong."""

from typing import Any

import jsonschema
import pytest

from assessments import engine
from tests.assessments.engine import samples

VALIDATOR = jsonschema.Draft202012Validator(engine.json_schema())


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(engine.json_schema())


@pytest.mark.parametrize("name", samples.EVERY)
def test_the_schema_accepts_every_sample(name: str) -> None:
    VALIDATOR.validate(samples.EVERY[name][0])


@pytest.mark.parametrize(
    "content",
    [
        samples.single_choice(type="essay"),
        samples.single_choice(stem=None),
        samples.single_choice(hint="no"),
        samples.single_choice(1, 0.5),
        samples.single_choice(1, "half"),
        samples.single_choice(1),
        samples.true_false(answer="yes"),
        samples.short_text(max_length=0),
        samples.numeric(samples.numeric_answer(2.5)),
        samples.numeric(samples.numeric_answer("2", tolerance_type="nominal")),
    ],
)
def test_the_schema_refuses_what_the_engine_refuses_for_its_form(content: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(content)
    with pytest.raises(engine.ContentInvalid):
        engine.read_content(content)
