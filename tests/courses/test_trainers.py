"""Who trained whom, one by one and of many at once."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.roles import Role
from assessments.ports import conflict_of_interest
from courses.models import Cohort, CohortMember, CoursePage, Enrolment, LessonPage
from courses.services.cohorts import save_cohort
from courses.services.trainers import is_taught_by, why_trainer
from tests.factories.accounts import UserFactory, staff
from tests.factories.assessments import NOON
from tests.factories.courses import EnrolmentFactory, make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db


def lesson_by(author: User, course: CoursePage) -> LessonPage:
    lesson = make_lesson(make_module(course))
    lesson.save_revision(user=author)
    return lesson


def test_whoever_wrote_a_page_of_a_course_trained_its_learners_and_no_others() -> None:
    mine, other = make_course("mine"), make_course("other")
    author, owner = staff(Role.INSTRUCTOR), staff(Role.INSTRUCTOR)
    lesson_by(author, mine)
    CoursePage.objects.filter(pk=other.pk).update(owner=owner)
    learners = [EnrolmentFactory.create(course=mine).user_id for _number in range(5)]
    strangers = [EnrolmentFactory.create(course=other).user_id for _number in range(5)]

    def taught(person: User) -> set[int]:
        return set(Enrolment.objects.filter(is_taught_by(person, "user")).values_list("user_id", flat=True))

    with CaptureQueriesContext(connection) as queries:
        assert taught(author) == set(learners)
    assert len(queries) <= 3
    assert taught(owner) == set(strangers)
    assert is_taught_by(staff(Role.INSTRUCTOR), "user") is None
    assert "somebody else decides" in why_trainer(author, learners[0])
    assert why_trainer(author, strangers[0]) == ""


def test_whoever_leads_a_cohort_trains_its_people_and_no_others() -> None:
    course, leader, other = make_course("led"), staff(Role.INSTRUCTOR), staff(Role.INSTRUCTOR)
    cohort = save_cohort(Cohort(title="Autumn"), courses=[course], leaders=None, by=leader, now=NOON)
    member, stranger = UserFactory.create(), UserFactory.create()
    CohortMember.objects.create(cohort=cohort, user=member, added_at=NOON)
    trained = is_taught_by(leader, "pk")
    assert trained is not None
    assert list(User.objects.filter(trained)) == [member]
    assert is_taught_by(other, "pk") is None
    assert "lead a cohort" in why_trainer(leader, member.pk)
    assert why_trainer(leader, stranger.pk) == ""
    # An examiner who leads a cohort does not mark its people, either.
    assert conflict_of_interest(leader, member.pk)
