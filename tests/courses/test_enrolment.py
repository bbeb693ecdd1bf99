"""Enrolling, and going on."""

from datetime import timedelta

import pytest
from django.test import Client

from courses.api import enrolments_of
from courses.models import CoursePage, Enrolment
from courses.services.enrolments import CourseNotOpen, PrerequisitesMissing, enrol
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    NOON,
    CourseCompletionFactory,
    EnrolmentFactory,
    LessonProgressFactory,
    lesson_called,
    make_course,
    make_whole_course,
)

pytestmark = pytest.mark.django_db


def test_enrolling_opens_the_first_lesson(client: Client) -> None:
    course = make_whole_course()
    person = UserFactory.create()
    client.force_login(person)
    response = client.post(f"/study/courses/{course.uuid}/enrol/")
    assert response["Location"] == lesson_called("Lesson 1.1").path_on_site
    assert Enrolment.objects.get().user == person


def test_a_visitor_signs_in_first_and_comes_back_to_the_course(client: Client) -> None:
    course = make_course()
    response = client.post(f"/study/courses/{course.uuid}/enrol/")
    assert response["Location"] == f"/accounts/login/?next={course.path_on_site.replace('/', '%2F')}"
    assert not Enrolment.objects.exists()


def test_enrolling_is_never_done_by_a_link(client: Client) -> None:
    course = make_course()
    client.force_login(UserFactory.create())
    assert client.get(f"/study/courses/{course.uuid}/enrol/")["Location"] == course.path_on_site
    assert not Enrolment.objects.exists()


def test_enrolling_twice_leaves_one_enrolment_with_its_first_date() -> None:
    course, person = make_course(), UserFactory.create()
    enrol(user=person, course=course, now=NOON)
    enrol(user=person, course=course, now=NOON + timedelta(days=1))
    assert Enrolment.objects.get().enrolled_at == NOON


def test_a_course_that_is_not_live_takes_nobody() -> None:
    course, person = make_course(), UserFactory.create()
    course.unpublish()
    with pytest.raises(CourseNotOpen):
        enrol(user=person, course=CoursePage.objects.get(), now=NOON)


def test_courses_that_come_first_are_completed_first() -> None:
    first = make_course("first-steps", code="GV-101")
    course = make_course("second-steps", prerequisites=["first-steps"])
    person = UserFactory.create()
    with pytest.raises(PrerequisitesMissing) as refusal:
        enrol(user=person, course=course, now=NOON)
    assert refusal.value.slugs == ("first-steps",)
    CourseCompletionFactory.create(user=person, course=first)
    assert enrol(user=person, course=course, now=NOON).course == course


def test_someone_without_the_prerequisites_is_told_their_names(client: Client) -> None:
    make_course("first-steps", code="GV-101")
    course = make_course("second-steps", prerequisites=["first-steps"])
    client.force_login(UserFactory.create())
    response = client.post(f"/study/courses/{course.uuid}/enrol/", follow=True)
    assert "Complete these courses first: First steps." in response.content.decode()


def test_going_on_leads_to_the_place_that_was_left(client: Client) -> None:
    enrolment = EnrolmentFactory.create(course=make_whole_course())
    client.force_login(enrolment.user)
    client.get(lesson_called("Lesson 2.1").path_on_site)
    response = client.get(f"/study/resume/{enrolment.course.uuid}/")
    assert response["Location"] == lesson_called("Lesson 2.1").path_on_site


def test_going_on_skips_what_is_done(client: Client) -> None:
    enrolment = EnrolmentFactory.create(course=make_whole_course())
    LessonProgressFactory.create(enrolment=enrolment, lesson=lesson_called("Lesson 1.1"))
    client.force_login(enrolment.user)
    response = client.get(f"/study/resume/{enrolment.course.uuid}/")
    assert response["Location"] == lesson_called("Lesson 1.2").path_on_site


def test_going_on_without_an_enrolment_leads_to_the_course(client: Client) -> None:
    course = make_whole_course()
    client.force_login(UserFactory.create())
    assert client.get(f"/study/resume/{course.uuid}/")["Location"] == course.path_on_site


def test_a_dashboard_learns_how_far_each_course_has_come() -> None:
    enrolment = EnrolmentFactory.create(course=make_whole_course())
    LessonProgressFactory.create(enrolment=enrolment, lesson=lesson_called("Lesson 1.1"))
    (facts,) = enrolments_of(enrolment.user_id)
    assert (facts.code, facts.done, facts.lessons) == ("GV-201", 1, 4)
    assert facts.next_lesson is not None
    assert facts.next_lesson.title == "Lesson 1.2"
    assert facts.completed_at is None
