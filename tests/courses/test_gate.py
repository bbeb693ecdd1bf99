"""Who may read a lesson."""

import pytest
from django.test import Client

from courses.models import CoursePage, Enrolment, ModulePage
from tests.factories.accounts import UserFactory
from tests.factories.courses import EnrolmentFactory, lesson_called, make_whole_course

pytestmark = pytest.mark.django_db


@pytest.fixture
def course() -> CoursePage:
    return make_whole_course()


def test_anybody_reads_the_course_its_modules_and_the_first_lesson(
    client: Client, course: CoursePage
) -> None:
    module = ModulePage.objects.get(title="Module 1")
    for page in (course, module, lesson_called("Lesson 1.1")):
        assert client.get(page.path_on_site).status_code == 200


def test_a_visitor_meets_the_gate_at_the_second_lesson(client: Client, course: CoursePage) -> None:
    response = client.get(lesson_called("Lesson 1.2").path_on_site)
    assert response.status_code == 403
    assert "The text of Lesson 1.2" not in response.content.decode()


def test_someone_who_is_not_enrolled_meets_the_gate(client: Client, course: CoursePage) -> None:
    client.force_login(UserFactory.create())
    response = client.get(lesson_called("Lesson 2.1").path_on_site)
    assert response.status_code == 403
    assert f"/study/courses/{course.uuid}/enrol/" in response.content.decode()


def test_a_learner_reads_every_lesson_of_the_course_and_of_no_other(
    client: Client, course: CoursePage
) -> None:
    other = make_whole_course(slug="another-course", code="AU-101")
    learner = EnrolmentFactory.create(course=course).user
    client.force_login(learner)
    for lesson in ("lesson-11", "lesson-22"):
        module = f"module-{lesson[-2]}"
        assert client.get(f"{course.path_on_site}{module}/{lesson}/").status_code == 200
    assert client.get(f"{other.path_on_site}module-1/lesson-12/").status_code == 403


def test_an_editor_reads_every_lesson_without_enrolling(client: Client, course: CoursePage) -> None:
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    assert client.get(lesson_called("Lesson 2.2").path_on_site).status_code == 200
    assert not Enrolment.objects.exists()


def test_staff_who_may_not_edit_meet_the_gate(client: Client, course: CoursePage) -> None:
    client.force_login(UserFactory.create(is_staff=True))
    assert client.get(lesson_called("Lesson 2.2").path_on_site).status_code == 403


def test_a_preview_passes_no_gate(course: CoursePage) -> None:
    lesson = lesson_called("Lesson 2.2")
    lesson.title = "A title in the making"
    response = lesson.make_preview_request(preview_mode="")
    assert response.status_code == 200
    assert "A title in the making" in response.content.decode()


def test_a_course_that_is_not_published_hides_what_stands_below(client: Client, course: CoursePage) -> None:
    learner = EnrolmentFactory.create(course=course).user
    client.force_login(learner)
    CoursePage.objects.get().unpublish()
    assert client.get(lesson_called("Lesson 1.1").path_on_site).status_code == 404
    assert client.get(course.path_on_site).status_code == 404


def test_opening_a_lesson_keeps_the_place_but_completes_nothing(client: Client, course: CoursePage) -> None:
    enrolment = EnrolmentFactory.create(course=course)
    client.force_login(enrolment.user)
    lesson = lesson_called("Lesson 1.2")
    client.get(lesson.path_on_site)
    enrolment.refresh_from_db()
    assert enrolment.place_id == lesson.pk
    assert not enrolment.lessons.exists()


def test_the_gate_is_by_the_person_not_by_what_was_cached(client: Client, course: CoursePage) -> None:
    learner = EnrolmentFactory.create(course=course).user
    address = lesson_called("Lesson 1.2").path_on_site
    client.force_login(learner)
    assert client.get(address).status_code == 200
    client.logout()
    assert client.get(address).status_code == 403
