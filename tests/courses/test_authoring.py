"""Drafts, scheduling, history and review work as editors expect them to."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, Workflow
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.models import User
from accounts.roles import Role
from courses.models import CoursePage, GlossaryPage, LessonPage, ModulePage
from courses.services.authoring import WORKFLOW
from courses.tasks import publish_scheduled
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.courses import (
    EnrolmentFactory,
    lesson_called,
    make_course,
    make_lesson,
    make_module,
    make_whole_course,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> LessonPage:
    return make_lesson(make_module(make_course()), title="A lesson")


def test_a_draft_is_not_shown_until_it_is_published(client: Client, lesson: LessonPage) -> None:
    lesson.title = "A second thought"
    revision = lesson.save_revision()
    assert "A second thought" not in client.get(lesson.path_on_site).content.decode()
    revision.publish()
    assert "A second thought" in client.get(lesson.path_on_site).content.decode()


def test_a_published_text_replaces_the_cached_one_at_once(client: Client, lesson: LessonPage) -> None:
    assert "The text of A lesson." in client.get(lesson.path_on_site).content.decode()
    lesson.body = [("text", "<p>Another text.</p>")]
    lesson.save_revision().publish()
    page = client.get(lesson.path_on_site).content.decode()
    assert "Another text." in page
    assert "The text of A lesson." not in page


def test_an_earlier_revision_can_be_brought_back(client: Client, lesson: LessonPage) -> None:
    first = lesson.latest_revision
    lesson.body = [("text", "<p>A mistake.</p>")]
    lesson.save_revision().publish()
    first.publish()
    assert "The text of A lesson." in client.get(lesson.path_on_site).content.decode()


def test_what_is_scheduled_goes_live_when_its_time_has_come(client: Client, lesson: LessonPage) -> None:
    lesson.title = "Tomorrow's title"
    lesson.go_live_at = timezone.now() + timedelta(hours=1)
    revision = lesson.save_revision()
    revision.publish()
    publish_scheduled()
    assert "Tomorrow" not in client.get(lesson.path_on_site).content.decode()
    revision.refresh_from_db()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = (timezone.now() - timedelta(minutes=1)).isoformat()
    revision.save()
    publish_scheduled()
    assert "Tomorrow" in client.get(lesson.path_on_site).content.decode()


def test_what_expires_leaves_the_site(client: Client, lesson: LessonPage) -> None:
    LessonPage.objects.filter(pk=lesson.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_scheduled()
    assert client.get(lesson.path_on_site).status_code == 404


def test_publishing_scheduled_pages_twice_does_no_harm(lesson: LessonPage) -> None:
    publish_scheduled()
    publish_scheduled()
    assert Page.objects.get(pk=lesson.pk).live


def _form(lesson: LessonPage, **fields: Any) -> dict[str, Any]:
    values = {
        "title": lesson.title,
        "slug": lesson.slug,
        "summary": "",
        "minutes": "20",
        "outcomes": "au-1\nau-2",
        "content_note": "",
        "alternative": streamfield([]),
        "body": streamfield([("text", rich_text("<p>Written in the editor.</p>"))]),
        "sources": streamfield([]),
        "seo_title": "",
        "search_description": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
    }
    return dict(nested_form_data(values | fields))


def test_lists_are_edited_one_to_a_line(lesson: LessonPage) -> None:
    form_class = LessonPage.get_edit_handler().get_form_class()
    form = form_class(instance=lesson, data=_form(lesson), for_user=UserFactory.create(is_superuser=True))
    assert form.is_valid(), form.errors
    assert form.save(commit=False).outcomes == ["au-1", "au-2"]


def test_a_row_of_a_table_with_too_few_cells_is_refused(lesson: LessonPage) -> None:
    table = {
        "caption": "",
        "columns": streamless(["One", "Two"]),
        "rows": streamless([streamless(["only one"])]),
    }
    form_class = LessonPage.get_edit_handler().get_form_class()
    data = _form(lesson, body=streamfield([("table", table)]))
    form = form_class(instance=lesson, data=data, for_user=UserFactory.create(is_superuser=True))
    assert not form.is_valid()
    assert "Each row needs 2 cells. Look at row 1." in str(form.errors.as_data()["body"][0].as_json_data())


def streamless(values: list[Any]) -> dict[str, Any]:
    """A ListBlock's part of a form."""
    rows = {
        str(place): {"deleted": "", "order": str(place), "value": value, "id": ""}
        for place, value in enumerate(values)
    }
    return {"count": str(len(values)), **rows}


def test_an_instructor_writes_but_does_not_publish(lesson: LessonPage) -> None:
    instructor, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    assert lesson.permissions_for_user(instructor).can_edit()
    assert lesson.permissions_for_user(instructor).can_submit_for_moderation()
    assert not lesson.permissions_for_user(instructor).can_publish()
    assert lesson.permissions_for_user(reviewer).can_publish()


def test_an_approved_lesson_is_published(client: Client, lesson: LessonPage) -> None:
    instructor, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    lesson.title = "For review"
    lesson.save_revision(user=instructor)
    workflow = Workflow.objects.get(name=WORKFLOW)
    assert lesson.get_workflow() == workflow
    state = workflow.start(lesson, instructor)
    task = state.current_task_state.task.specific
    assert "approve" in [action[0] for action in task.get_actions(lesson, reviewer)]
    assert not task.get_actions(lesson, instructor)
    state.current_task_state.approve(user=reviewer)
    assert "For review" in client.get(lesson.path_on_site).content.decode()


def _desk(role: Role) -> tuple[Client, User]:
    client, person = Client(), staff(role)
    sign_in_staff(client, person)
    return client, person


def test_a_reviewers_comment_on_a_new_lesson_reaches_its_author(lesson: LessonPage) -> None:
    author, writer = _desk(Role.INSTRUCTOR)
    module = lesson.get_parent()
    address = reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", module.pk])
    sent = author.post(
        address,
        _form(lesson, title="A new lesson", slug="a-new-lesson", comment_notifications="on")
        | {"action-submit": "1"},
    )
    assert sent.status_code == 302, sent.context["form"].errors
    written = LessonPage.objects.get(slug="a-new-lesson")
    place = reverse("wagtailadmin_pages:edit", args=[written.pk])
    mail.outbox.clear()

    comment = {
        "contentpath": "title",
        "text": "Say it in fewer words.",
        "position": "",
        "id": "",
        "DELETE": "",
    }
    comments = {
        "TOTAL_FORMS": 1,
        "INITIAL_FORMS": 0,
        "0": comment | {"resolved": "", "replies": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}},
    }
    reviewer, _person = _desk(Role.REVIEWER)
    saved = reviewer.post(place, _form(written, comments=comments))
    assert saved.status_code == 302, saved.context["form"].errors

    told = [one for one in mail.outbox if one.to == [writer.email]]
    assert any("Say it in fewer words." in one.body for one in told)
    assert "Say it in fewer words." in author.get(place).content.decode()


def test_what_lies_below_the_catalogue_is_only_what_belongs_there() -> None:
    assert CoursePage.allowed_subpage_models() == [ModulePage, GlossaryPage]
    assert ModulePage.allowed_subpage_models() == [LessonPage]
    assert LessonPage.allowed_subpage_models() == []


def test_a_course_with_learners_is_not_deleted(admin_client: Client) -> None:
    course = EnrolmentFactory.create(course=make_whole_course()).course
    address = reverse("wagtailadmin_pages:delete", args=[course.pk])
    response = admin_client.post(address, follow=True)
    assert "Unpublish it instead of deleting it." in response.content.decode()
    assert CoursePage.objects.filter(pk=course.pk).exists()


def test_a_course_that_nobody_studies_may_be_deleted(admin_client: Client) -> None:
    course = make_whole_course()
    admin_client.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))
    assert not CoursePage.objects.exists()


def test_several_courses_at_once_are_not_deleted_if_one_has_learners(admin_client: Client) -> None:
    studied = EnrolmentFactory.create(course=make_whole_course()).course
    lone = make_course("lone")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    admin_client.post(f"{address}?id={studied.pk}&id={lone.pk}")
    assert CoursePage.objects.count() == 2


def test_deleting_a_lesson_keeps_the_enrolment() -> None:
    enrolment = EnrolmentFactory.create(course=make_whole_course())
    lesson = lesson_called("Lesson 1.2")
    enrolment.place = lesson
    enrolment.save()
    lesson.delete()
    enrolment.refresh_from_db()
    assert enrolment.place is None


@pytest.mark.parametrize("title", ["Ai security governance", "Auditing", "A lesson"])
def test_every_page_opens_in_the_editor(admin_client: Client, lesson: LessonPage, title: str) -> None:
    page = Page.objects.get(title=title)
    response = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    assert response.status_code == 200
    assert title in response.content.decode()


def test_a_lesson_is_edited_and_published_in_the_admin(admin_client: Client, lesson: LessonPage) -> None:
    data = _form(lesson) | {"action-publish": "action-publish"}
    admin_client.post(reverse("wagtailadmin_pages:edit", args=[lesson.pk]), data)
    lesson = LessonPage.objects.get(pk=lesson.pk)
    assert lesson.outcomes == ["au-1", "au-2"]
    assert "Written in the editor." in str(lesson.body)
    assert not lesson.has_unpublished_changes


def test_a_new_lesson_can_be_previewed_before_it_is_saved(admin_client: Client, lesson: LessonPage) -> None:
    module = lesson.get_parent()
    address = reverse("wagtailadmin_pages:preview_on_add", args=["courses", "lessonpage", module.pk])
    data = _form(lesson) | {"title": "In the making", "slug": "in-the-making"}
    assert admin_client.post(address, data).json() == {"is_valid": True, "is_available": True}
    page = admin_client.get(f"{address}?mode=").content.decode()
    assert "In the making" in page
    assert "Written in the editor." in page


def test_lists_of_lines_that_nobody_touched_are_no_change(lesson: LessonPage) -> None:
    """A change that is none would make a revision of whoever only approves, and start the review anew."""
    lesson.outcomes = ["a-1", "a-2"]
    lesson.save()
    form_class = LessonPage.get_edit_handler().get_form_class()
    form = form_class(instance=lesson, data={"outcomes": "a-1\r\na-2"})
    assert not form["outcomes"]._has_changed()
    assert form_class(instance=lesson, data={"outcomes": "a-1"})["outcomes"]._has_changed()
