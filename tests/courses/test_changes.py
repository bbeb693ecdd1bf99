"""Editing a live course: who is affected, and what learners are told of what changed since they studied."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.models import Enrolment, LessonPage, LessonProgress
from courses.services.changes import changes_since
from courses.services.study import Seen
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
    make_whole_course,
    publish,
)

pytestmark = pytest.mark.django_db

BODY: list[Any] = [
    ("text", "<p>Before any heading.</p>"),
    ("heading", {"text": "Scope", "size": "h2"}),
    ("text", "<p>What is in scope.</p>"),
    ("heading", {"text": "Evidence", "size": "h2"}),
    ("text", "<p>What counts.</p>"),
]


@pytest.fixture
def lesson() -> LessonPage:
    return make_lesson(make_module(make_course()), title="A lesson", body=BODY)


@pytest.fixture
def learner(lesson: LessonPage) -> Enrolment:
    """Somebody who has completed the lesson."""
    enrolment: Enrolment = EnrolmentFactory.create(course=lesson.get_parent().get_parent().specific)
    LessonProgress.objects.create(
        enrolment=enrolment, lesson=lesson, completed_at=NOON, revision_seen=lesson.live_revision_id
    )
    return enrolment


def summary(lesson: LessonPage, before: LessonPage, known: int | None = None) -> list[tuple[Any, ...]]:
    found = changes_since(lesson, Seen(before.live_revision_id, NOON, known))
    assert found is not None
    return [(one.title, one.fate, one.blocks, one.checks) for one in found.sections]


def test_changed_new_and_removed_sections_are_named(lesson: LessonPage) -> None:
    before = LessonPage.objects.get(pk=lesson.pk)
    item = make_item(make_bank(lesson.get_parent().get_parent().specific))
    lesson.body = [
        BODY[0],
        ("heading", {"text": "Scope", "size": "h2"}),
        ("text", "<p>What is now in scope.</p>"),
        ("heading", {"text": "Reports", "size": "h2"}),
        ("text", "<p>How to report.</p>"),
        check(item),
    ]
    after = publish(lesson)
    assert summary(after, before) == [
        ("Scope", "changed", 1, 0),
        ("Reports", "new", 1, 1),
        ("Evidence", "gone", 1, 0),
    ]


def test_publishing_the_same_again_is_no_change(lesson: LessonPage) -> None:
    before = LessonPage.objects.get(pk=lesson.pk)
    lesson.body = [(name, value) for name, value in BODY]
    after = publish(lesson)
    assert after.live_revision_id != before.live_revision_id
    assert changes_since(after, Seen(before.live_revision_id, NOON, None)) is None


def test_another_order_of_passages_is_a_change(lesson: LessonPage) -> None:
    lesson.body = [*BODY, ("text", "<p>And more.</p>")]
    before = publish(lesson)
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.body = [*BODY[:4], ("text", "<p>And more.</p>"), BODY[4]]
    assert summary(publish(lesson), before) == [("Evidence", "changed", 0, 0)]


def test_a_revision_that_is_gone_leaves_a_notice_without_a_summary(lesson: LessonPage) -> None:
    found = changes_since(lesson, Seen(987654, NOON, None))
    assert found is not None
    assert not found.is_known


def test_a_learner_is_told_once_and_never_thrown_back(
    client: Client, lesson: LessonPage, learner: Enrolment
) -> None:
    client.force_login(learner.user)
    assert "changed since you studied" not in client.get(lesson.path_on_site).content.decode()
    lesson.body = [*BODY, ("text", "<p>An addition.</p>")]
    lesson.title = "Another title"
    publish(lesson)
    page = client.get(lesson.path_on_site).content.decode()
    assert "This lesson changed since you studied it on 23 November 2026." in page
    assert "It has another title." in page
    assert "“Evidence”: was changed (1 passage)" in page
    client.post(f"/study/lessons/{lesson.uuid}/changes/")
    assert "changed since you studied" not in client.get(lesson.path_on_site).content.decode()
    progress = LessonProgress.objects.get(enrolment=learner)
    assert progress.completed_at == NOON
    assert progress.revision_seen != progress.changes_known
    # What comes after that is news again, and only that.
    lesson = LessonPage.objects.get(pk=lesson.pk)
    lesson.body = [*list(lesson.body.raw_data)[:0], *BODY[:3]]
    publish(lesson)
    page = client.get(lesson.path_on_site).content.decode()
    assert "“Evidence”: was taken out" in page
    assert "It has another title." not in page


def test_the_notice_costs_no_query_once_it_is_known(
    client: Client, lesson: LessonPage, learner: Enrolment
) -> None:
    client.force_login(learner.user)
    lesson.title = "Another title"
    publish(lesson)
    client.get(lesson.path_on_site)
    with CaptureQueriesContext(connection) as queries:
        assert "changed since" in client.get(lesson.path_on_site).content.decode()
    assert len(queries) <= 4


def test_nobody_puts_anothers_notice_away(client: Client, lesson: LessonPage, learner: Enrolment) -> None:
    client.force_login(EnrolmentFactory.create(course=make_whole_course(slug="other")).user)
    assert client.post(f"/study/lessons/{lesson.uuid}/changes/").status_code == 404
    assert LessonProgress.objects.get(enrolment=learner).changes_known is None


def test_the_editor_says_who_is_affected(admin_client: Client) -> None:
    course = make_whole_course()
    lesson = lesson_called("Lesson 1.1")
    address = reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert "Nobody learns in this course yet." in admin_client.get(address).content.decode()
    done, here = (EnrolmentFactory.create(course=course) for _ in range(2))
    EnrolmentFactory.create(course=course)
    LessonProgress.objects.create(enrolment=done, lesson=lesson, completed_at=NOON)
    here.place = lesson
    here.save()
    page = " ".join(admin_client.get(address).content.decode().split())
    assert "3 people learn in this course." in page
    assert "1 is here now," in page
    assert "1 has completed something of it." in page
    for other in (course.pk, lesson.get_parent().pk):
        response = admin_client.get(reverse("wagtailadmin_pages:edit", args=[other]))
        assert "3 people learn in this course." in response.content.decode()


def test_a_comparison_of_revisions_can_be_read(admin_client: Client, lesson: LessonPage) -> None:
    first = lesson.latest_revision
    table = {"caption": "Grades", "columns": ["Grade", "Example"], "rows": [["Observed", "A log"]]}
    lesson.body = [*BODY, ("table", table)]
    lesson.outcomes = ["au-1", "au-2"]
    lesson.save_revision()
    second = lesson.save_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, first.pk, second.pk])
    page = admin_client.get(address).content.decode()
    assert "Observed" in page
    assert "au-2" in page
    assert "ListValue" not in page
    assert "[&#x27;au-1" not in page


def test_a_lesson_and_a_course_are_copied_with_their_checks_and_addresses(admin_client: Client) -> None:
    course, target = make_course(), make_course("second")
    item = make_item(make_bank(course))
    module = make_module(course)
    lesson = make_lesson(module, title="To copy", body=[check(item)])
    other = make_module(target, title="Elsewhere")
    form = {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": str(other.pk), "alias": ""}
    admin_client.post(reverse("wagtailadmin_pages:copy", args=[lesson.pk]), form)
    copy = LessonPage.objects.get(slug="a-copy")
    assert copy.get_parent().pk == other.pk
    assert copy.uuid != lesson.uuid
    assert copy.body.raw_data[0]["value"]["item"] == item
    assert not copy.live
    catalogue = course.get_parent()
    form = {
        "new_title": "A start",
        "new_slug": "a-start",
        "new_parent_page": str(catalogue.pk),
        "copy_subpages": "on",
    }
    admin_client.post(reverse("wagtailadmin_pages:copy", args=[course.pk]), form)
    start = LessonPage.objects.get(url_path__contains="/a-start/")
    assert start.title == "To copy"
    assert start.uuid != lesson.uuid
