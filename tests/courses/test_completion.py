"""When a lesson, and when a course, is complete."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from courses.api import course_completed, has_completed
from courses.models import CourseCompletion, Enrolment, LessonPage, ModulePage
from courses.services.progress import complete_lesson, record_due_completions
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    NOON,
    EnrolmentFactory,
    LessonProgressFactory,
    check,
    lesson_called,
    make_bank,
    make_item,
    make_lesson,
    make_whole_course,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment() -> Enrolment:
    return EnrolmentFactory.create(course=make_whole_course(modules=1, lessons=2))


def _post_done(client: Client, lesson: LessonPage) -> Any:
    return client.post(f"/study/lessons/{lesson.uuid}/done/")


def test_done_completes_a_lesson_and_opens_the_next(client: Client, enrolment: Enrolment) -> None:
    client.force_login(enrolment.user)
    response = _post_done(client, lesson_called("Lesson 1.1"))
    assert response["Location"] == lesson_called("Lesson 1.2").path_on_site
    progress = enrolment.lessons.get()
    assert progress.completed_at is not None
    assert progress.revision_seen == lesson_called("Lesson 1.1").live_revision_id


def test_done_again_keeps_the_first_date(enrolment: Enrolment) -> None:
    lesson = lesson_called("Lesson 1.1")
    complete_lesson(enrolment=enrolment, lesson=lesson, now=NOON)
    complete_lesson(enrolment=enrolment, lesson=lesson, now=NOON + timedelta(days=1))
    assert enrolment.lessons.get().completed_at == NOON


def test_nobody_completes_a_lesson_of_a_course_that_they_do_not_study(
    client: Client, enrolment: Enrolment
) -> None:
    client.force_login(UserFactory.create())
    assert _post_done(client, lesson_called("Lesson 1.1")).status_code == 404
    assert not enrolment.lessons.exists()


def test_a_visitor_is_asked_to_sign_in(client: Client, enrolment: Enrolment) -> None:
    assert _post_done(client, lesson_called("Lesson 1.1"))["Location"].startswith("/accounts/login/")


def test_the_last_lesson_completes_the_course_once_and_the_news_goes_out_after_the_commit(
    enrolment: Enrolment, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[tuple[int, int]] = []

    def hear(*, user_id: int, course_id: int, **kwargs: Any) -> None:
        heard.append((user_id, course_id))

    course_completed.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            complete_lesson(enrolment=enrolment, lesson=lesson_called("Lesson 1.1"), now=NOON)
            assert not has_completed(enrolment.user_id, enrolment.course_id)
            complete_lesson(enrolment=enrolment, lesson=lesson_called("Lesson 1.2"), now=NOON)
            assert heard == []
        with django_capture_on_commit_callbacks(execute=True):
            complete_lesson(enrolment=enrolment, lesson=lesson_called("Lesson 1.2"), now=NOON)
    finally:
        course_completed.disconnect(hear)
    assert heard == [(enrolment.user_id, enrolment.course_id)]
    assert CourseCompletion.objects.get().lessons == 2


def test_a_completed_course_stays_completed_when_a_lesson_is_added(enrolment: Enrolment) -> None:
    for title in ("Lesson 1.1", "Lesson 1.2"):
        complete_lesson(enrolment=enrolment, lesson=lesson_called(title), now=NOON)
    make_lesson(ModulePage.objects.get(), title="Lesson 1.3")
    assert has_completed(enrolment.user_id, enrolment.course_id)


def test_a_lesson_that_is_withdrawn_no_longer_stands_in_the_way(enrolment: Enrolment) -> None:
    complete_lesson(enrolment=enrolment, lesson=lesson_called("Lesson 1.1"), now=NOON)
    lesson_called("Lesson 1.2").unpublish()
    assert record_due_completions(course_id=enrolment.course_id, now=NOON) == 1
    assert record_due_completions(course_id=enrolment.course_id, now=NOON) == 0
    assert has_completed(enrolment.user_id, enrolment.course_id)


def test_the_end_of_a_course_leads_back_to_the_course(client: Client, enrolment: Enrolment) -> None:
    LessonProgressFactory.create(enrolment=enrolment, lesson=lesson_called("Lesson 1.1"))
    client.force_login(enrolment.user)
    response = _post_done(client, lesson_called("Lesson 1.2"))
    assert response["Location"] == enrolment.course.path_on_site
    assert "Every lesson is done." in client.get(response["Location"]).content.decode()


SENSITIVE = {
    "content_note": "This lesson names a risk in general terms. It describes nothing.",
    "alternative": [("text", "<p>The same rule, told by an example about invoices.</p>")],
}


def test_the_alternative_completes_a_lesson_and_leaves_the_very_same_record(enrolment: Enrolment) -> None:
    module = ModulePage.objects.get()
    plain = make_lesson(module, title="Plain")
    sensitive = make_lesson(module, title="Sensitive", **SENSITIVE)
    rows = []
    for lesson in (plain, sensitive):
        progress = complete_lesson(enrolment=enrolment, lesson=lesson, now=NOON)
        rows.append(
            {
                field.name: getattr(progress, field.attname)
                for field in progress._meta.fields
                if field.name not in {"id", "lesson", "revision_seen"}
            }
        )
    assert rows[0] == rows[1]


def test_done_completes_a_sensitive_lesson_even_with_open_checks(enrolment: Enrolment) -> None:
    item = make_item(make_bank(enrolment.course))
    body = [("text", "<p>Read.</p>"), check(item)]
    lesson = make_lesson(ModulePage.objects.get(), title="Sensitive", **SENSITIVE, body=body)
    assert complete_lesson(enrolment=enrolment, lesson=lesson, now=NOON).completed_at == NOON


def test_both_ways_to_finish_a_sensitive_lesson_post_the_same_to_the_same_address(
    client: Client, enrolment: Enrolment
) -> None:
    lesson = make_lesson(ModulePage.objects.get(), title="Sensitive", **SENSITIVE)
    client.force_login(enrolment.user)
    page = client.get(lesson.path_on_site).content.decode()
    assert page.index("Before you read.") < page.index("an example about invoices")
    assert page.index("an example about invoices") < page.index("The text of Sensitive")
    assert page.count(f'action="/study/lessons/{lesson.uuid}/done/"') == 2
    assert page.count('name="csrfmiddlewaretoken"') >= 2
    # Nothing is sent while reading, either: the alternative is part of the same page.
    assert "?alternative" not in page
