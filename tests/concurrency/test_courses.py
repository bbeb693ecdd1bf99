"""Two tabs of one learner: nothing is lost and a course is completed once."""

import pytest

from courses.models import CourseCompletion, Enrolment, LessonPage, LessonProgress
from courses.services.enrolments import enrol
from courses.services.progress import answer_check, complete_lesson
from tests.concurrency.conftest import at_once
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    NOON,
    EnrolmentFactory,
    check,
    make_bank,
    make_course,
    make_item,
    make_lesson,
    make_module,
    make_whole_course,
)

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_ten_clicks_on_enrol_give_one_enrolment() -> None:
    course, person = make_course(), UserFactory.create()
    found = at_once(10, lambda _n: enrol(user=person, course=course, now=NOON).pk)
    assert len(set(found)) == 1
    assert Enrolment.objects.count() == 1


def test_the_last_lessons_finished_in_four_tabs_complete_the_course_once() -> None:
    enrolment = EnrolmentFactory.create(course=make_whole_course(modules=2, lessons=2))
    lessons = list(LessonPage.objects.order_by("path"))
    found = at_once(
        8, lambda n: complete_lesson(enrolment=enrolment, lesson=lessons[n % 4], now=NOON).completed_at
    )
    assert found == [NOON] * 8
    assert LessonProgress.objects.count() == 4
    assert CourseCompletion.objects.count() == 1


def test_checks_answered_in_two_tabs_keep_both_answers_and_complete_the_lesson() -> None:
    course = make_course()
    bank = make_bank(course)
    items = [make_item(bank, f"au-p-0{n}") for n in range(1, 5)]
    lesson = make_lesson(make_module(course), body=[check(item) for item in items])
    enrolment = EnrolmentFactory.create(course=course)
    at_once(
        4,
        lambda n: answer_check(
            enrolment=enrolment, lesson=lesson, item_id=items[n], fields={"choice": ["a"]}, now=NOON
        ),
    )
    progress = enrolment.lessons.get()
    assert set(progress.answers) == {str(item) for item in items}
    assert progress.completed_at == NOON
