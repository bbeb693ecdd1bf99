"""What is written comes back: equal, but for what the writer and the reader said."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments import engine
from assessments.engine.plain_text import plain_text
from assessments.interchange import FORMATS, Fate, Travelling
from assessments.interchange.markup import to_html, to_markdown
from tests.assessments.engine import samples

# Names stand for nothing when an item comes back; a format that has no place for a field leaves its default.
_NAMES = {"id"}


def without_names(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: without_names(kept) for name, kept in value.items() if name not in _NAMES}
    return [without_names(kept) for kept in value] if isinstance(value, list | tuple) else value


def judged(content: Mapping[str, Any]) -> dict[str, Any]:
    """Content in the engine's normal form, without names."""
    return without_names(engine.plain_content(content))


def without(content: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: kept for name, kept in content.items() if name not in names}


def with_rows(content: dict[str, Any], rows: str, **changes: Any) -> dict[str, Any]:
    return {**content, rows: [{**row, **changes} for row in content[rows]]}


SINGLE = samples.single_choice("1", "1/3", "-1/4", 0)
MULTIPLE = samples.multiple_choice("1/3", "1/3", "1/3", "-1/2")
TRUTH = samples.true_false()
SHORT = samples.short_text("residual risk", ("risk*", "1/2"), max_length=60)
NUMBER = samples.numeric(
    samples.numeric_answer("2.5", "0.25"), samples.numeric_answer("25", credit="1/2"), unit=None
)
MATCHING = samples.matching()
ORDERING = samples.ordering()
ESSAY = samples.essay()
CLOZE = samples.cloze()
CATEGORISE = samples.categorise()

# format, what is written, what comes back; None: the same.
HELD: list[tuple[str, dict[str, Any], dict[str, Any] | None]] = [
    ("gift", SINGLE, None),
    ("gift", MULTIPLE, None),
    ("gift", TRUTH, None),
    ("gift", SHORT, None),
    ("gift", NUMBER, None),
    ("gift", MATCHING, with_rows(MATCHING, "pairs", rationale="")),
    ("moodle", SINGLE, None),
    ("moodle", MULTIPLE, None),
    ("moodle", TRUTH, None),
    ("moodle", SHORT, None),
    ("moodle", NUMBER, None),
    ("moodle", MATCHING, with_rows(MATCHING, "pairs", rationale="")),
    ("moodle", ORDERING, with_rows(ORDERING, "entries", rationale="")),
    ("qti", SINGLE, None),
    ("qti", MULTIPLE, None),
    ("qti", without(SHORT, "answers") | {"answers": samples.text_answers("residual risk", ("risk", "1/2"))}, with_rows(without(SHORT, "answers") | {"answers": samples.text_answers("residual risk", ("risk", "1/2"))}, "answers", rationale="")),
    ("qti", NUMBER, with_rows(NUMBER, "answers", rationale="")),
    ("qti", MATCHING, None),
    ("qti", {**ORDERING, "scoring": "all-or-nothing"}, None),
    *((name, content, None) for name in ("csv", "xlsx") for content in (SINGLE, MULTIPLE, TRUTH, SHORT, NUMBER, MATCHING, ORDERING, ESSAY, CLOZE, CATEGORISE)),
]  # fmt: skip


def back(name: str, content: Mapping[str, Any]) -> Travelling:
    """The one item that comes back."""
    written = FORMATS[name].write([Travelling("An item: {one} ~ #2", content)])
    assert not written.left_out
    (found,) = FORMATS[name].read(written.data)
    return found


@pytest.mark.parametrize(
    ("name", "content", "expected"), HELD, ids=[f"{name}-{content['type']}" for name, content, _ in HELD]
)
def test_what_a_format_holds_comes_back_equal(
    name: str, content: dict[str, Any], expected: dict[str, Any] | None
) -> None:
    found = back(name, content)
    assert found.name == "An item: {one} ~ #2"
    assert found.content is not None
    if expected is None:
        assert judged(found.content) == judged(content)
    else:
        assert without_names(_shape(found.content)) == without_names(_shape(expected))


def _shape(content: Mapping[str, Any]) -> Any:
    """Content whose reasons are still to be written cannot be judged: compare it with them filled in."""
    filled = {
        key: [{**row, "rationale": row.get("rationale") or "to be written"} for row in kept]
        if isinstance(kept, list)
        and kept
        and isinstance(kept[0], Mapping)
        and key in ("pairs", "entries", "answers")
        else kept
        for key, kept in content.items()
    }
    return engine.plain_content(filled)


@pytest.mark.parametrize("name", ["moodle", "qti"])
def test_a_text_with_gaps_comes_back_with_its_gaps_and_weights(name: str) -> None:
    found = back(name, CLOZE)
    assert found.content is not None
    kinds = [(gap["kind"], gap["weight"]) for gap in found.content["gaps"]]
    written = [(gap["kind"], gap["weight"]) for gap in CLOZE["gaps"]]
    assert kinds == (
        [("typed" if kind == "numeric" else kind, weight) for kind, weight in written]
        if name == "qti"
        else written
    )
    keys = [
        max(part["credit"] for part in gap.get("choices") or gap["answers"]) for gap in found.content["gaps"]
    ]
    assert set(keys) == {1}


@pytest.mark.parametrize("name", [name for name, found in FORMATS.items() if found.write])
def test_a_kind_that_a_format_cannot_hold_is_left_out_and_named(name: str) -> None:
    written = FORMATS[name].write([Travelling("a", samples.upload()), Travelling("b", SINGLE)])
    if name in ("csv", "xlsx"):
        assert not written.left_out
        return
    assert written.left_out == ("a",)
    assert [note.rule for note in written.notes["a"]] == ["type_unwritable"]
    assert [item.name for item in FORMATS[name].read(written.data)] == ["b"]


@pytest.mark.parametrize(
    ("name", "content", "rules"),
    [
        ("gift", ESSAY, {"rubric", "size"}),
        ("gift", samples.numeric(unit="km"), {"unit"}),
        ("gift", samples.numeric(samples.numeric_answer("10", "0.1", tolerance_type="relative"), unit=None), {"tolerance_absolute"}),
        ("moodle", CATEGORISE, {"as_categorise", "rationale_pairs"}),
        ("qti", ORDERING | {"scoring": "absolute-position"}, {"scoring"}),
        ("qti", TRUTH, {"as_choice"}),
        ("qti", samples.short_text("risk*", ("x", "1/2")), {"wildcard", "rationale", "size"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_writer_says_what_is_lost(name: str, content: dict[str, Any], rules: set[str]) -> None:
    written = FORMATS[name].write([Travelling("a", content)])
    notes = written.notes["a"]
    assert {note.rule for note in notes} == rules
    assert all(note.message for note in notes)
    assert all(note.fate in (Fate.LOST, Fate.CHANGED) for note in notes)


# Texts as people write them: letters, punctuation of every format, Markdown.
words = (
    st.text(
        alphabet=st.sampled_from(list("abcXYZ ÄéБ中0129.,;:!?~=#{}\\%-><&\"'()|/$@")), min_size=1, max_size=40
    )
    .map(lambda text: " ".join(text.split()))
    # A lone "-" is a list with nothing in it.
    .filter(lambda text: bool(plain_text(text).strip()))
)


@settings(max_examples=25, deadline=None)
@given(
    texts=st.lists(words, min_size=3, max_size=3, unique_by=lambda text: " ".join(text.split()).casefold()),
    stem=words,
    why=words,
)
@pytest.mark.parametrize("name", ["gift", "moodle", "qti", "csv", "xlsx"])
def test_any_text_of_a_choice_travels(name: str, texts: list[str], stem: str, why: str) -> None:
    """Compared as readers see it: the words of both texts are equal."""
    plain = plain_text
    options = [
        {"id": letter, "text": text, "credit": int(letter == "a"), "rationale": why}
        for letter, text in zip("abc", texts, strict=True)
    ]
    content = samples.single_choice(stem=stem, choices=options, general_feedback=why)
    found = back(name, content).content
    assert found is not None
    assert plain(found["stem"]) == plain(stem)
    assert [plain(choice["text"]) for choice in found["choices"]] == [plain(text) for text in texts]
    assert {plain(choice["rationale"]) for choice in found["choices"]} == {plain(why)}
    assert [choice["credit"] for choice in found["choices"]] == [1, 0, 0]


several = st.lists(words, min_size=2, max_size=4, unique_by=lambda text: text.casefold())
worths = st.sampled_from([1, "1/2", "1/3", "-1/4", 0])
numbers = st.decimals(-999, 999, places=2).map(lambda value: f"{value.normalize():f}")
# Plain words for what is compared as it is typed: a candidate's answer, a target, a unit.
targets = (
    st.text(alphabet="abcdefgXYZ ÄéБ中", min_size=3, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@st.composite
def any_item(draw: st.DrawFn) -> dict[str, Any]:
    """An item of some kind with any words, credits and numbers in it."""
    stem, why = draw(words), draw(words)
    kind = draw(st.sampled_from(["multiple", "truth", "short", "number", "matching", "ordering"]))
    if kind == "multiple":
        options = [
            {"id": letter, "text": text, "credit": draw(worths), "rationale": draw(words)}
            for letter, text in zip("abcd", draw(several), strict=False)
        ]
        options[0]["credit"] = "1/2"
        return samples.multiple_choice(stem=stem, choices=options, general_feedback=why)
    if kind == "truth":
        return samples.true_false(
            stem=stem, answer=draw(st.booleans()), rationale_true=draw(words), rationale_false=why
        )
    if kind == "short":
        answers = draw(st.lists(targets, min_size=1, max_size=3, unique_by=str.casefold))
        rows = samples.text_answers(*[(text, "1/2" if place else 1) for place, text in enumerate(answers)])
        return samples.short_text(
            stem=stem, answers=rows, case_sensitive=draw(st.booleans()), max_length=60, general_feedback=why
        )
    if kind == "number":
        answer = samples.numeric_answer(draw(numbers), draw(st.sampled_from(["0", "0.5", "3"])))
        return samples.numeric(
            answer, stem=stem, unit=draw(st.sampled_from([None, "km"])), general_feedback=why
        )
    sides = draw(st.lists(words, min_size=3, max_size=4, unique_by=lambda text: plain_text(text).casefold()))
    if kind == "matching":
        others = draw(st.lists(targets, min_size=3, max_size=4, unique_by=str.casefold))
        pairs = [
            {"id": f"r{7 * place % 5}", "text": left, "match": right, "rationale": why}
            for place, (left, right) in enumerate(zip(sides, others, strict=False))
        ]
        return samples.matching(stem=stem, pairs=pairs, distractors=[], general_feedback=why)
    entries = [
        {"id": f"e{7 * place % 5}", "text": text, "rationale": why} for place, text in enumerate(sides)
    ]
    return samples.ordering(stem=stem, entries=entries, general_feedback=why)


def is_sound(content: Mapping[str, Any]) -> bool:
    try:
        engine.plain_content(content)
    except engine.ContentInvalid:
        return False
    return True


def as_read(value: Any) -> Any:
    """Every text as a reader sees it: marks of formats and of Markdown may be written in more than one way."""
    if isinstance(value, Mapping):
        return {name: as_read(kept) for name, kept in value.items()}
    if isinstance(value, list | tuple):
        return [as_read(kept) for kept in value]
    return " ".join(plain_text(value).split()) if isinstance(value, str) else value


@settings(max_examples=60, deadline=None)
@given(content=any_item().filter(is_sound))
@pytest.mark.parametrize("name", [name for name, found in FORMATS.items() if found.write])
def test_an_item_comes_back_equal_or_it_is_said_what_was_lost(name: str, content: dict[str, Any]) -> None:
    written = FORMATS[name].write([Travelling("one", content)])
    if written.left_out:
        assert written.notes["one"]
        return
    (found,) = FORMATS[name].read(written.data)
    said = [*written.notes.get("one", ()), *found.notes]
    if found.content is None or not is_sound(found.content):
        assert said, found.content
    elif as_read(judged(found.content)) != as_read(judged(content)):
        assert said, (judged(found.content), judged(content))


markdown = st.sampled_from(
    [
        "Plain words.",
        "Some **strong** and *soft* words.",
        "Two paragraphs.\n\nHere is the second.",
        "A list:\n\n- one\n- two",
        "Numbers:\n\n1. one\n2. two",
        "Some `code` here.",
        "See [the page](https://example.org/a).",
        "Five \\* six, \\_under\\_ and 3 < 4 & 5.",
    ]
)


@given(markdown)
def test_markdown_survives_the_way_over_html(text: str) -> None:
    found, notes = to_markdown(to_html(text))
    assert to_html(found) == to_html(text)
    assert notes == ()
