"""Content is judged with every fault named: where it is, which rule it breaks, what to do."""

import re
from pathlib import Path
from typing import Any

import pytest

from assessments import engine
from assessments.engine import sentences
from tests.assessments.engine import samples
from tests.assessments.engine.samples import choices, numeric_answer, text_answers
from tests.assessments.engine.test_audit_findings import FAULTS as AUDIT
from tests.assessments.engine.test_report_form import FAULTS as REPORT


def faults(content: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(engine.ContentInvalid) as refused:
        engine.read_content(content)
    return [(".".join(map(str, fault.path)), fault.rule) for fault in refused.value.faults]


@pytest.mark.parametrize("name", samples.EVERY)
def test_each_interaction_accepts_its_sample(name: str) -> None:
    assert engine.read_content(samples.EVERY[name][0])


def _values(name: str = "rate", *values: Any) -> dict[str, Any]:
    return {"name": name, "values": list(values or ("5", "10"))}


def _formula(formula: str, *others: dict[str, Any]) -> dict[str, Any]:
    return samples.parameterised(
        *(others or (_values("cases", "10", "20"), _values())), {"name": "found", "formula": formula}
    )


CASES: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "a parameter of two kinds": (
        samples.parameterised(_values() | {"formula": "1"}),
        [("parameters.0", "parameter_kind")],
    ),
    "a range without a step": (
        samples.parameterised({"name": "cases", "lowest": "1", "highest": "9"}),
        [("parameters.0", "parameter_range")],
    ),
    "a range that goes down": (
        samples.parameterised({"name": "cases", "lowest": "9", "highest": "1", "step": "1"}),
        [("parameters.0", "parameter_range")],
    ),
    "two parameters of a name": (
        samples.parameterised(_values(), _values()),
        [("parameters.1.name", "parameter_twice")],
    ),
    "nothing to draw": (
        samples.parameterised({"name": "found", "formula": "1"}),
        [("parameters", "parameter_drawn")],
    ),
    "too many variants": (
        samples.parameterised(
            {"name": "cases", "lowest": "1", "highest": "400", "step": "1"}, _values(), _values("found")
        ),
        [("parameters", "parameter_variants")],
    ),
    "a name without a parameter": (
        _formula("cases", _values("cases", "1", "2")),
        [("parameters", "parameter_unknown")],
    ),
    "a parameter for nothing": (
        samples.parameterised(_values("cases"), _values(), _values("found"), _values("idle")),
        [("parameters", "parameter_unused")],
    ),
    "a variant that is wrong": (
        samples.single_choice(
            stem="{{n}}?",
            parameters=[_values("n", "Option a", "Other")],
            choices=[*choices(1, 0), {"id": "c", "text": "{{n}}", "credit": 0, "rationale": "Why"}],
        ),
        [("parameters", "variant"), ("choices.2.text", "same_text")],
    ),
    "a formula that is code": (
        _formula("__import__('os')"),
        [("parameters", "formula_unreadable")],
    ),
    "a formula that is long": (
        _formula("+".join(["cases"] * 40)),
        [("parameters.2.formula", "string_too_long")],
    ),
    "a formula with an unknown name": (
        _formula("cases * share"),
        [("parameters.2.formula", "formula_name")],
    ),
    "a formula that divides by zero": (
        _formula("rate / (cases - 10)"),
        [("parameters", "formula_zero")],
    ),
    "a formula that grows": (
        _formula("((99999 ** 20) ** 20) ** 20 + cases + rate"),
        [("parameters", "formula_large")],
    ),
    "a formula without an end": (_formula("cases / 3 + rate"), [("parameters", "formula_endless")]),
    "a name where there are no parameters": (
        samples.numeric(numeric_answer("{{found}}")),
        [("answers.0.value", "exact_number")],
    ),
    "other units without a first": (
        samples.numeric(unit=None, units=[{"name": "kg", "factor": "1"}]),
        [("unit", "unit_missing")],
    ),
    "a unit twice": (
        samples.numeric(unit="g", units=[{"name": "g", "factor": "1"}]),
        [("units.0.name", "unit_twice")],
    ),
    "a unit of nothing": (
        samples.numeric(unit="g", units=[{"name": "kg", "factor": "0"}]),
        [("units.0.factor", "unit_factor")],
    ),
    "no picture": (samples.hotspot(image=None), [("image", "image_missing")]),
    "coordinates of another shape": (
        samples.hotspot(areas=[samples.area("Gate", "1,2,3", credit=1)]),
        [("areas.0.coords", "coords")],
    ),
    "an area outside": (
        samples.hotspot(areas=[samples.area("Gate", "100,100,500,200", credit=1)]),
        [("areas.0.coords", "area_outside")],
    ),
    "a place that is nowhere": (
        samples.hotspot(places=[*samples.PLACES, {"id": "p9", "label": "Beyond", "at": "left"}]),
        [("places.3.at", "place_at")],
    ),
    "a place outside": (
        samples.hotspot(places=[*samples.PLACES, {"id": "p9", "label": "Beyond", "at": "400,0"}]),
        [("places.3.at", "place_outside")],
    ),
    "a place twice": (
        samples.hotspot(places=[*samples.PLACES, samples.PLACES[0] | {"id": "p9"}]),
        [("places.3.label", "place_twice")],
    ),
    "an area without a place": (
        samples.hotspot(places=samples.PLACES[1:]),
        [("areas.0.coords", "area_without_place")],
    ),
    "places that are all right": (
        samples.hotspot(places=samples.PLACES[:2]),
        [("places", "no_wrong_place")],
    ),
    "fewer choices than right areas": (
        samples.hotspot(max_choices=1),
        [("max_choices", "choices_few")],
    ),
    "a zone for no marker": (
        samples.markers(zones=[samples.area("Gate", "100,100,200,200", marker="m9")]),
        [("zones.0.marker", "unknown_marker")],
    ),
    "a marker wanted more often than it may be used": (
        samples.markers(
            markers=[{"id": "m2", "text": "Guard", "uses": 1}, {"id": "m1", "text": "Clerk", "uses": 1}]
        ),
        [("markers.0.uses", "uses_few")],
    ),
    "a penalty without its policy": (
        samples.numeric(unit_penalty="1/4"),
        [("unit_penalty", "unit_penalty")],
    ),
    "choices that are all the same": (
        samples.matching(
            pairs=[pair | {"match": "Management"} for pair in samples.matching()["pairs"]], distractors=[]
        ),
        [("pairs", "two_targets")],
    ),
    "a distractor that is right for a row": (
        samples.matching(distractors=["management "]),
        [("distractors.0", "same_text")],
    ),
    "a category that is not there": (
        samples.categorise(categories=["Observed", "Unknown"]),
        [("entries.1.category", "unknown_category")],
    ),
    "names in the order of the key": (
        samples.ordering(
            entries=[{"id": name, "text": name, "rationale": "Why"} for name in ("a", "b", "c")]
        ),
        [("entries", "ids_tell")],
    ),
    "no type": ({"stem": "?"}, [("type", "unknown_type")]),
    "unknown type": (samples.single_choice(type="riddle"), [("type", "unknown_type")]),
    "no stem": (samples.single_choice(stem=None), [("stem", "missing")]),
    "blank stem": (samples.single_choice(stem=" \n "), [("stem", "string_too_short")]),
    "stem too long": (samples.single_choice(stem="x" * 6001), [("stem", "string_too_long")]),
    "unseen character": (samples.single_choice(stem="a\x00b"), [("stem", "control_character")]),
    "half a character": (samples.single_choice(stem="a\ud800b"), [("stem", "string_unicode")]),
    "no feedback": (samples.true_false(general_feedback=None), [("general_feedback", "missing")]),
    "foreign field": (samples.true_false(hint="no"), [("hint", "extra_forbidden")]),
    "shuffle in words": (samples.single_choice(shuffle="yes"), [("shuffle", "bool_type")]),
    "one option": (samples.single_choice(1), [("choices", "too_short")]),
    "thirteen options": (
        samples.single_choice(choices=choices(1, *[0] * 12, ids="abcdefghijklm")),
        [("choices", "too_long")],
    ),
    "options in a text": (samples.single_choice(choices="a, b"), [("choices", "tuple_type")]),
    "an option that is a text": (
        samples.single_choice(choices=["a", "b"]),
        [("choices.0", "model_type"), ("choices.1", "model_type")],
    ),
    "same letter": (samples.single_choice(choices=choices(1, 0, ids="aa")), [("choices.1.id", "same_id")]),
    "same text": (
        samples.single_choice(choices=[choices(1)[0], choices(1)[0] | {"id": "b", "credit": 0}]),
        [("choices.1.text", "same_text")],
    ),
    "bad letter": (
        samples.single_choice(choices=choices(1, 0, ids=" b")),
        [("choices.0.id", "string_pattern_mismatch")],
    ),
    "no key": (samples.single_choice(0, 0), [("choices", "one_key")]),
    "two keys": (samples.single_choice(1, 1), [("choices", "one_key")]),
    "float credit": (samples.single_choice(1, 0.5), [("choices.1.credit", "credit")]),
    "credit above the whole": (samples.single_choice(1, 2), [("choices.1.credit", "less_than_equal")]),
    "cost above the whole": (samples.single_choice(1, "-3/2"), [("choices.1.credit", "greater_than_equal")]),
    "several faults": (
        samples.single_choice(choices=[choices(1)[0], {"id": "b", "credit": "x"}]),
        [("choices.1.text", "missing"), ("choices.1.credit", "credit"), ("choices.1.rationale", "missing")],
    ),
    "credits under one": (samples.multiple_choice("1/2", "1/3", 0), [("choices", "credits_sum")]),
    "credits over one": (samples.multiple_choice(1, "1/2", 0), [("choices", "credits_sum")]),
    "nothing wrong to choose": (samples.multiple_choice("1/2", "1/2"), [("choices", "some_wrong")]),
    "answer in words": (samples.true_false(answer="true"), [("answer", "bool_type")]),
    "answer in numbers": (samples.true_false(answer=1), [("answer", "bool_type")]),
    "no answers": (samples.short_text(answers=[]), [("answers", "too_short")]),
    "blank answer": (samples.short_text(" "), [("answers.0.text", "string_too_short")]),
    "no whole credit": (samples.short_text(("nearly", "1/2")), [("answers", "whole_credit")]),
    "after a lone star": (samples.short_text("*", "x"), [("answers.1.text", "never_reached")]),
    "the same answer": (samples.short_text("One", ("one", 0)), [("answers.1.text", "never_reached")]),
    "caught before": (samples.short_text("re*", ("rerun", 0)), [("answers.1.text", "never_reached")]),
    "longer than allowed": (
        samples.short_text("abcdef", max_length=5),
        [("answers.0.text", "answer_too_long")],
    ),
    "length in words": (samples.short_text(max_length="60"), [("max_length", "int_type")]),
    "length of nothing": (samples.short_text(max_length=0), [("max_length", "greater_than_equal")]),
    "length of a book": (samples.short_text(max_length=501), [("max_length", "less_than_equal")]),
    "float value": (samples.numeric(numeric_answer(2.5)), [("answers.0.value", "exact_number")]),
    "value in words": (samples.numeric(numeric_answer("two")), [("answers.0.value", "exact_number")]),
    "value with a comma": (samples.numeric(numeric_answer("2,5")), [("answers.0.value", "exact_number")]),
    "value without end": (samples.numeric(numeric_answer("1" * 41)), [("answers.0.value", "exact_number")]),
    "huge exponent": (samples.numeric(numeric_answer("1e100")), [("answers.0.value", "exact_number")]),
    "tolerance below nothing": (
        samples.numeric(numeric_answer("2", "-1")),
        [("answers.0.tolerance", "negative_tolerance")],
    ),
    "unknown tolerance": (
        samples.numeric(numeric_answer("2", tolerance_type="nominal")),
        [("answers.0.tolerance_type", "enum")],
    ),
    "no right value": (samples.numeric(numeric_answer("2", credit=0)), [("answers", "whole_credit")]),
    "value caught before": (
        samples.numeric(numeric_answer("2", "1"), numeric_answer("3", credit=0)),
        [("answers.1.value", "never_reached")],
    ),
    "credit that costs": (
        samples.short_text(answers=text_answers("a", ("b", -1))),
        [("answers.1.credit", "greater_than_equal")],
    ),
    "gap of no kind": (
        samples.cloze(samples.typed_gap("a", kind="drawn")),
        [("gaps.0.kind", "unknown_kind")],
    ),
    "fault inside a gap": (
        samples.cloze(samples.numeric_gap("a"), samples.typed_gap("b", ("x", "1/2"))),
        [("gaps.1.answers", "whole_credit")],
    ),
    "gap with an option that costs": (
        samples.cloze(samples.chosen_gap("a", 1, -1)),
        [("gaps.0.choices.1.credit", "greater_than_equal")],
    ),
    "gap with two keys": (samples.cloze(samples.chosen_gap("a", 1, 1)), [("gaps.0.choices", "one_key")]),
    "gap without weight": (
        samples.cloze(samples.typed_gap("a", weight=0)),
        [("gaps.0.weight", "greater_than_equal")],
    ),
    "no gaps": (samples.cloze(text="No gap.", gaps=[]), [("gaps", "too_short")]),
    "one name for two gaps": (
        samples.cloze(samples.typed_gap("a"), samples.typed_gap("a")),
        [("gaps.1.id", "same_gap")],
    ),
    "gap that is not below": (
        samples.cloze(text="[[board]] [[scope]] [[term]] [[x]]"),
        [("text", "unknown_gap")],
    ),
    "gap twice in the text": (
        samples.cloze(text="[[board]] [[scope]] [[term]] [[scope]]"),
        [("text", "gap_twice")],
    ),
    "gap not in the text": (samples.cloze(text="[[board]] [[scope]]"), [("gaps.2.id", "gap_not_in_text")]),
    "gap in code": (samples.cloze(text="[[board]] [[scope]] `[[term]]`"), [("text", "gap_hidden")]),
    "gap in an address": (
        samples.cloze(text="[[board]] [[scope]] [a](https://example.org/[[term]])"),
        [("text", "gap_hidden")],
    ),
    "gap in a link": (
        samples.cloze(text="[[board]] [[scope]] [see [[term]] here](https://example.org)"),
        [("text", "gap_hidden")],
    ),
    "one criterion twice": (
        samples.essay(samples.criterion("a"), samples.criterion("a")),
        [("rubric.1.id", "criterion_twice")],
    ),
    "two levels of the same marks": (
        samples.essay(samples.criterion("a", 0, 2, 2)),
        [("rubric.0.levels.2.marks", "marks_twice")],
    ),
    "one level": (samples.essay(samples.criterion("a", 2)), [("rubric.0.levels", "too_short")]),
    "marks in halves": (
        samples.essay(samples.criterion("a", 0, "1/2")),
        [("rubric.0.levels.1.marks", "int_type")],
    ),
    "fewest above most": (
        samples.essay(min_words=50, max_words=40),
        [("max_words", "words_order")],
    ),
    "blank unit": (samples.numeric(unit=" "), [("unit", "string_too_short")]),
}


LAB_RULES = {
    name
    for name in sentences.CONTENT
    if name.startswith(("lab_", "node_", "flag_", "option_ids", "option_never", "parameter_variant"))
} | {
    *(rule for _c, _p, rule in (*REPORT.values(), *AUDIT.values())),
    "unknown_next", "unknown_flag", "unknown_decision", "total_differs", "cell_taken", "unknown_element",
    "not_in_menu", "statement_twice", "statement_idle", "statement_ids_tell", "floor_impact",
} | {rule for _c, _p, rule in (*REPORT.values(), *AUDIT.values())}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_fault_is_named_with_its_place_and_rule(name: str) -> None:
    content, expected = CASES[name]
    assert faults(content) == expected


def test_every_fault_has_a_sentence_of_the_house() -> None:
    found = set()
    for content, _expected in CASES.values():
        with pytest.raises(engine.ContentInvalid) as refused:
            engine.read_content(content)
        for fault in refused.value.faults:
            assert fault.message == sentences.CONTENT[fault.rule] % fault.values
            assert "%" not in fault.message
            found.add(fault.rule)
    # These cannot be reached through JSON or YAML, or stand in for a sibling.
    assert set(sentences.CONTENT) - found <= {
        # Of labs: test_labs.py and the tests of each of them.
        *LAB_RULES,
        "string_type",
        "dict_type",
        "int_parsing",
        "int_from_float",
        # pydantic's own limit on the field speaks first.
        "formula_long",
        # Not the engine's: an installation that takes no files says it.
        "uploads_off",
    }


def test_every_sentence_is_marked_for_translators() -> None:
    source = re.sub(r"\s+", " ", Path(sentences.__file__).read_text())
    marked = source.count("gettext_noop(") - 1
    listed = ("CONTENT", "RESPONSE", "REMARKS", "VERDICTS", "FIGURES", "CAPS", "GRADES")
    assert marked == sum(len(getattr(sentences, name)) for name in listed)


def test_the_message_of_a_refusal_says_where_each_fault_is() -> None:
    with pytest.raises(engine.ContentInvalid, match=r"choices\.1\.credit: Write a credit"):
        engine.read_content(samples.single_choice(1, "much"))


def test_an_author_may_foresee_a_wrong_answer_before_a_pattern_that_would_catch_it() -> None:
    assert engine.read_content(samples.short_text(("risks", 0), "risk*"))


def test_ranges_may_overlap_where_the_later_still_counts() -> None:
    assert engine.read_content(
        samples.numeric(numeric_answer("10", "1"), numeric_answer("10", "5", credit="1/2"))
    )
