"""The worked examples in docs/algorithms are what the engine does."""

from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from pathlib import Path

import pytest

from assessments import engine
from assessments.engine import Cell, CutScore, DomainScore, TooManyRepeats
from assessments.engine.numbers import Tolerance, accepted_range, parse_number
from assessments.engine.shuffling import shuffled
from assessments.engine.wildcards import read_pattern
from assessments.engine.words import count_words
from tests.assessments.engine import samples

DOCS = Path(__file__).resolve().parents[3] / "docs" / "algorithms"


def rows(file: str, *head: str) -> list[tuple[str, ...]]:
    """The rows of the table whose head this is, without the marks of code."""
    lines = (DOCS / file).read_text().splitlines()
    start = lines.index(f"| {' | '.join(head)} |") + 2
    table = takewhile(lambda line: line.startswith("|"), lines[start:])
    return [tuple(map(_cell, line.replace(r"\|", "¦").strip("|").split("|"))) for line in table]


def _cell(text: str) -> str:
    text = text.strip(" ")
    return text[1:-1] if text.startswith("`") else text


@pytest.mark.parametrize(("written", "means"), rows("marking.md", "written", "means"))
def test_credits_are_read_as_documented(written: str, means: str) -> None:
    assert engine.parse_credit(written) == Fraction(means)


@pytest.mark.parametrize(("taken", "added", "score"), rows("marking.md", "taken", "sum", "score"))
def test_multiple_choice_is_marked_as_documented(taken: str, added: str, score: str) -> None:
    content = samples.multiple_choice("1/2", "1/2", "-1/2", "-1/4")
    chosen = [] if taken == "nothing" else taken.split()
    credit = {choice["id"]: Fraction(choice["credit"]) for choice in content["choices"]}
    assert sum((credit[name] for name in chosen), Fraction(0)) == Fraction(added)
    assert engine.mark_item(content, {"choices": chosen} if chosen else {}).score == Fraction(score)


@pytest.mark.parametrize(
    ("given", "absolute", "subset", "whole"),
    rows("marking.md", "order given", "absolute position", "longest ordered subset", "all or nothing"),
)
def test_orders_are_marked_as_documented(given: str, absolute: str, subset: str, whole: str) -> None:
    names = dict(zip("abcd", ("s3", "s1", "s4", "s2"), strict=True))
    places = {names[name]: place for place, name in enumerate(given.split(), start=1) if name != "-"}
    schemes = {"absolute-position": absolute, "longest-ordered-subset": subset, "all-or-nothing": whole}
    for scheme, score in schemes.items():
        marked = engine.mark_item(samples.ordering(scheme), {"places": places})
        assert marked.score == Fraction(score), scheme


@pytest.mark.parametrize(
    ("first", "second", "score"), rows("marking.md", "a earns", "b earns", "score of the text")
)
def test_gaps_are_weighed_as_documented(first: str, second: str, score: str) -> None:
    content = samples.cloze(
        samples.typed_gap("a", "all", ("half", "1/2"), weight=3), samples.typed_gap("b", "all")
    )
    said = {"1": "all", "1/2": "half", "0": "none"}
    marked = engine.mark_item(content, {"gaps": {"a": said[first], "b": said[second]}})
    assert marked.score == Fraction(score)


@pytest.mark.parametrize(("answer", "words"), rows("marking.md", "answer of an essay", "words"))
def test_words_are_counted_as_documented(answer: str, words: str) -> None:
    assert count_words(answer) == int(words)


@pytest.mark.parametrize(("answer", "response", "fits"), rows("marking.md", "answer", "response", "matches"))
def test_short_texts_match_as_documented(answer: str, response: str, fits: str) -> None:
    assert read_pattern(answer, case_sensitive=False).matches(response) is (fits == "yes")


@pytest.mark.parametrize(("written", "read"), rows("marking.md", "written", "read as"))
def test_numbers_are_read_as_documented(written: str, read: str) -> None:
    assert parse_number(written) == (None if read == "no number" else Fraction(read))


@pytest.mark.parametrize(
    ("kind", "_formula", "low", "high"), rows("marking.md", "tolerance", "formula", "from", "to")
)
def test_tolerances_reach_as_far_as_documented(kind: str, _formula: str, low: str, high: str) -> None:
    accepted = accepted_range(Fraction(100), Fraction(1, 10), Tolerance(kind))
    assert (accepted.low, accepted.high) == (Fraction(low), Fraction(high))


@pytest.mark.parametrize(("seed", "purpose", "order"), rows("marking.md", "seed", "purpose", "order"))
def test_an_order_is_the_documented_one(seed: str, purpose: str, order: str) -> None:
    assert shuffled("abcd", seed=int(seed), purpose=purpose) == order.split()


def test_the_documented_draw_is_refused_with_both_cells_named() -> None:
    listed = list(rows("marking.md", "cell", "wanted", "in the pool", "met", "fresh", "repeats"))
    cells, pool, seen = [], {}, set()
    for number, (cell, wanted, have, met, fresh, repeats) in enumerate(listed):
        domain, level = cell.split(" × ")
        cells.append(Cell(domain, level, int(wanted)))
        ids = range(number * 100, number * 100 + int(have))
        pool[domain, level] = ids
        seen |= set(ids[: int(met)])
        assert int(have) - int(met) == int(fresh)
        assert int(wanted) - int(fresh) == int(repeats)
    with pytest.raises(TooManyRepeats) as refused:
        engine.draw(cells, pool, seed=1, seen=seen)
    assert (refused.value.repeats, refused.value.allowed) == (4, 2)
    assert [short[0] for short in refused.value.short] == cells


@pytest.mark.parametrize(("score", "cut", "decision"), rows("cut-scores.md", "score", "cut", "decision"))
def test_decisions_are_the_documented_ones(score: str, cut: str, decision: str) -> None:
    assert engine.classify(Fraction(score), CutScore(Decimal(cut))) == decision


def test_the_worked_example_of_a_decision_is_right() -> None:
    results = [engine.ItemResult(place, "auditing", Fraction(place < 16)) for place in range(22)]
    results += [engine.ItemResult(22, "auditing", Fraction(1, 2)), engine.ItemResult(23, "x", Fraction(1, 3))]
    assert engine.total(results) == (Fraction(101, 6), 24)
    assert engine.classify(Fraction(101, 6), CutScore(Decimal(17))) is engine.Decision.FAIL


@pytest.mark.parametrize(("items", "bar"), rows("cut-scores.md", "items", "bar"))
def test_bars_are_drawn_as_documented(items: str, bar: str) -> None:
    score = DomainScore("auditing", Fraction(0), Fraction(items), int(items))
    assert score.has_bar is (bar == "yes")


@pytest.mark.parametrize(
    ("written", "optional", "required", "penalty"),
    rows("marking.md", "written with a unit", "optional", "required", "penalty of 1/4"),
)
def test_units_cost_what_is_documented(written: str, optional: str, required: str, penalty: str) -> None:
    grams = [{"name": "g", "factor": "0.001"}]
    plain = samples.numeric(samples.numeric_answer("2.5"), unit="kg", units=grams)
    for policy, score in (
        ({}, optional),
        ({"unit_policy": "required"}, required),
        ({"unit_policy": "penalty", "unit_penalty": "1/4"}, penalty),
    ):
        content = engine.plain_content(plain | policy)
        assert engine.mark_item(content, {"text": written}).score == Fraction(score)


@pytest.mark.parametrize(
    ("seed", "cases", "rate", "found"),
    rows("marking.md", "seed of the item", "cases", "rate", "cases * rate / 100"),
)
def test_values_are_drawn_as_documented(seed: str, cases: str, rate: str, found: str) -> None:
    item = engine.plain_content(samples.parameterised())
    drawn = engine.draw_values_of(item, seed=int(seed))
    assert drawn == {"cases": cases, "rate": rate, "found": found}


@pytest.mark.parametrize(
    ("right", "elsewhere", "score"),
    rows("marking.md", "guards right", "guards elsewhere", "score of the markers"),
)
def test_markers_are_marked_as_documented(right: str, elsewhere: str, score: str) -> None:
    spots = [*["p3", "p1"][: int(right)], *["p2", "0,0"][: int(elsewhere)]]
    marked = engine.mark_item(engine.plain_content(samples.markers()), {"markers": {"m2": spots}})
    assert marked.score == Fraction(score)


def _panel() -> tuple[dict[str, dict[str, int]], dict[str, Fraction]]:
    table = rows("cut-scores.md", "item", "judge A", "judge B", "judge C", "mean")
    said = {judge: {row[0]: int(row[place]) for row in table} for place, judge in enumerate("ABC", start=1)}
    return said, {row[0]: Fraction(row[4]) for row in table}


@pytest.mark.parametrize(
    ("items", "cut", "kept", "error"),
    rows("cut-scores.md", "items of the form", "cut", "kept as", "standard error"),
)
def test_a_panels_cut_is_as_documented(items: str, cut: str, kept: str, error: str) -> None:
    said, means = _panel()
    weights = engine.form_weights({"cell": int(items)}, dict.fromkeys(means, "cell"))
    found = engine.panel_result(said, weights)
    assert {item: one.mean for item, one in found.items.items()} == means
    assert (found.cut, str(engine.as_cut(found.cut)), str(found.standard_error)) == (
        Fraction(cut),
        kept,
        error,
    )
    if items == "4":
        assert list(found.sums.values()) == [Fraction(53, 20), Fraction(5, 2), Fraction(5, 2)]
