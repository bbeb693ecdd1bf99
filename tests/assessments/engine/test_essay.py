"""Essays: people mark them, the engine counts words, keeps the rubric's sums exact and never judges."""

import json
from fractions import Fraction
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import engine
from assessments.engine.interactions.essay import EssayContent
from assessments.engine.words import count_words
from tests.assessments.engine.samples import criterion, essay

ESSAY = engine.INTERACTIONS["essay"]


def content_of(*criteria: dict[str, Any], **changes: Any) -> EssayContent:
    return cast("EssayContent", engine.read_content(essay(*criteria, **changes)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("one", 1),
        ("  two\n\twords ", 2),
        ("self-review, don't – 3.5 %", 3),
        ("… - —", 0),
        ("Ünïcode 文字", 2),
    ],
)
def test_words_are_runs_with_a_letter_or_a_digit(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text(max_size=200), st.text(max_size=200))
def test_words_of_two_texts_add_up(one: str, other: str) -> None:
    assert count_words(f"{one} {other}") == count_words(one) + count_words(other)


def test_an_answer_waits_for_a_marker_and_no_answer_is_nothing_without_one() -> None:
    content = content_of()
    assert ESSAY.mark(content, {"text": "Something."}).needs_marker
    for nothing in ({}, None, {"text": "Condition:\nCause:"}, {"text": " Condition:  Cause: "}):
        found = ESSAY.mark(content, nothing)
        assert (found.score, found.needs_marker) == (0, False)


@pytest.mark.parametrize(
    ("text", "rule", "outside"),
    [
        ("one two three four", "few_words", True),
        ("one two three four five", "words", False),
        (" ".join(["word"] * 40), "words", False),
        (" ".join(["word"] * 41), "many_words", True),
    ],
)
def test_the_number_of_words_is_remarked_on_and_the_answer_is_kept(
    text: str, rule: str, outside: bool
) -> None:
    content = content_of()
    assert ESSAY.check(content, {"text": text}) == {"text": text}
    remark = engine.remark_on(content, {"text": text})
    assert remark is not None
    assert (remark.rule, remark.is_outside) == (rule, outside)
    assert remark.values["words"] == str(count_words(text))


def test_nothing_is_remarked_on_nothing_or_on_other_items() -> None:
    assert engine.remark_on(content_of(), {}) is None
    assert engine.remark_on(content_of(), {"text": "Condition:\nCause:"}) is None


def test_candidates_see_the_criteria_and_not_their_levels() -> None:
    view = ESSAY.view(content_of(), seed=1)
    assert view["criteria"] == [
        {"id": "evidence", "title": "Criterion evidence", "marks": 3},
        {"id": "clarity", "title": "Criterion clarity", "marks": 2},
    ]
    assert "Rationale of" not in json.dumps(view)


def test_a_rubric_gives_its_marks_over_the_most_that_can_be_had() -> None:
    content = content_of()
    assert engine.rubric_score(content, {"evidence": 1, "clarity": 2}) == Fraction(3, 5)
    found = engine.rubric_mark(content, {"evidence": 1, "clarity": 2})
    assert (found.score, found.needs_marker) == (Fraction(3, 5), False)
    assert [(part.id, part.score, part.feedback) for part in found.parts] == [
        ("evidence", Fraction(1, 5), "Rationale of 1 for evidence"),
        ("clarity", Fraction(2, 5), "Rationale of 2 for clarity"),
    ]


@pytest.mark.parametrize(
    ("levels", "rule"),
    [
        ({}, "choose_level"),
        ({"evidence": 1}, "choose_level"),
        ({"evidence": 2, "clarity": 2}, "foreign_level"),
        ({"evidence": True, "clarity": 2}, "foreign_level"),
        ({"evidence": "1", "clarity": 2}, "foreign_level"),
        ({"evidence": None, "clarity": 2}, "foreign_level"),
        ({"evidence": 1, "clarity": 2, "style": 1}, "foreign_criterion"),
    ],
)
def test_levels_that_are_not_the_rubrics_are_refused(levels: dict[str, Any], rule: str) -> None:
    with pytest.raises(engine.LevelsInvalid) as refused:
        engine.rubric_score(content_of(), levels)
    assert refused.value.rule == rule


rubrics = st.lists(st.sets(st.integers(0, 100), min_size=2, max_size=5), min_size=1, max_size=6)


@given(rubrics, st.data())
def test_every_choice_of_levels_scores_between_nothing_and_everything_and_the_same_again(
    marks: list[set[int]], data: st.DataObject
) -> None:
    content = content_of(*(criterion(f"c{place}", *sorted(found)) for place, found in enumerate(marks)))
    levels = {f"c{place}": data.draw(st.sampled_from(sorted(found))) for place, found in enumerate(marks)}
    score = engine.rubric_score(content, levels)
    assert 0 <= score <= 1
    assert score == sum(part.score for part in engine.rubric_mark(content, levels).parts)
    assert engine.rubric_score(content, json.loads(json.dumps(levels))) == score
    best = {f"c{place}": max(found) for place, found in enumerate(marks)}
    assert engine.rubric_score(content, best) == 1


def test_what_waits_is_counted_and_makes_a_domain_provisional() -> None:
    results = [
        engine.ItemResult(1, "a", Fraction(1)),
        engine.ItemResult(2, "a", Fraction(0), needs_marker=True),
        engine.ItemResult(3, "b", Fraction(1)),
    ]
    assert engine.count_waiting(results) == 1
    assert engine.total(results) == (2, 3)
    assert [(found.domain, found.waiting, found.is_provisional) for found in engine.by_domain(results)] == [
        ("a", 1, True),
        ("b", 0, False),
    ]
