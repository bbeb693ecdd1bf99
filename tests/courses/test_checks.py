"""Knowledge checks in lessons: answered for oneself, never counted."""

from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from courses.models import CoursePage, Enrolment, LessonPage
from courses.services.checks import AnswerRefused
from courses.services.progress import ChecksOpen, NoSuchCheck, answer_check, complete_lesson
from tests.factories.courses import (
    NOON,
    EnrolmentFactory,
    check,
    lesson_called,
    make_bank,
    make_course,
    make_item,
    make_lesson,
    make_module,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def items() -> tuple[int, int]:
    bank = make_bank(make_course())
    return make_item(bank, "au-p-01"), make_item(bank, "au-p-02")


@pytest.fixture
def lesson(items: tuple[int, int]) -> LessonPage:
    course = CoursePage.objects.get()
    module = make_module(course)
    make_lesson(module, title="An open lesson")
    first, second = items
    return make_lesson(
        module, title="With checks", body=[("text", "<p>Read.</p>"), check(first), check(second)]
    )


@pytest.fixture
def enrolment(lesson: LessonPage) -> Enrolment:
    return EnrolmentFactory.create(course=lesson.get_parent().get_parent().specific)


def _answer(enrolment: Enrolment, lesson: LessonPage, item_id: int, choice: str = "a") -> Any:
    return answer_check(
        enrolment=enrolment, lesson=lesson, item_id=item_id, fields={"choice": [choice]}, now=NOON
    )


def test_any_answer_to_every_check_completes_the_lesson(
    enrolment: Enrolment, lesson: LessonPage, items: tuple[int, int]
) -> None:
    assert _answer(enrolment, lesson, items[0], "a").completed_at is None
    assert _answer(enrolment, lesson, items[1], "a").completed_at == NOON


def test_answering_again_keeps_the_last_answer(
    enrolment: Enrolment, lesson: LessonPage, items: tuple[int, int]
) -> None:
    _answer(enrolment, lesson, items[0], "a")
    _answer(enrolment, lesson, items[0], "b")
    assert enrolment.lessons.get().answers == {str(items[0]): {"choice": "b"}}


def test_done_waits_for_the_checks(client: Client, enrolment: Enrolment, lesson: LessonPage) -> None:
    with pytest.raises(ChecksOpen):
        complete_lesson(enrolment=enrolment, lesson=lesson, now=NOON)
    client.force_login(enrolment.user)
    response = client.post(f"/study/lessons/{lesson.uuid}/done/")
    assert response["Location"] == lesson.path_on_site


@pytest.mark.parametrize("fields", [{}, {"choice": [""]}, {"choice": ["z"]}, {"choices": ["a"]}])
def test_nothing_and_nonsense_are_not_answers(
    enrolment: Enrolment, lesson: LessonPage, items: tuple[int, int], fields: dict[str, list[str]]
) -> None:
    with pytest.raises(AnswerRefused):
        answer_check(enrolment=enrolment, lesson=lesson, item_id=items[0], fields=fields, now=NOON)
    assert not enrolment.lessons.exists()


def test_an_item_that_the_lesson_does_not_ask_cannot_be_answered_in_it(
    enrolment: Enrolment, lesson: LessonPage
) -> None:
    other = make_item(enrolment.course.slug, "au-p-03")
    with pytest.raises(NoSuchCheck):
        _answer(enrolment, lesson, other)


def test_an_examination_item_is_never_a_check(client: Client, enrolment: Enrolment) -> None:
    secret = make_item(enrolment.course.slug, "au-x-01", use="examination")
    module = lesson_called("With checks").get_parent().specific
    lesson = make_lesson(module, title="Careless", body=[("text", "<p>Read.</p>"), check(secret)])
    client.force_login(enrolment.user)
    assert "The stem of au-x-01" not in client.get(lesson.path_on_site).content.decode()
    with pytest.raises(NoSuchCheck):
        _answer(enrolment, lesson, secret)
    complete_lesson(enrolment=enrolment, lesson=lesson, now=NOON)


def test_a_check_whose_item_was_withdrawn_is_not_asked_for(
    enrolment: Enrolment, lesson: LessonPage, items: tuple[int, int]
) -> None:
    _answer(enrolment, lesson, items[0])
    apps.get_model("assessments", "Item").objects.filter(pk=items[1]).update(live=False)
    progress = complete_lesson(enrolment=enrolment, lesson=lesson, now=NOON)
    assert progress.completed_at == NOON


def test_the_feedback_appears_only_after_answering(
    client: Client, enrolment: Enrolment, lesson: LessonPage, items: tuple[int, int]
) -> None:
    client.force_login(enrolment.user)
    page = client.get(lesson.path_on_site).content.decode()
    assert "The stem of au-p-01?" in page
    assert "Practice only, not counted" in page
    assert "Rationale" not in page
    assert "The reasoning of" not in page
    response = client.post(f"/study/lessons/{lesson.uuid}/checks/{items[0]}/", {"choice": "b"})
    assert response["Location"] == f"{lesson.path_on_site}#check-{items[0]}"
    page = client.get(lesson.path_on_site).content.decode()
    assert "Your answer is right" in page
    assert "Rationale b of au-p-01" in page
    assert "of au-p-02." not in page


def test_an_empty_answer_is_explained_beside_its_check_and_once(
    client: Client, enrolment: Enrolment, lesson: LessonPage, items: tuple[int, int]
) -> None:
    client.force_login(enrolment.user)
    response = client.post(f"/study/lessons/{lesson.uuid}/checks/{items[1]}/", {})
    assert response["Location"] == f"{lesson.path_on_site}#check-{items[1]}"
    page = client.get(lesson.path_on_site).content.decode()
    assert page.count("Choose or write an answer first.") == 1
    assert page.index("The stem of au-p-02?") < page.index("Choose or write an answer first.")
    assert "Choose or write an answer first." not in client.get(lesson.path_on_site).content.decode()


def test_a_visitor_sees_the_checks_of_the_first_lesson_but_cannot_answer(
    client: Client, items: tuple[int, int]
) -> None:
    course = CoursePage.objects.get()
    lesson = make_lesson(make_module(course), title="First", body=[check(items[0])])
    page = client.get(lesson.path_on_site).content.decode()
    assert "The stem of au-p-01?" in page
    assert "Enrol to answer this check." in page
    assert f"/checks/{items[0]}/" not in page


def test_an_answer_that_no_longer_fits_the_item_does_no_harm(
    client: Client, enrolment: Enrolment, lesson: LessonPage, items: tuple[int, int]
) -> None:
    _answer(enrolment, lesson, items[0])
    enrolment.lessons.update(answers={str(items[0]): {"choice": "gone"}})
    client.force_login(enrolment.user)
    assert client.get(lesson.path_on_site).status_code == 200


def test_the_last_check_of_the_last_lesson_completes_the_course(
    enrolment: Enrolment, lesson: LessonPage, items: tuple[int, int]
) -> None:
    complete_lesson(enrolment=enrolment, lesson=lesson_called("An open lesson"), now=NOON)
    for item_id in items:
        _answer(enrolment, lesson, item_id)
    assert enrolment.user.course_completions.count() == 1


def test_checks_cost_a_lesson_no_query_of_their_own(
    client: Client, enrolment: Enrolment, lesson: LessonPage
) -> None:
    client.force_login(enrolment.user)
    client.get(lesson.path_on_site)
    with CaptureQueriesContext(connection) as queries:
        client.get(lesson.path_on_site)
    assert len(queries) == 4


def test_the_words_of_an_item_are_not_found_by_search(client: Client, lesson: LessonPage) -> None:
    for words in ("rationale", "option", "reasoning"):
        assert "No courses match" in client.get(f"/courses/?q={words}").content.decode()
