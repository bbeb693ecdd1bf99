"""The editing forms of interactions and the engine agree on names, and nothing is judged in a draft."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from wagtail import blocks

from assessments import engine
from assessments.blocks import InteractionBlock, content_of, raw_interaction, sentence_of
from tests.assessments.engine import samples

BLOCK = InteractionBlock()


def value_of(content: dict[str, Any]) -> Any:
    return BLOCK.to_python(raw_interaction(content, block_id="00000000-0000-4000-8000-000000000001"))


def names_of(block: blocks.Block) -> Any:
    if isinstance(block, blocks.StructBlock):
        return {name: names_of(child) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return [names_of(block.child_block)]
    if isinstance(block, blocks.MultipleChoiceBlock):
        return [None]
    if isinstance(block, blocks.StreamBlock):
        return [{name: names_of(child) for name, child in block.child_blocks.items()}]
    return None


def fields_of(model: type[Any]) -> Any:
    return {name: _parts_of(field.annotation) for name, field in model.model_fields.items()}


def _given(annotation: Any) -> Any:
    """What stands there when anything does: without the None, and without what pydantic is told besides."""
    if isinstance(annotation, UnionType) or get_origin(annotation) is Union:
        [annotation] = [one for one in get_args(annotation) if one is not NoneType]
    return _given(annotation.__origin__) if hasattr(annotation, "__metadata__") else annotation


def _parts_of(annotation: Any) -> Any:
    """A tuple of parts as a list of their fields; of several kinds, each kind's but the kind itself."""
    annotation = _given(annotation)
    inner = getattr(annotation, "__args__", [None])[0]
    if hasattr(inner, "model_fields"):
        return [fields_of(inner)]
    # Texts, also those of a fixed list such as grades.
    is_text = getattr(inner, "__origin__", None) is str or (
        isinstance(inner, type) and issubclass(inner, str)
    )
    if getattr(annotation, "__origin__", None) is tuple and is_text:
        return [None]
    kinds = [kind.__origin__ for kind in getattr(getattr(inner, "__origin__", None), "__args__", ())]
    if not kinds:
        return None
    found = [fields_of(kind) for kind in kinds]
    names = [get_args(kind.model_fields["kind"].annotation)[0] for kind in kinds]
    for fields in found:
        del fields["kind"]
    return [dict(zip(names, found, strict=True))]


def test_there_is_a_form_for_every_interaction() -> None:
    assert {name.replace("_", "-") for name in BLOCK.child_blocks} == set(engine.INTERACTIONS)


@pytest.mark.parametrize("name", samples.EVERY)
def test_a_form_has_the_engines_fields_in_the_engines_order(name: str) -> None:
    form = names_of(BLOCK.child_blocks[name.replace("-", "_")])
    fields = fields_of(engine.INTERACTIONS[name].content_model)
    assert form == fields
    # Parameters stand last in the form, behind a button.
    ordered = [name for name in fields if name != "parameters"]
    assert list(form) == [*ordered, "parameters"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", samples.EVERY)
def test_content_survives_the_form(name: str) -> None:
    content = samples.EVERY[name][0]
    cleaned = BLOCK.clean(value_of(content))
    assert engine.plain_content(content_of(cleaned)) == content


@contextmanager
def saving_a_draft() -> Iterator[None]:
    BLOCK.defer_required_validation()
    try:
        yield
    finally:
        BLOCK.restore_deferred_validation()


def test_a_draft_is_kept_unjudged_and_judged_when_it_is_published() -> None:
    value = value_of(samples.single_choice(0, 0))
    with saving_a_draft():
        assert BLOCK.clean(value)
    with pytest.raises(ValidationError):
        BLOCK.clean(value)


def test_nothing_or_two_interactions_are_no_content() -> None:
    one = raw_interaction(samples.true_false(), block_id="00000000-0000-4000-8000-000000000001")
    assert content_of(BLOCK.to_python([])) == {}
    assert content_of(BLOCK.to_python(one + one)) == {}
    assert content_of(None) == {}


def test_a_fault_is_told_in_the_readers_language_with_its_values() -> None:
    with pytest.raises(engine.ContentInvalid) as refused:
        engine.read_content(samples.multiple_choice("1/2", 0))
    (fault,) = refused.value.faults
    with translation.override("en"):
        assert sentence_of(fault) == "The credits of the right options must add up to exactly 1, not 1/2."


def lists_in(block: blocks.Block) -> Iterator[blocks.ListBlock]:
    if isinstance(block, blocks.ListBlock):
        yield block
        yield from lists_in(block.child_block)
    elif isinstance(block, blocks.BaseStructBlock | blocks.BaseStreamBlock):
        for child in block.child_blocks.values():
            yield from lists_in(child)


@pytest.mark.parametrize("name", sorted(BLOCK.child_blocks))
def test_every_field_of_an_empty_form_has_a_value(name: str) -> None:
    """The editor's script shows a field that the default leaves out as "undefined", and would save that word."""
    for found in lists_in(BLOCK.child_blocks[name]):
        if isinstance(found.child_block, blocks.BaseStructBlock):
            for entry in found.get_default():
                assert set(entry) == set(found.child_block.child_blocks), found.name
