"""Making cohorts, and who comes into them and leaves."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.api import record_act
from courses.models import Cohort, CohortEnrolment, CohortInvitation, CohortMember, CourseMail, CoursePage
from courses.models.cohorts import LEAD, RUN_EVERY
from courses.services.enrolments import CourseNotOpen, PrerequisitesMissing, enrol
from courses.signals import cohort_course_added, mail_owed

if TYPE_CHECKING:
    from accounts.models import User

_STEP = 50


@transaction.atomic
def save_cohort(
    cohort: Cohort,
    *,
    courses: Sequence[CoursePage],
    by: "User",
    now: datetime,
    leaders: Collection["User"] | None = None,
) -> Cohort:
    """Make a cohort, or change its name, days, courses and leaders. None leaves the leaders as they are.

    Whoever makes it leads it, and nobody who leads a cohort leaves it to others unasked. A worker enrols its people
    on courses that are added. Raises PermissionDenied, also for a new leader who may not lead.
    """
    if cohort.pk is None:
        if not (by.has_perm(LEAD) or by.has_perm(RUN_EVERY)):
            raise PermissionDenied
        cohort.created_at = now
        cohort.group = Group.objects.create(name=f"{cohort.title} ({cohort.uuid})")
        cohort.save()
        cohort.instructors.add(by)
    else:
        # Whoever comes in at this moment waits, and then finds the new courses; or we wait and find them.
        Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)
        may_run(cohort, by)
        cohort.save(update_fields=["title", "starts_on", "ends_on"])
        Group.objects.filter(pk=cohort.group_id).update(name=f"{cohort.title} ({cohort.uuid})")
    _set_courses(cohort, courses)
    if leaders is not None:
        _set_leaders(cohort, {person.pk for person in leaders}, by=by, now=now)
    return cohort


def _set_courses(cohort: Cohort, courses: Sequence[CoursePage]) -> None:
    """Keep these courses, and owe the people who are there their enrolment on those that are new."""
    before = set(cohort.courses.values_list("pk", flat=True))
    cohort.courses.set(courses)
    cohort.enrolments_due.exclude(course__in=courses).delete()
    if not cohort.members.exists():
        return
    for course in courses:
        if course.pk not in before:
            due = CohortEnrolment.objects.create(cohort=cohort, course=course)
            transaction.on_commit(
                partial(cohort_course_added.send_robust, sender=CohortEnrolment, due_id=due.pk)
            )


def _set_leaders(cohort: Cohort, wanted: set[int], *, by: "User", now: datetime) -> None:
    before = set(cohort.instructors.values_list("pk", flat=True))
    wanted = wanted | ({by.pk} & before)
    if wanted == before:
        return
    if (wanted - before) - set(possible_leaders().values_list("pk", flat=True)):
        raise PermissionDenied
    cohort.instructors.set(wanted)
    facts = {name: ", ".join(map(str, sorted(ids)))[:200] for name, ids in (("from", before), ("to", wanted))}
    record_act("cohort.leaders_changed", by=by, about=cohort, label=cohort.title, facts=facts, now=now)


def possible_leaders() -> QuerySet["User"]:
    """The staff who may lead cohorts, by address."""
    app, _dot, codename = LEAD.partition(".")
    may = Q(content_type__app_label=app, codename=codename)
    groups = Group.objects.filter(permissions__in=Permission.objects.filter(may))
    people: QuerySet[User] = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    return people.filter(Q(is_superuser=True) | Q(groups__in=groups)).distinct().order_by("email")


def due_enrolments() -> list[int]:
    """The courses on which a cohort is not enrolled whole yet."""
    return list(CohortEnrolment.objects.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def enrolment_step(due_id: int, *, now: datetime) -> bool:
    """Enrol the next people of a cohort on a course that was added; False when nobody is left."""
    # The row is locked: a second worker waits, and then finds the next people, or nothing.
    due = CohortEnrolment.objects.select_for_update().filter(pk=due_id).first()
    if due is None:
        return False
    members = CohortMember.objects.filter(cohort=due.cohort_id, pk__gt=due.reached)
    found = list(members.select_related("user").order_by("pk")[:_STEP])
    if not found:
        due.delete()
        return False
    courses = CoursePage.objects.filter(pk=due.course_id).defer_streamfields()
    for member in found:
        _enrol(courses, member.user, now=now)
    due.reached = found[-1].pk
    due.save(update_fields=["reached"])
    return True


def may_run(cohort: Cohort, user: "User") -> None:
    """Raises PermissionDenied for whoever may not change anything in a cohort."""
    if not Cohort.objects.run_by(user).filter(pk=cohort.pk).exists():
        raise PermissionDenied


@transaction.atomic
def add_member(cohort: Cohort, person: "User", *, by: "User | None", now: datetime) -> list[str]:
    """Bring a person into a cohort and enrol them on its courses; the titles of courses that ask for others first.

    Doing it again changes nothing.
    """
    CohortMember.objects.get_or_create(cohort=cohort, user=person, defaults={"added_at": now, "added_by": by})
    person.groups.add(cohort.group_id)
    return _enrol(cohort.courses.order_by("pk"), person, now=now)


def _enrol(courses: Iterable[CoursePage], person: "User", *, now: datetime) -> list[str]:
    left = []
    for course in courses:
        try:
            enrol(user=person, course=course, now=now)
        except (PrerequisitesMissing, CourseNotOpen):
            left.append(course.title)
    return left


@transaction.atomic
def remove_member(cohort: Cohort, user_id: int, *, by: "User") -> None:
    """Take a person out of a cohort. The enrolment and everything that they have done stay theirs."""
    may_run(cohort, by)
    member = cohort.members.select_related("user").filter(user=user_id).first()
    if member is not None:
        member.user.groups.remove(cohort.group_id)
        member.delete()


@transaction.atomic
def invite(cohort: Cohort, email: str, *, by: "User | None", now: datetime) -> None:
    """Owe an address one mail that asks it to sign up. Inviting again sends nothing."""
    invitation, created = CohortInvitation.objects.get_or_create(
        cohort=cohort, email=email.lower(), defaults={"invited_by": by, "invited_at": now}
    )
    if created:
        mail = CourseMail.objects.create(invitation=invitation)
        transaction.on_commit(partial(mail_owed.send_robust, sender=CourseMail, mail_id=mail.pk))


@transaction.atomic
def withdraw_invitation(cohort: Cohort, invitation_id: int, *, by: "User") -> None:
    """Forget an address that has not signed up."""
    may_run(cohort, by)
    cohort.invitations.filter(pk=invitation_id, accepted_at=None).delete()


@transaction.atomic
def accept_invitations(person: "User", email: str, *, now: datetime) -> None:
    """Whoever has confirmed an address comes into the cohorts to which it was invited."""
    waiting = CohortInvitation.objects.select_for_update(of=("self",)).filter(
        email=email.lower(), accepted_at=None
    )
    for invitation in waiting.select_related("cohort"):
        add_member(invitation.cohort, person, by=None, now=now)
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])


def cohort_choices(user: "User") -> list[tuple[str, str]]:
    """The cohorts by which this person may narrow results, with their titles, by title."""
    rows = Cohort.objects.visible_to(user).order_by("title", "pk").values_list("uuid", "title")
    return [(str(uuid), title) for uuid, title in rows.distinct()]


def cohort_members(key: str) -> QuerySet[Any, int]:
    """The ids of a cohort's people, as a query for use in another. Who may ask is for the port to judge."""
    # By its own key, of which the database knows how many it has.
    cohort_id = Cohort.objects.filter(uuid=key).values_list("pk", flat=True).first()
    members = CohortMember.objects.filter(cohort=cohort_id)
    return members.order_by().values_list("user_id", flat=True)
