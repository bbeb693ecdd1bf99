"""Fixtures for the tests of courses."""

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from courses.models import Cohort, CoursePage
from courses.services.cohorts import save_cohort
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.courses import NOON, make_whole_course


@pytest.fixture
def admin_client(client: Client) -> Client:
    """A superuser at work under /admin/."""
    sign_in_staff(client, UserFactory.create(is_staff=True, is_superuser=True))
    return client


@pytest.fixture
def instructor() -> User:
    """Somebody who writes courses and leads cohorts."""
    return staff(Role.INSTRUCTOR)


@pytest.fixture
def course() -> CoursePage:
    """A published course of two modules."""
    return make_whole_course()


@pytest.fixture
def cohort(instructor: User, course: CoursePage) -> Cohort:
    """A cohort of that course, led by that person."""
    return save_cohort(Cohort(title="Autumn"), courses=[course], by=instructor, now=NOON)
