"""Completion, order and prerequisites, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.progress import (
    LessonDemand,
    is_answered,
    is_course_complete,
    may_press_done,
    missing,
    neighbours,
    resume_at,
)


@pytest.mark.parametrize(
    ("checks", "answered", "complete"),
    [({1, 2}, {1}, False), ({1, 2}, {1, 2}, True), ({1}, {1, 9}, True), (set(), set(), False)],
)
def test_a_lesson_is_complete_when_all_of_its_checks_have_any_answer(
    checks: set[int], answered: set[int], complete: bool
) -> None:
    assert is_answered(LessonDemand(frozenset(checks)), answered) is complete


def test_done_completes_a_lesson_without_checks() -> None:
    assert may_press_done(LessonDemand(frozenset()), ())


def test_done_does_not_complete_a_lesson_with_an_open_check() -> None:
    assert not may_press_done(LessonDemand(frozenset({1, 2})), {1})


def test_done_completes_a_lesson_that_offers_an_alternative_whatever_was_answered() -> None:
    assert may_press_done(LessonDemand(frozenset({1, 2}), has_alternative=True), ())


def test_a_course_is_complete_when_every_lesson_is() -> None:
    assert is_course_complete([1, 2], {1, 2, 3})
    assert not is_course_complete([1, 2], {1})


def test_a_course_without_lessons_is_never_complete() -> None:
    assert not is_course_complete([], ())


@pytest.mark.parametrize(
    ("here", "expected"), [(1, (None, 2)), (2, (1, 3)), (3, (2, None)), (9, (None, None))]
)
def test_the_neighbours_of_a_lesson_end_at_the_ends_of_the_course(
    here: int, expected: tuple[int | None, int | None]
) -> None:
    assert neighbours([1, 2, 3], here) == expected


@pytest.mark.parametrize(
    ("completed", "place", "expected"),
    [
        (set(), None, 1),
        ({1}, None, 2),
        ({1}, 3, 3),
        ({1, 3}, 3, 4),
        ({3, 4}, 3, 1),
        ({1, 2, 3, 4}, 2, None),
        ({1}, 99, 2),
    ],
)
def test_a_learner_goes_on_at_the_place_then_after_it_then_with_what_was_skipped(
    completed: set[int], place: int | None, expected: int | None
) -> None:
    assert resume_at([1, 2, 3, 4], completed, place) == expected


@given(st.lists(st.integers(1, 50), unique=True), st.sets(st.integers(1, 50)), st.none() | st.integers(1, 60))
def test_the_lesson_to_go_on_with_is_always_an_open_lesson_of_the_course(
    lessons: list[int], completed: set[int], place: int | None
) -> None:
    found = resume_at(lessons, completed, place)
    if found is None:
        assert set(lessons) <= completed
    else:
        assert found in lessons
        assert found not in completed


def test_missing_prerequisites_keep_the_order_in_which_they_are_required() -> None:
    assert missing(["b", "a", "c"], {"a"}) == ("b", "c")
