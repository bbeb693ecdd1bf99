"""Queries whose SQL is made once give what their QuerySets give, for whoever they are asked again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import Announcement, CoursePage, Enrolment, LessonPage, LessonProgress
from courses.services.announcing import SHOWN_DAYS, announcements_for
from courses.services.study import NOBODY, read_study
from tests.factories.accounts import UserFactory
from tests.factories.courses import make_whole_course
from website.compiled import CompiledRows

pytestmark = pytest.mark.django_db
NAMES = ("pk", "user__email", "lessons__answers", "enrolled_at")


@pytest.fixture
def course() -> CoursePage:
    return make_whole_course(modules=1, lessons=3)


def enrol(course: CoursePage, done: int) -> Enrolment:
    now = timezone.now()
    enrolment = Enrolment.objects.create(user=UserFactory.create(), course=course, enrolled_at=now)
    for number, lesson in enumerate(LessonPage.objects.descendant_of(course)[:done]):
        LessonProgress.objects.create(
            enrolment=enrolment, lesson=lesson, completed_at=now, answers={"a": number}, revision_seen=None
        )
    return enrolment


def test_rows_are_those_of_the_queryset(course: CoursePage) -> None:
    compiled = CompiledRows(
        lambda **keys: Enrolment.objects.filter(**keys).order_by("lessons__pk").values_list(*NAMES),
        ["user_id", "course_id"],
    )
    for done in (2, 0, 3):
        one = enrol(course, done)
        asked = Enrolment.objects.filter(user=one.user, course=course).order_by("lessons__pk")
        found = list(compiled.rows(user_id=one.user_id, course_id=course.pk))
        assert found == list(asked.values_list(*NAMES))
        assert len(found) == max(done, 1)
    assert list(compiled.rows(user_id=0, course_id=course.pk)) == []


def test_a_key_that_the_query_does_not_ask_for_is_a_fault() -> None:
    lost = CompiledRows(
        lambda **keys: Enrolment.objects.filter(pk=keys["pk"]).values_list("pk"), ["pk", "other"]
    )
    with pytest.raises(ValueError, match="does not ask for other"):
        lost.rows(pk=1, other=2)


def test_study_is_each_readers_own(course: CoursePage) -> None:
    two, none = enrol(course, 2), enrol(course, 0)
    lessons = list(LessonPage.objects.descendant_of(course))
    study = read_study(user_id=two.user_id, course_id=course.pk, lesson_id=lessons[1].pk)
    assert (study.enrolment_id, study.completed) == (two.pk, {lessons[0].pk, lessons[1].pk})
    assert study.answers == {"a": 1}
    fresh = read_study(user_id=none.user_id, course_id=course.pk, lesson_id=lessons[1].pk)
    assert (fresh.enrolment_id, fresh.completed, fresh.answers) == (none.pk, frozenset(), {})
    assert read_study(user_id=UserFactory.create().pk, course_id=course.pk) is NOBODY


def test_what_a_learner_is_told_is_new_and_theirs(course: CoursePage) -> None:
    now, other = timezone.now(), make_whole_course(modules=1, lessons=1, slug="other")
    for days, where in ((1, course), (SHOWN_DAYS + 1, course), (2, other), (3, course)):
        Announcement.objects.create(course=where, title=f"{days}", text="Text", at=now - timedelta(days=days))
    reader = enrol(course, 0)
    told = announcements_for(user_id=reader.user_id, course_id=course.pk, now=now)
    assert [one.title for one in told] == ["1", "3"]
    assert [one.title for one in announcements_for(user_id=reader.user_id, course_id=other.pk, now=now)] == [
        "2"
    ]
