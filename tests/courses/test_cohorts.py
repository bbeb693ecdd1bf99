"""Cohorts: who comes in and how, what they are told, and who sees what."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import StaffAct, User
from accounts.roles import Role
from assessments.models import Override
from assessments.ports import cohort_choices, cohort_members
from courses.models import (
    Announcement,
    Cohort,
    CohortInvitation,
    CourseMail,
    CoursePage,
    Enrolment,
    EnrolmentList,
)
from courses.services.announcing import announce, pending_mails, send_mail, spread_step
from courses.services.cohort_progress import find_members
from courses.services.cohorts import add_member, remove_member
from courses.services.enrolment_lists import ListRefused, check_list, list_step, start_list
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import make_assessment, make_bank
from tests.factories.courses import NOON, LessonProgressFactory, lesson_called, make_whole_course

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"cohorts:{name}", args=args)


def hand_in(cohort: Cohort, by: User, *emails: str) -> EnrolmentList:
    return check_list(cohort, "\n".join(["email", *emails]).encode(), by=by, now=NOON)


def carry_out(batch: EnrolmentList, by: User) -> None:
    start_list(batch.pk, by=by, now=NOON)
    while list_step(batch.pk, now=NOON):
        pass


def test_a_member_is_enrolled_and_leaves_without_losing_anything(cohort: Cohort, instructor: User) -> None:
    person = UserFactory.create()
    add_member(cohort, person, by=instructor, now=NOON)
    add_member(cohort, person, by=instructor, now=NOON)
    enrolment = Enrolment.objects.get(user=person)
    LessonProgressFactory.create(enrolment=enrolment, lesson=lesson_called("Lesson 1.1"))
    assert person.groups.filter(pk=cohort.group_id).exists()
    assert not person.get_all_permissions()
    remove_member(cohort, person.pk, by=instructor)
    assert not cohort.members.exists()
    assert not person.groups.exists()
    assert enrolment.lessons.count() == 1


def test_a_course_that_asks_for_another_first_is_named_and_left(cohort: Cohort, instructor: User) -> None:
    second = make_whole_course(slug="second", prerequisites=["ai-security-governance"])
    cohort.courses.add(second)
    person = UserFactory.create()
    assert add_member(cohort, person, by=instructor, now=NOON) == [second.title]
    assert Enrolment.objects.filter(user=person).count() == 1


def test_a_list_is_judged_line_by_line_before_anything_happens(cohort: Cohort, instructor: User) -> None:
    known, present = UserFactory.create(), UserFactory.create()
    closed = UserFactory.create(is_active=False)
    add_member(cohort, present, by=instructor, now=NOON)
    batch = hand_in(
        cohort,
        instructor,
        known.email.upper(),
        present.email,
        "new@example.org",
        "no address",
        "new@example.org",
        closed.email,
    )
    assert list(batch.rows.values_list("verdict", flat=True)) == [
        "known",
        "present",
        "new",
        "problem",
        "problem",
        "problem",
    ]
    assert cohort.members.count() == 1
    assert not CohortInvitation.objects.exists()


def test_a_list_adds_who_is_known_and_invites_who_is_not(cohort: Cohort, instructor: User) -> None:
    known = UserFactory.create()
    before = User.objects.count()
    carry_out(hand_in(cohort, instructor, known.email, "new@example.org"), instructor)
    assert list(cohort.members.values_list("user", flat=True)) == [known.pk]
    assert User.objects.count() == before
    for _again in range(2):
        for mail_id in pending_mails():
            send_mail(mail_id, now=NOON)
    assert [message.to for message in mail.outbox] == [["new@example.org"]]
    assert "/accounts/signup/" in mail.outbox[0].body
    assert known.email not in mail.outbox[0].body
    again = hand_in(cohort, instructor, "new@example.org")
    assert again.rows.get().verdict == "present"


def test_whoever_confirms_an_invited_address_is_enrolled(cohort: Cohort, instructor: User) -> None:
    carry_out(hand_in(cohort, instructor, "new@example.org"), instructor)
    person = UserFactory.create(email="new@example.org")
    assert not Enrolment.objects.filter(user=person).exists()
    address = EmailAddress(user=person, email="New@example.org", verified=True)
    email_confirmed.send(sender=EmailAddress, request=None, email_address=address)
    assert Enrolment.objects.filter(user=person).exists()
    assert CohortInvitation.objects.get().accepted_at is not None


def test_a_list_goes_on_where_it_stopped_and_does_nothing_twice(cohort: Cohort, instructor: User) -> None:
    people = [UserFactory.create() for _ in range(60)]
    batch = hand_in(cohort, instructor, *(person.email for person in people))
    start_list(batch.pk, by=instructor, now=NOON)
    assert list_step(batch.pk, now=NOON)
    assert cohort.members.count() == 50
    while list_step(batch.pk, now=NOON):
        pass
    assert cohort.members.count() == 60
    assert not list_step(batch.pk, now=NOON)
    # One deed is one entry, however many people it brings in.
    act = StaffAct.objects.exclude(act="person.roles_given").get()
    assert (act.act, act.actor, act.facts) == ("cohort.list_applied", instructor, {"count": 60})
    with pytest.raises(ListRefused):
        start_list(batch.pk, by=instructor, now=NOON)


@pytest.mark.parametrize(
    "data", [b"", b"email\n", b"name\nx@example.org\n", b"email\n\xff\n", b'email\n"x', b"email\n" * 400_000]
)
def test_what_is_no_list_of_addresses_is_refused(cohort: Cohort, instructor: User, data: bytes) -> None:
    with pytest.raises(ListRefused):
        check_list(cohort, data, by=instructor, now=NOON)


def test_an_announcement_reaches_each_once_and_stands_on_the_page(
    client: Client, cohort: Cohort, instructor: User, course: CoursePage
) -> None:
    member, other = UserFactory.create(), UserFactory.create()
    add_member(cohort, member, by=instructor, now=NOON)
    Enrolment.objects.create(user=other, course=course, enrolled_at=NOON)
    now = cohort.created_at
    told = announce(cohort, title="A change of room", text="We *meet* in **B**.", by=instructor, now=now)
    Announcement.objects.update(at=Announcement.objects.get().at + timedelta(days=36_500))
    for _again in range(2):
        while spread_step(told.pk, now=NOON):
            pass
        for mail_id in pending_mails():
            send_mail(mail_id, now=NOON)
    assert [message.to for message in mail.outbox] == [[member.email]]
    assert CourseMail.objects.get().state == CourseMail.State.SENT
    client.force_login(member)
    assert "We <em>meet</em> in <strong>B</strong>." in client.get(course.path_on_site).content.decode()
    client.force_login(other)
    assert "We <em>meet</em>" not in client.get(course.path_on_site).content.decode()


def test_a_whole_course_is_told_by_an_administrator_alone(
    cohort: Cohort, instructor: User, course: CoursePage
) -> None:
    with pytest.raises(PermissionDenied):
        announce(course, title="News", text="Text", by=instructor, now=NOON)
    person = Enrolment.objects.create(user=UserFactory.create(), course=course, enrolled_at=NOON).user
    told = announce(course, title="News", text="Text", by=staff(Role.ADMINISTRATOR), now=NOON)
    while spread_step(told.pk, now=NOON):
        pass
    assert list(told.mails.values_list("person", flat=True)) == [person.pk]
    act = StaffAct.objects.get(act="announcement.sent")
    assert (act.actor, act.label, act.facts) == (told.by, course.title, {})


def test_a_page_of_a_course_asks_one_question_for_all_announcements(
    client: Client, cohort: Cohort, instructor: User, course: CoursePage
) -> None:
    member = UserFactory.create()
    add_member(cohort, member, by=instructor, now=NOON)
    client.force_login(member)
    counts = []
    for _number in range(3):
        announce(cohort, title="News", text="Text", by=instructor, now=NOON + timedelta(days=36_500))
        client.get(course.path_on_site)
        with CaptureQueriesContext(connection) as queries:
            client.get(course.path_on_site)
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 6


def test_an_extension_reaches_the_cohort_and_keeps_other_rules(
    client: Client, cohort: Cohort, instructor: User
) -> None:
    bank = make_bank("ai-security-governance")
    assessment = make_assessment(bank)
    assessment.__class__.objects.filter(pk=assessment.pk).update(closes_at=NOON + timedelta(days=1))
    person = UserFactory.create()
    add_member(cohort, person, by=instructor, now=NOON)
    sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    form = {"assessment": assessment.pk, "person": "", "until": "2099-01-02T09:00", "reason": "A strike."}
    assert client.post(at("extend", cohort.uuid), form).status_code == 302
    override = Override.objects.get()
    assert (override.group_id, override.sets) == (cohort.group_id, ["closes_at"])
    assert override.closes_at.isoformat() == "2099-01-02T09:00:00+00:00"
    response = client.post(at("extend", cohort.uuid), form | {"until": "2098-01-02T09:00"})
    assert "It ends no earlier than that already." in response.content.decode()


def test_results_may_be_narrowed_to_a_cohort_by_whoever_sees_it(cohort: Cohort, instructor: User) -> None:
    person = UserFactory.create()
    add_member(cohort, person, by=instructor, now=NOON)
    assert [title for _key, title in cohort_choices(instructor)] == ["Autumn"]
    found = cohort_members(instructor, str(cohort.uuid))
    assert found is not None
    assert list(found) == [person.pk]
    stranger = staff(Role.INSTRUCTOR)
    assert cohort_choices(stranger) == []
    assert list(cohort_members(stranger, str(cohort.uuid))) == []


def test_the_list_of_people_asks_no_more_for_fifty_than_for_one(
    client: Client, cohort: Cohort, instructor: User
) -> None:
    sign_in_staff(client, instructor)
    counts = []
    for number in range(50):
        add_member(cohort, UserFactory.create(), by=instructor, now=NOON)
        if number in (0, 49):
            client.get(at("cohort", cohort.uuid))
            with CaptureQueriesContext(connection) as queries:
                page = client.get(at("cohort", cohort.uuid)).content.decode()
            counts.append(len(queries))
    assert counts[0] == counts[1]
    assert "50 people" in page


def test_an_instructor_makes_a_cohort_adds_people_and_takes_one_out(
    client: Client, instructor: User, course: CoursePage
) -> None:
    sign_in_staff(client, instructor)
    assert "There is no cohort yet." in client.get(at("list_all")).content.decode()
    client.post(at("add"), {"title": "Winter", "courses": [course.pk], "starts_on": "2026-12-01"})
    cohort = Cohort.objects.get()
    person = UserFactory.create(legal_name="Ada Lindqvist")
    file = SimpleUploadedFile("people.csv", f"name;email\nAda;{person.email}\n".encode())
    response = client.post(at("enrol", cohort.uuid), {"file": file})
    batch = EnrolmentList.objects.get()
    assert response["Location"] == at("list", batch.uuid)
    assert "Has an account: is added" in client.get(at("list", batch.uuid)).content.decode()
    client.post(at("action", batch.uuid), {"do": "start"})
    while list_step(batch.pk, now=NOON):
        pass
    page = " ".join(client.get(at("cohort", cohort.uuid) + "?q=ada").content.decode().split())
    assert "Ada Lindqvist" in page
    assert "0 of 4 lessons done" in page
    assert "Nobody fits." in client.get(at("cohort", cohort.uuid) + "?q=nobody").content.decode()
    client.post(at("remove", cohort.uuid), {"remove": f"member:{person.pk}"})
    assert not cohort.members.exists()


# Which roles reach each screen of a cohort that another instructor leads.
SCREENS = ("list_all", "add", "cohort", "edit", "enrol", "announce", "extend", "remove")
MATRIX: dict[Role | str, set[str]] = {
    "leader": {"list_all", "add", "cohort", "edit", "enrol", "announce", "remove"},
    Role.INSTRUCTOR: {"list_all", "add"},
    Role.REVIEWER: set(),
    Role.MARKER: set(),
    Role.CERTIFICATION_OFFICER: {"list_all", "cohort", "extend"},
    Role.ADMINISTRATOR: {"list_all", "add", "cohort", "edit", "enrol", "announce", "remove"},
    "learner": set(),
}


@pytest.mark.parametrize("who", MATRIX, ids=str)
def test_who_reaches_which_screen_of_a_cohort(
    client: Client, cohort: Cohort, instructor: User, who: Role | str
) -> None:
    if who == "learner":
        person = UserFactory.create()
        add_member(cohort, person, by=instructor, now=NOON)
        client.force_login(person)
    else:
        sign_in_staff(client, instructor if who == "leader" else staff(Role(who)))
    reached = set()
    for screen in SCREENS:
        address = at(screen) if screen in ("list_all", "add") else at(screen, cohort.uuid)
        if screen == "remove":
            response = client.post(address, {"remove": "member:0"})
            allowed = response.status_code == 302 and response["Location"] == at("cohort", cohort.uuid)
        else:
            allowed = client.get(address).status_code == 200
        if allowed:
            reached.add(screen)
    assert reached == MATRIX[who]
    assert client.get(at("cohort", uuid4())).status_code in (302, 403, 404)


def test_people_of_a_cohort_are_found_by_an_address_or_a_part_of_what_they_are_called(cohort: Cohort) -> None:
    for email, name, preferred in (
        ("ada@example.org", "Ada One", ""),
        ("ada@example.org.uk", "Second", "Countess"),
        ("bo@example.net", "Bo Three", ""),
    ):
        person = UserFactory.create(email=email, legal_name=name, preferred_name=preferred)
        cohort.members.create(user=person, added_at=NOON)

    def found(words: str) -> list[str]:
        return [member.user.email for member in find_members(cohort, words=words)]

    # A whole address is one person; a part of one is whoever has it.
    assert found("ADA@example.org") == ["ada@example.org"]
    assert found("ada@example") == ["ada@example.org", "ada@example.org.uk"]
    assert found("count") == ["ada@example.org.uk"]
    assert found("three") == ["bo@example.net"]
    assert found("nobody") == []
    assert len(found("")) == 3
