"""Changing a cohort: courses that are added or unpublished, who leads it, and lists longer than a page."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import StaffAct, User
from accounts.roles import Role
from assessments.models import Override
from courses.models import Cohort, CohortEnrolment, CohortInvitation, CoursePage, Enrolment
from courses.services.cohorts import add_member, due_enrolments, enrolment_step, save_cohort
from courses.tasks import enrol_cohort, sweep_desk
from tests.courses.test_cohorts import at
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import make_assessment, make_bank
from tests.factories.courses import NOON, make_whole_course

pytestmark = pytest.mark.django_db


def with_people(cohort: Cohort, count: int) -> list[User]:
    people = [UserFactory.create() for _ in range(count)]
    for person in people:
        add_member(cohort, person, by=None, now=NOON)
    return people


def change(cohort: Cohort, by: User, *courses: CoursePage, **more: Any) -> None:
    save_cohort(cohort, courses=courses, by=by, now=NOON, **more)


def test_people_are_enrolled_on_a_course_that_is_added_in_steps_that_may_stop_anywhere(
    cohort: Cohort, instructor: User, course: CoursePage
) -> None:
    people = with_people(cohort, 60)
    Enrolment.objects.all().delete()
    second = make_whole_course(slug="second")
    change(cohort, instructor, course, second)
    assert not Enrolment.objects.exists()
    [due] = due_enrolments()
    assert enrolment_step(due, now=NOON)
    assert Enrolment.objects.count() == 50
    enrol_cohort(due)
    # On the course that was added, and on no other.
    assert set(Enrolment.objects.values_list("user", "course")) == {(one.pk, second.pk) for one in people}
    assert due_enrolments() == []
    assert not enrolment_step(due, now=NOON)


def test_a_sweep_finds_what_the_broker_lost(cohort: Cohort, instructor: User, course: CoursePage) -> None:
    with_people(cohort, 1)
    change(cohort, instructor, course, make_whole_course(slug="second"))
    enrolled: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("courses.tasks.enrol_cohort.delay", enrolled.append)
        sweep_desk()
    assert enrolled == due_enrolments() != []


def test_a_course_that_is_taken_out_again_is_not_owed_any_more(
    cohort: Cohort, instructor: User, course: CoursePage
) -> None:
    with_people(cohort, 1)
    change(cohort, instructor, course, make_whole_course(slug="second"))
    change(cohort, instructor, course)
    assert not CohortEnrolment.objects.exists()


def test_another_title_changes_neither_courses_nor_enrolments(
    client: Client, cohort: Cohort, instructor: User, course: CoursePage
) -> None:
    with_people(cohort, 2)
    Enrolment.objects.all().delete()
    course.unpublish()
    sign_in_staff(client, instructor)
    form = client.get(at("edit", cohort.uuid)).context["form"]
    sent = {"title": "Winter", "courses": form["courses"].value()}
    assert client.post(at("edit", cohort.uuid), sent).status_code == 302
    cohort.refresh_from_db()
    assert (cohort.title, list(cohort.courses.all())) == ("Winter", [course])
    assert not Enrolment.objects.exists()
    assert not CohortEnrolment.objects.exists()
    assert "(not live)" in client.get(at("cohort", cohort.uuid)).content.decode()
    assert not client.get(at("add")).context["form"].fields["courses"].queryset.exists()


def test_a_leader_takes_another_one_in_and_stays(
    client: Client, cohort: Cohort, instructor: User, course: CoursePage
) -> None:
    other = staff(Role.INSTRUCTOR)
    sign_in_staff(client, instructor)
    page = client.get(at("edit", cohort.uuid)).content.decode()
    assert other.email in page
    assert f"({instructor.email})" not in page
    sent = {"title": "Autumn", "courses": [course.pk]}
    client.post(at("edit", cohort.uuid), sent | {"leaders": [other.pk]})
    assert set(cohort.instructors.all()) == {instructor, other}
    assert Cohort.objects.run_by(other).get() == cohort
    act = StaffAct.objects.get(act="cohort.leaders_changed")
    assert act.facts == {"from": f"{instructor.pk}", "to": f"{instructor.pk}, {other.pk}"}
    sign_in_staff(client, other)
    client.post(at("edit", cohort.uuid), sent)
    assert set(cohort.instructors.all()) == {other}


@pytest.mark.parametrize("role", [Role.MARKER, Role.REVIEWER, Role.CERTIFICATION_OFFICER, None])
def test_nobody_leads_without_the_role(
    client: Client, cohort: Cohort, instructor: User, course: CoursePage, role: Role | None
) -> None:
    person = staff(role) if role is not None else UserFactory.create()
    with pytest.raises(PermissionDenied):
        change(cohort, instructor, course, leaders=[person])
    sign_in_staff(client, instructor)
    staff(Role.INSTRUCTOR)
    sent = {"title": "Autumn", "courses": [course.pk], "leaders": [person.pk]}
    assert client.post(at("edit", cohort.uuid), sent).status_code == 200
    assert list(cohort.instructors.all()) == [instructor]


def test_only_whoever_runs_a_cohort_says_who_leads_it(
    cohort: Cohort, instructor: User, course: CoursePage
) -> None:
    stranger = staff(Role.INSTRUCTOR)
    with pytest.raises(PermissionDenied):
        change(cohort, stranger, course, leaders=[stranger])
    # Whoever has lost the role since stays, until somebody takes them out.
    instructor.groups.clear()
    administrator = staff(Role.ADMINISTRATOR)
    change(cohort, administrator, course, leaders=[instructor, stranger])
    assert set(cohort.instructors.all()) == {instructor, stranger}
    change(cohort, administrator, course, leaders=[stranger])
    assert set(cohort.instructors.all()) == {stranger}


def test_every_invitation_can_be_withdrawn(client: Client, cohort: Cohort, instructor: User) -> None:
    CohortInvitation.objects.bulk_create(
        CohortInvitation(cohort=cohort, email=f"new{number:03}@example.org", invited_at=NOON)
        for number in range(130)
    )
    sign_in_staff(client, instructor)
    address = at("part", cohort.uuid, "invitations")
    page = client.get(at("cohort", cohort.uuid)).content.decode()
    assert "130 invitations wait" in page
    assert address in page
    assert "new020@" not in page
    assert "new099@" in client.get(address).content.decode()
    last = CohortInvitation.objects.order_by("pk").last()
    assert last is not None
    assert f"invitation:{last.pk}" in client.get(address, {"p": 2}).content.decode()
    sent = {"remove": f"invitation:{last.pk}", "back": "part"}
    assert client.post(at("remove", cohort.uuid), sent)["Location"] == address
    assert CohortInvitation.objects.count() == 129


@pytest.mark.parametrize("part", ["invitations", "announcements", "lists", "other"])
def test_lists_name_addresses_and_are_for_whoever_runs_the_cohort(
    client: Client, cohort: Cohort, instructor: User, part: str
) -> None:
    reached = {}
    for who in (instructor, staff(Role.CERTIFICATION_OFFICER), staff(Role.INSTRUCTOR)):
        sign_in_staff(client, who)
        reached[who] = client.get(at("part", cohort.uuid, part)).status_code
    expected = {"lists": [200, 404, 404], "other": [404, 404, 404]}.get(part, [200, 200, 404])
    assert list(reached.values()) == expected


def test_one_of_many_people_gets_other_dates(client: Client, cohort: Cohort) -> None:
    assessment = make_assessment(make_bank("ai-security-governance"))
    type(assessment).objects.filter(pk=assessment.pk).update(closes_at=NOON)
    *_others, person = with_people(cohort, 3)
    outside = UserFactory.create()
    sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    address = f"{at('extend', cohort.uuid)}?member={person.pk}"
    assert address in client.get(at("cohort", cohort.uuid)).content.decode()
    assert client.get(address).context["form"]["person"].value() == person.email
    sent = {"assessment": assessment.pk, "until": "2099-01-02T09:00", "reason": "A strike."}
    refused = client.post(address, sent | {"person": outside.email})
    assert "Nobody in the cohort has this address." in refused.content.decode()
    assert client.post(address, sent | {"person": person.email.upper()}).status_code == 302
    assert Override.objects.get().person_id == person.pk
