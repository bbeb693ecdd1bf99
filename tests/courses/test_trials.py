"""Studying as a learner: at any stage, for whoever may edit, and without a trace in any record."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from accounts.roles import Role
from courses.models import CourseCompletion, CoursePage, Enrolment, LessonPage, LessonProgress, ModulePage
from tests.courses.test_authoring import _form
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.courses import (
    check,
    lesson_called,
    make_bank,
    make_course,
    make_item,
    make_lesson,
    make_module,
    make_whole_course,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client: Client) -> Client:
    sign_in_staff(client, staff(Role.INSTRUCTOR))
    return client


@pytest.fixture
def lesson() -> LessonPage:
    course = make_course()
    item = make_item(make_bank(course))
    module = make_module(course)
    first = make_lesson(module, title="First", body=[("text", "<p>Read.</p>"), check(item)])
    make_lesson(module, title="Second")
    return first


def at(name: str, *args: int) -> str:
    return reverse(f"course_desk:{name}", args=args)


def read(client: Client, page_id: int) -> str:
    response = client.get(at("study", page_id))
    assert response.status_code == 200
    return response.content.decode()


def item_of(lesson: LessonPage) -> int:
    return int(lesson.body[1].value["item"].pk)


def records() -> list[int]:
    return [model.objects.count() for model in (Enrolment, LessonProgress, CourseCompletion)]


def test_a_draft_is_studied_before_it_was_ever_published(author: Client) -> None:
    course = make_course()
    module = CoursePage.objects.get(pk=course.pk).add_child(instance=ModulePage(title="New", live=False))
    draft = LessonPage(title="Never published", live=False, body=[("text", "<p>First words.</p>")])
    module.add_child(instance=draft)
    draft.body = [("text", "<p>Second words.</p>")]
    draft.save_revision()
    page = read(author, draft.pk)
    assert "Second words." in page
    assert "You study as a learner." in page
    assert "Mark done" in page
    assert "1.1 Never published" in page
    assert "Never published" in read(author, module.pk)
    assert at("study", module.pk) in read(author, course.pk)


def test_a_check_is_tried_and_marked_and_nothing_is_recorded(author: Client, lesson: LessonPage) -> None:
    before = records()
    item = item_of(lesson)
    assert at("study_check", lesson.pk, item) in read(author, lesson.pk)
    author.post(at("study_check", lesson.pk, item), {"choice": "a"})
    page = read(author, lesson.pk)
    assert "Your answer is not right yet" in page
    author.post(at("study_check", lesson.pk, item), {"choice": "b"})
    page = read(author, lesson.pk)
    assert "Your answer is right" in page
    assert "1 of 2 lessons done" in page
    assert records() == before == [0, 0, 0]


def test_an_empty_answer_is_explained_beside_the_check(author: Client, lesson: LessonPage) -> None:
    author.post(at("study_check", lesson.pk, item_of(lesson)))
    page = read(author, lesson.pk)
    assert 'role="alert"' in page
    assert 'role="alert"' not in read(author, lesson.pk)


def test_done_leads_on_as_it_would_for_a_learner(author: Client, lesson: LessonPage) -> None:
    second = lesson_called("Second")
    response = author.post(at("study_done", lesson.pk))
    assert response["Location"] == at("study", second.pk)
    assert "1 of 2 lessons done" in read(author, second.pk)
    author.post(at("study_afresh", second.pk))
    assert "0 of 2 lessons done" in read(author, second.pk)


def test_what_was_tried_of_one_course_is_not_shown_in_another(author: Client, lesson: LessonPage) -> None:
    author.post(at("study_done", lesson.pk))
    other = make_whole_course(slug="other")
    assert "0 of 4 lessons done" in read(author, other.pk)


def test_a_real_learner_among_the_authors_keeps_their_own_record(author: Client, lesson: LessonPage) -> None:
    person = staff(Role.INSTRUCTOR)
    sign_in_staff(author, person)
    enrolment = Enrolment.objects.create(
        user=person, course=lesson.get_parent().get_parent().specific, enrolled_at=lesson.first_published_at
    )
    author.post(at("study_done", lesson.pk))
    read(author, lesson_called("Second").pk)
    enrolment.refresh_from_db()
    assert enrolment.place is None
    assert not enrolment.lessons.exists()


def test_only_who_may_edit_studies_as_a_learner(client: Client, lesson: LessonPage) -> None:
    addresses = [
        at("study", lesson.pk),
        at("study_done", lesson.pk),
        at("study_afresh", lesson.pk),
        at("study_check", lesson.pk, item_of(lesson)),
    ]
    client.force_login(UserFactory.create())
    assert {client.post(address).status_code for address in addresses} == {403}
    assert client.get(addresses[0]).status_code == 403
    sign_in_staff(client, staff(Role.MARKER))
    assert client.get(addresses[0]).status_code in (302, 403)


def test_a_page_outside_of_courses_and_a_foreign_check_are_not_found(
    author: Client, lesson: LessonPage
) -> None:
    home = Page.objects.get(depth=2)
    assert author.get(at("study", home.pk)).status_code == 404
    assert author.post(at("study_check", lesson.pk, item_of(lesson) + 1)).status_code == 404
    assert author.post(at("study_check", lesson_called("Second").pk, item_of(lesson))).status_code == 404


def test_a_lesson_of_a_large_course_asks_no_more_when_tried(author: Client) -> None:
    counts = []
    for modules in (1, 10):
        course = make_whole_course(modules=modules, lessons=5, slug=f"of-{modules}")
        lesson = LessonPage.objects.filter(path__startswith=course.path).order_by("path").first()
        read(author, lesson.pk)
        with CaptureQueriesContext(connection) as queries:
            read(author, lesson.pk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_editors_preview_shows_a_lesson_as_an_enrolled_learner_meets_it(
    author: Client, lesson: LessonPage
) -> None:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    answer = author.post(address, _form(lesson) | {"title": "Changed in the editor"})
    assert answer.json()["is_valid"]
    page = author.get(f"{address}?mode=").content.decode()
    assert "Changed in the editor" in page
    assert "Written in the editor." in page
    assert "Enrol" not in page
    assert records() == [0, 0, 0]
