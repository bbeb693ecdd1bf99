"""The course map: what it shows, who moves what, and that learners lose nothing by it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import Role
from courses.models import LessonPage, LessonProgress, ModulePage
from courses.services.arranging import MoveRefused, place_page, step_page
from courses.services.course_map import PageStatus, read_map
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.courses import (
    EnrolmentFactory,
    LessonProgressFactory,
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


def titles(course: Any) -> list[str]:
    return [lesson.title for module in read_map(course).modules for lesson in module.lessons]


def test_the_map_counts_lessons_checks_and_items_for_each_outcome() -> None:
    course = make_course(outcomes=[("outcome", {"id": name, "text": name}) for name in ("au-1", "au-2")])
    bank = make_bank(course)
    item = make_item(bank)
    make_item(bank, "au-e-01", use="examination")
    module = make_module(course)
    make_lesson(module, title="With a check", outcomes=["au-1"], body=[check(item)])
    make_lesson(module, title="Without one", outcomes=["au-9"])
    found = read_map(course)
    first, second = found.outcomes
    assert (first.lessons, first.checks, first.practice, first.examination) == (("1.1",), 1, 1, 1)
    assert not first.warnings
    assert second.warnings == (
        "No lesson teaches it.",
        "No knowledge check asks for it.",
        "No examination item asks for it.",
    )
    with_check, without = found.modules[0].lessons
    assert not with_check.warnings
    assert without.warnings == ("It has no knowledge check.", "The course has no outcome au-9.")


def test_the_map_shows_the_newest_state_and_where_it_stands() -> None:
    course = make_whole_course()
    lesson = lesson_called("Lesson 1.1")
    lesson.title = "A better title"
    lesson.save_revision()
    module = ModulePage.objects.get(title="Module 2")
    module.add_child(instance=LessonPage(title="Being written", live=False))
    found = read_map(course)
    changed = found.modules[0].lessons[0]
    assert (changed.title, changed.status) == ("A better title", PageStatus.CHANGED)
    assert "Changes wait to be published." in changed.warnings
    assert found.modules[1].lessons[-1].status is PageStatus.DRAFT


def test_a_lesson_that_waits_for_a_reviewer_says_so() -> None:
    course = make_whole_course()
    lesson = lesson_called("Lesson 1.1")
    instructor = staff(Role.INSTRUCTOR)
    lesson.save_revision(user=instructor)
    lesson.get_workflow().start(lesson, instructor)
    assert read_map(course).modules[0].lessons[0].status is PageStatus.REVIEW


def test_the_map_of_a_large_course_asks_no_more_than_that_of_a_small_one(admin_client: Client) -> None:
    counts = []
    for modules in (1, 10):
        course = make_whole_course(modules=modules, lessons=5, slug=f"of-{modules}")
        address = reverse("course_desk:map", args=[course.pk])
        admin_client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_list_of_maps_asks_no_more_for_fifty_courses_than_for_one(admin_client: Client) -> None:
    counts = []
    address = reverse("course_desk:maps")
    for number in range(50):
        make_course(f"course-{number}")
        if number in (0, 49):
            admin_client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert admin_client.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_up_and_down_pass_one_neighbour_at_a_time() -> None:
    course = make_whole_course(modules=1, lessons=3)
    reviewer = staff(Role.REVIEWER)
    step_page(course, lesson_called("Lesson 1.1").pk, down=True, by=reviewer)
    assert titles(course) == ["Lesson 1.2", "Lesson 1.1", "Lesson 1.3"]
    step_page(course, lesson_called("Lesson 1.1").pk, down=True, by=reviewer)
    assert titles(course) == ["Lesson 1.2", "Lesson 1.3", "Lesson 1.1"]
    step_page(course, lesson_called("Lesson 1.1").pk, down=True, by=reviewer)
    assert titles(course) == ["Lesson 1.2", "Lesson 1.3", "Lesson 1.1"]
    step_page(course, lesson_called("Lesson 1.3").pk, down=False, by=reviewer)
    assert titles(course) == ["Lesson 1.3", "Lesson 1.2", "Lesson 1.1"]


def test_a_module_moves_with_its_lessons() -> None:
    course = make_whole_course()
    module = ModulePage.objects.get(title="Module 2")
    step_page(course, module.pk, down=False, by=staff(Role.REVIEWER))
    assert titles(course) == ["Lesson 2.1", "Lesson 2.2", "Lesson 1.1", "Lesson 1.2"]


def test_a_lesson_goes_to_another_module_and_its_learners_keep_what_they_did(client: Client) -> None:
    course = make_whole_course()
    enrolment = EnrolmentFactory.create(course=course)
    lesson, target = lesson_called("Lesson 1.1"), ModulePage.objects.get(title="Module 2")
    LessonProgressFactory.create(enrolment=enrolment, lesson=lesson)
    before = lesson_called("Lesson 2.2").pk
    place_page(course, lesson.pk, parent_id=target.pk, before_id=before, by=staff(Role.REVIEWER))
    assert titles(course) == ["Lesson 1.2", "Lesson 2.1", "Lesson 1.1", "Lesson 2.2"]
    assert LessonProgress.objects.get(lesson=lesson).completed_at is not None
    client.force_login(enrolment.user)
    page = client.get(lesson_called("Lesson 1.1").path_on_site).content.decode()
    assert "1 of 4 lessons done" in page


def test_an_instructor_moves_drafts_but_not_what_learners_see() -> None:
    course = make_whole_course()
    instructor = staff(Role.INSTRUCTOR)
    with pytest.raises(MoveRefused, match="somebody who may publish"):
        step_page(course, lesson_called("Lesson 1.1").pk, down=True, by=instructor)
    module = ModulePage.objects.get(title="Module 1")
    draft = module.add_child(instance=LessonPage(title="Being written", live=False))
    step_page(course, draft.pk, down=False, by=instructor)
    assert titles(course)[:3] == ["Lesson 1.1", "Being written", "Lesson 1.2"]
    target = ModulePage.objects.get(title="Module 2")
    place_page(course, draft.pk, parent_id=target.pk, before_id=None, by=instructor)
    assert titles(course)[-1] == "Being written"


def test_a_lesson_does_not_take_an_address_that_is_taken() -> None:
    course = make_whole_course()
    module = ModulePage.objects.get(title="Module 2")
    make_lesson(module, title="The same", slug=lesson_called("Lesson 1.1").slug)
    with pytest.raises(MoveRefused, match="address"):
        place_page(
            course,
            lesson_called("Lesson 1.1").pk,
            parent_id=module.pk,
            before_id=None,
            by=staff(Role.REVIEWER),
        )


def test_nothing_leaves_its_course_or_its_level() -> None:
    course, other = make_whole_course(), make_whole_course(slug="other", modules=1, lessons=1)
    reviewer = staff(Role.REVIEWER)
    lesson = LessonPage.objects.child_of(ModulePage.objects.child_of(course).order_by("path").first()).first()
    foreign = ModulePage.objects.child_of(other).get()
    for parent_id in (foreign.pk, course.pk, lesson.pk):
        with pytest.raises(MoveRefused):
            place_page(course, lesson.pk, parent_id=parent_id, before_id=None, by=reviewer)
    with pytest.raises(MoveRefused):
        step_page(course, foreign.pk, down=True, by=reviewer)
    with pytest.raises(MoveRefused):
        step_page(course, course.pk, down=True, by=reviewer)


def test_a_move_is_in_the_history_of_the_page(client: Client) -> None:
    course = make_whole_course()
    lesson = lesson_called("Lesson 1.1")
    reviewer = sign_in_staff(client, staff(Role.REVIEWER))
    address = reverse("course_desk:move", args=[course.pk])
    response = client.post(address, {"move": f"down:{lesson.pk}"})
    assert response["Location"].endswith(f"?moved={lesson.pk}&by=down#page-{lesson.pk}")
    history = client.get(reverse("wagtailadmin_pages:history", args=[lesson.pk])).content.decode()
    assert "Reordered" in history
    assert reviewer.display_name in history


@pytest.mark.parametrize("asked", ["", "up", "up:x", "sideways:1", "place:1:2", "to:1"])
def test_a_move_that_says_nothing_is_refused(admin_client: Client, asked: str) -> None:
    course = make_whole_course()
    address = reverse("course_desk:move", args=[course.pk])
    assert admin_client.post(address, {"move": asked}).status_code in (302, 403)
    assert titles(course) == ["Lesson 1.1", "Lesson 1.2", "Lesson 2.1", "Lesson 2.2"]


def test_who_may_not_edit_a_course_sees_no_map_of_it(client: Client) -> None:
    course = make_whole_course()
    sign_in_staff(client, staff(Role.MARKER))
    assert client.get(reverse("course_desk:map", args=[course.pk])).status_code in (302, 403)
    client.force_login(UserFactory.create())
    assert client.get(reverse("course_desk:map", args=[course.pk])).status_code == 403
