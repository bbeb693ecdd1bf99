"""Report forms: three states of a field, verdicts with exact credits, critical entries, signal and noise."""

import json
from fractions import Fraction
from typing import Any

import pytest

from assessments import engine
from assessments.engine import sentences
from assessments.engine.moments import parse_moment, same_moment
from assessments.engine.phrases import mentions, mentions_one, uses
from tests.assessments.engine.report_samples import audit_response, key, report_form, report_response, said

FORM = engine.INTERACTIONS["report-form"]
CONTENT = engine.read_content(report_form())
WEIGHTS = 20


def mark(response: Any, **changes: Any) -> engine.Mark:
    content = engine.read_content(report_form(**changes)) if changes else CONTENT
    return FORM.mark(content, FORM.check(content, response))


def verdict(field: str, response: Any) -> tuple[str, str]:
    part = next(part for part in mark(response).parts if part.id == field)
    return part.verdict, part.feedback


def test_the_model_answer_earns_everything_and_an_untouched_form_nothing() -> None:
    assert mark(report_response()).score == 1
    untouched = mark({})
    assert untouched.score == 0
    assert {part.verdict for part in untouched.parts} == {"missing"}
    assert [figure.value for figure in untouched.figures] == [0, 0]


@pytest.mark.parametrize(
    ("field", "value", "credit"),
    [
        ("count", "42", "0"),
        ("count", "1.0", "1"),
        ("count", "one", "0"),
        ("time", "2026-03-03T02:14:00", "0"),
        ("time", "2026-03-02 21:14 -05:00", "1"),
        ("time", "2025-11-08T00:00:00Z", "4/5"),
        ("time", "yesterday", "0"),
        ("until", "2026-06-01", "0"),
        ("until", "3 March", "0"),
        ("account", " U-58213 ", "1"),
        ("account", "u-5821", "0"),
        ("event", {"ip": "203.0.113.77", "name": "Upload", "at": "2026-03-03T03:14:00+01:00"}, "4/5"),
        ("event", {"ip": "203.0.113.77", "port": "1", "name": "Upload", "at": "2026-03-03T02:14:00Z"}, "0"),
        ("event", {"ip": "198.51.100.23", "name": "Login"}, "0"),
        ("flags", ["ai"], "4/5"),
        ("flags", ["viral"], "-1/2"),
        ("flags", ["ai", "viral", "meme"], "-1/2"),
        ("flags", ["meme"], "-1/2"),
    ],
)
def test_each_error_alone_costs_its_weight(field: str, value: Any, credit: str) -> None:
    weight = next(row["weight"] for row in report_form()["key"] if row["id"] == field)
    lost = weight * (1 - Fraction(credit))
    assert mark(report_response(**{field: value})).score == 1 - lost / WEIGHTS


@pytest.mark.parametrize(("field", "value", "weight"), [("suspect", "vendor", 4), ("viewed", "true", 3)])
def test_a_critical_misleading_entry_caps_the_whole(field: str, value: str, weight: int) -> None:
    found = mark(report_response(**{field: value}))
    assert found.score == Fraction(49, 100)
    assert found.caps == ("critical",)
    assert found.parts[0].id == field
    assert found.parts[0].is_critical
    assert found.parts[0].score == Fraction(-1, 2)
    alone = mark({"fields": {field: value}})
    assert alone.score == 0
    assert alone.caps == ()


def test_untouched_left_out_and_filled_in_are_three_things() -> None:
    said_nothing = {"fields": {"count": "1"}}
    assert verdict("suspect", said_nothing)[0] == "missing"
    assert verdict("suspect", said_nothing | {"left_out": ["suspect"]})[0] == "right"
    assert verdict("suspect", {"fields": {"suspect": "robot"}})[0] == "misleading"
    assert verdict("flags", said_nothing | {"left_out": ["flags"]}) == (
        "wrong",
        "Rationale of that. Rationale of flags",
    )
    assert verdict("account", said_nothing | {"left_out": ["account"]})[0] == "missing"
    # What was written counts, whatever was ticked beside it.
    both = FORM.check(CONTENT, {"fields": {"count": "1"}, "left_out": ["count", "suspect"]})
    assert both == {"fields": {"count": "1"}, "left_out": ["suspect"]}


def test_everything_ticked_and_filled_in_earns_little_and_is_capped() -> None:
    filled = report_response(suspect="robot", flags=["ai", "viral", "meme"], viewed="true")
    assert mark(filled).score == Fraction(20 - 10, 20) - Fraction(5, 20)
    assert mark(filled).figures[1].value == Fraction(3, 8)


def test_signal_is_what_was_said_well_and_noise_what_misleads_or_is_invented() -> None:
    figures = {figure.id: figure.value for figure in mark(report_response()).figures}
    assert figures == {"signal": 1, "noise": 0}
    # Of 16 points with something to say 12 are earned, and of seven statements one misleads.
    found = mark(report_response(flags=["viral"], count=None))
    assert {figure.id: figure.value for figure in found.figures} == {
        "signal": Fraction(16 - 3 - 2, 16),
        "noise": Fraction(1, 6),
    }


def test_prose_is_commented_on_and_never_counted() -> None:
    for text, expected in (
        ("An exact match; the file was not opened.", "right"),
        ("A hash matched.", "acceptable"),
        ("Not an exact one.", "wrong"),
        ("The offender's file was not opened; hash.", "misleading"),
        ("The offender sent it.", "misleading"),
        ("A colleague wrote “offender”; exact, not opened.", "right"),
    ):
        found = mark(report_response(narrative=text))
        part = next(part for part in found.parts if part.id == "narrative")
        assert (found.score, found.caps) == (1, ())
        assert part.verdict == expected, text
    assert mark(report_response(narrative=None)).score == 1


@pytest.mark.parametrize(
    ("text", "phrase", "is_mentioned"),
    [
        ("the catalogue is full", "log", False),
        ("the log, in full", "log", True),
        ("a non-consensual act", "consensual", False),
        ("it was not exact", "exact", False),
        ("it is not an exact match", "exact match", False),
        ("not similar but exact", "exact", True),
        ("List release 2026-02-27.", "2026-02-27", True),
        ("LOG “entries”", "log entries", True),
        ("", "log", False),
        ("log", "", False),
    ],
)
def test_phrases_match_whole_and_not_denied(text: str, phrase: str, is_mentioned: bool) -> None:
    assert mentions(text, phrase) is is_mentioned


def test_a_term_in_quotation_marks_is_somebody_elses() -> None:
    assert uses("the offender wrote", "offender")
    assert uses("no offender is known", "offender")
    assert not uses('they said "offender" twice', "offender")
    assert not uses("re-offenders", "offender")
    assert not uses('fake "or not" harmless', "fake harmless")
    assert mentions_one("by retrieval", "ingestion | retrieval")


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2026-05-16T21:43:09-05:00", "2026-05-17T02:43:09Z", True),
        ("2026-05-16 21:43:09 −05:00", "2026-05-16T21:43:09-0500", True),
        ("2026-05-16T21:43Z", "2026-05-16T21:43:00 UTC", True),
        ("2026-05-16T21:43:09", "2026-05-16T21:43:09Z", False),
        ("2026-05-16T21:43:09", "2026-05-16T21:43:09", True),
        ("2026-05-16T21:43:09Z", "2026-05-16T21:43:10Z", False),
    ],
)
def test_moments_are_compared_as_instants(one: str, other: str, is_same: bool) -> None:
    given, known = parse_moment(one), parse_moment(other)
    assert given is not None
    assert known is not None
    assert same_moment(given, known) is is_same


@pytest.mark.parametrize(
    "text",
    ["", "2026-05-16", "2026-13-01T00:00Z", "2026-01-01T25:00Z", "2026-01-01T00:00+99:00", "2026-01-01T00:00+01:75",
     "0001-01-01T00:00+01:00", "x" * 60],
)  # fmt: skip
def test_what_is_no_moment_is_not_read(text: str) -> None:
    assert parse_moment(text) is None


def test_a_variant_brings_its_facts_and_its_key() -> None:
    data = report_form()
    assert engine.variant_ids(data) == ["base", "second"]
    other = engine.read_content(engine.variant_of(data, {"variant": "second"}))
    assert FORM.view(other, seed=1)["case"] != FORM.view(CONTENT, seed=1)["case"]
    assert FORM.mark(other, report_response()).score == Fraction(20 - 3, 20) - Fraction(3, 40)
    assert FORM.mark(other, report_response(viewed="true")).score == 1


def test_nothing_of_the_key_is_in_what_a_candidate_receives() -> None:
    for name in engine.variant_ids(report_form()):
        content = engine.read_content(engine.variant_of(report_form(), {"variant": name}))
        for response in ({}, report_response()):
            view = json.dumps(engine.view_of(FORM, content, response, seed=1))
            for secret in (
                "Rationale",
                "reasoning",
                "narrative.",
                "right",
                "mislead",
                "weight",
                "critical",
                "accept",
            ):
                assert secret not in view
    parts = frozenset({"correctness", "feedback"})
    assert engine.debrief_of(FORM, CONTENT, report_response(), parts) == {}
    shown = engine.debrief_of(FORM, CONTENT, report_response(), frozenset({"key"}))
    assert shown == {"model_answer": "The model narrative."}


def test_posted_fields_become_a_response() -> None:
    posted = {
        "field-count": ["1"],
        "field-suspect": ["-"],
        "field-flags": ["ai"],
        "field-viewed": [""],
        "field-event:ip": ["203.0.113.77"],
        "field-event:port": [" "],
        "out-account": ["yes"],
        "csrfmiddlewaretoken": ["x"],
    }
    read = FORM.check(CONTENT, FORM.read_form(posted))
    assert read == {
        "fields": {"count": "1", "event": {"ip": "203.0.113.77"}, "flags": ["ai"]},
        "left_out": ["account", "suspect"],
    }
    assert FORM.describe(CONTENT, read) == (
        "reportCount: 1; espIdentifier: (left out); personOrUserReported: (left out); ipCaptureEvent: ipAddress "
        "203.0.113.77; fileAnnotations: generativeAi"
    )
    assert FORM.read_form({"field-count": [""]}) == {}
    assert "personOrUserReported: (left out)" in FORM.key(CONTENT)
    assert "fileAnnotations: generativeAi, viral" in FORM.key(CONTENT)


@pytest.mark.parametrize(
    ("response", "rule"),
    [
        ([], "fill_form"),
        ({"choice": "a"}, "fill_form"),
        ({"fields": []}, "fill_form"),
        ({"fields": {"count": 1}}, "fill_form"),
        ({"fields": {"flags": 3}}, "fill_form"),
        ({"fields": {"event": "x"}}, "fill_form"),
        ({"fields": {"nothing": "1"}}, "foreign_field"),
        ({"left_out": ["nothing"]}, "foreign_field"),
        ({"left_out": [["count"]]}, "foreign_field"),
        ({"fields": {"event": {"mac": "1"}}}, "foreign_field"),
        ({"fields": {"suspect": "judge"}}, "foreign_option"),
        ({"fields": {"flags": ["ai", "alien"]}}, "foreign_option"),
        ({"fields": {"event": {"name": "Dance"}}}, "foreign_option"),
        ({"fields": {"account": "x" * 201}}, "too_long"),
        ({"fields": {"narrative": "x" * 3001}}, "too_long"),
        ({"fields": {"account": "\x00"}}, "control_character"),
        (audit_response(), "fill_form"),
    ],
)
def test_a_response_of_another_form_is_refused(response: Any, rule: str) -> None:
    with pytest.raises(engine.ResponseInvalid) as refused:
        FORM.check(CONTENT, response)
    assert refused.value.rule == rule


def changed_key(field: str, **changes: Any) -> dict[str, Any]:
    rows = [row | changes if row["id"] == field else row for row in report_form()["key"]]
    return report_form(
        key=[{name: value for name, value in row.items() if value is not None} for row in rows]
    )


def with_field(**field: Any) -> dict[str, Any]:
    groups = report_form()["groups"]
    groups[1]["fields"].append({"id": "more", "title": "More", "kind": "line"} | field)
    return report_form(groups=groups)


PROSE = {"id": "narrative", "weight": 1, "mentions": ["a"], "rationale": "R"}
FAULTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "two fields of a name": (with_field(id="count"), "groups.1.fields.3.id", "same_field"),
    "two groups of a name": (
        report_form(groups=[*report_form()["groups"], {"id": "file", "title": "T", "fields": [{"id": "z", "title": "Z", "kind": "line"}]}]),
        "groups.2.id", "same_id",
    ),
    "a menu on a line": (
        with_field(choices=[{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]), "groups.1.fields.3.choices", "menu_fits",
    ),
    "a menu of one": (with_field(kind="choice", choices=[{"id": "a", "text": "A"}]), "groups.1.fields.3.choices", "too_short"),
    "a menu with one text twice": (
        with_field(kind="choice", choices=[{"id": "a", "text": "A"}, {"id": "b", "text": "A"}]),
        "groups.1.fields.3.choices.1.text", "same_text",
    ),
    "a record without parts": (with_field(kind="record"), "groups.1.fields.3.parts", "record_parts"),
    "a kind that is none": (with_field(kind="colour"), "groups.1.fields.3.kind", "literal_error"),
    "no menu anywhere": (with_field(kind="choice"), "menus", "menu_missing"),
    "a menu for no field": (
        report_form(menus=[*report_form()["menus"], {"id": "zip", "choices": report_form()["menus"][0]["choices"]}]),
        "menus.1.id", "unknown_field",
    ),
    "a menu for a number": (
        report_form(menus=[*report_form()["menus"], {"id": "count", "choices": report_form()["menus"][0]["choices"]}]),
        "menus.1.choices", "menu_fits",
    ),
    "a key for no field": (report_form(key=[key("zip", "1")]), "key.0.id", "unknown_field"),
    "two keys for a field": (report_form(key=[key("count", "1"), key("count", "2")]), "key.1.id", "key_twice"),
    "prose alone": (report_form(key=[PROSE]), "key", "nothing_counts"),
    "prose with an answer": (report_form(key=[PROSE | {"right": ["a"]}]), "key.0", "prose_key"),
    "prose with an empty rule": (report_form(key=[PROSE | {"mentions": ["|"]}]), "key.0.mentions.0", "empty_rule"),
    "mentions of a line": (changed_key("account", mentions=["a"]), "key.3.mentions", "mentions_prose"),
    "nothing right": (changed_key("account", right=None), "key.3.right", "no_right_answer"),
    "critical without misleading": (changed_key("account", critical=True), "key.3.critical", "critical_misleading"),
    "a choice that the menu has not": (changed_key("suspect", right=["judge"]), "key.4.right.0", "answer_unreadable"),
    "a flag that there is not": (changed_key("flags", right=["ai + alien"]), "key.7.right.0", "answer_unreadable"),
    "a part that there is not": (changed_key("event", right=["mac 1"]), "key.5.right.0", "answer_unreadable"),
    "a number that is none": (changed_key("count", right=["one"]), "key.0.right.0", "answer_unreadable"),
    "a day that is none": (changed_key("until", right=["soon"]), "key.2.right.0", "answer_unreadable"),
    "a right moment without its offset": (
        changed_key("time", right=["2026-03-03T02:14:00"], wrong=None), "key.1.right.0", "answer_unreadable",
    ),
    "anything is right": (changed_key("account", right=["*"]), "key.3.right.0", "answer_unreadable"),
    "one answer twice": (changed_key("count", wrong=[said("1")]), "key.0.wrong.0.answer", "answer_twice"),
    "a fault in a variant": (
        report_form(variants=[{"id": "v", "key": [key("viewed", "perhaps")]}]),
        "variants.0.key.0.right.0", "answer_unreadable",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_malformed_form_names_place_and_rule(name: str) -> None:
    content, place, rule = FAULTS[name]
    with pytest.raises(engine.ContentInvalid) as refused:
        engine.read_content(content)
    found = [(".".join(map(str, fault.path)), fault.rule) for fault in refused.value.faults]
    assert (place, rule) in found
    for fault in refused.value.faults:
        assert fault.message == (
            sentences.CONTENT[fault.rule] % fault.values if fault.rule in sentences.CONTENT else fault.message
        )
