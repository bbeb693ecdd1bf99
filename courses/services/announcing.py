"""Announcements and invitations: owed as rows, claimed before a mail goes out, at most one each."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.api import record_act
from courses.models import Announcement, Cohort, CohortMember, CourseMail, CoursePage, Enrolment
from courses.models.cohorts import RUN_EVERY
from courses.services.cohorts import may_run
from courses.signals import announced
from website.compiled import CompiledRows
from website.owed_mail import hand_over, pending

if TYPE_CHECKING:
    from accounts.models import User

# So long an announcement stands on the page of its course.
SHOWN_DAYS = 60
_STEP = 500


@transaction.atomic
def announce(
    target: Cohort | CoursePage, *, title: str, text: str, by: "User", now: datetime
) -> Announcement:
    """Tell a cohort, or everybody on a course, something. Raises PermissionDenied.

    A cohort is told by whoever runs it, a whole course by whoever runs every cohort.
    """
    if isinstance(target, Cohort):
        may_run(target, by)
        announcement = Announcement(cohort=target)
    elif by.has_perm(RUN_EVERY):
        announcement = Announcement(course=target)
    else:
        raise PermissionDenied
    announcement.title, announcement.text, announcement.by, announcement.at = title, text, by, now
    announcement.save()
    transaction.on_commit(
        partial(announced.send_robust, sender=Announcement, announcement_id=announcement.pk)
    )
    # Without its title: what was said in words stays where it is.
    record_act("announcement.sent", by=by, about=announcement, label=target.title, now=now)
    return announcement


def unspread() -> list[int]:
    """The announcements of which not everybody is owed a mail yet."""
    return list(Announcement.objects.filter(spread_at=None).order_by("pk").values_list("pk", flat=True))


def spread_step(announcement_id: int, *, now: datetime) -> bool:
    """Owe the next people of an announcement their mail; False when everybody is."""
    with transaction.atomic():
        announcement = Announcement.objects.select_for_update().get(pk=announcement_id)
        if announcement.spread_at is not None:
            return False
        owed = CourseMail.objects.filter(announcement=announcement).values("person")
        people = list(_people(announcement).exclude(user__in=owed).order_by("user")[:_STEP])
        if not people:
            announcement.spread_at = now
            announcement.save(update_fields=["spread_at"])
            return False
        CourseMail.objects.bulk_create(
            CourseMail(announcement=announcement, person_id=person) for person in people
        )
    return True


def _people(announcement: Announcement) -> QuerySet[Any, int]:
    """Those who are there at the time of the announcement's spreading."""
    if announcement.cohort_id is not None:
        found: QuerySet[Any] = CohortMember.objects.filter(cohort=announcement.cohort_id)
    else:
        found = Enrolment.objects.filter(course=announcement.course_id)
    return found.filter(user__is_active=True).values_list("user", flat=True)


def pending_mails(*, limit: int = 500) -> list[int]:
    """The mails that are owed, oldest first; one that the server keeps refusing stays where it is."""
    return pending(CourseMail, limit=limit)


def send_mail(mail_id: int, *, now: datetime) -> bool:
    """Send one owed mail; False when it was claimed by somebody else, or could not be handed over."""
    owed = (
        CourseMail.objects.select_related("announcement__cohort", "announcement__course", "person")
        .select_related("invitation__cohort", "invitation__invited_by")
        .filter(pk=mail_id, state=CourseMail.State.PENDING)
        .first()
    )
    if owed is None:
        return False
    return hand_over(owed, partial(_message, owed), now=now)


def _message(owed: CourseMail, connection: Any) -> EmailMessage:
    announcement, invitation = owed.announcement, owed.invitation
    if announcement is not None and owed.person is not None:
        name, to = "announcement", owed.person.email
        cohort = announcement.cohort
        courses: Sequence[Any] = list(cohort.courses.all()) if cohort else [announcement.course]
        context = {"announcement": announcement, "person": owed.person, "courses": courses}
    elif invitation is not None:
        name, to = "invitation", invitation.email
        context = {"invitation": invitation, "courses": list(invitation.cohort.courses.all())}
    else:  # The constraint forbids it.
        raise ValueError(owed.pk)
    context |= {"site": settings.SITE_URL, "sign_up": settings.SITE_URL + reverse("account_signup")}
    return EmailMessage(
        subject=" ".join(render_to_string(f"courses/mail/{name}_subject.txt", context).split()),
        body=render_to_string(f"courses/mail/{name}.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        connection=connection,
        headers={"Message-ID": f"<course-mail-{owed.pk}@{settings.SITE_HOST}>"},
    )


class Told(NamedTuple):
    """What a learner is told on the page of a course."""

    at: datetime
    pk: int
    title: str
    text: str


_NEWEST = CompiledRows(
    lambda **keys: Announcement.objects.for_learner(**keys).values_list(*Told._fields)[:5],
    ["user_id", "course_id"],
)


def announcements_for(*, user_id: int, course_id: int, now: datetime) -> list[Told]:
    """What a learner is told on the page of a course, the newest first. One query."""
    since = now - timedelta(days=SHOWN_DAYS)
    found = map(Told._make, _NEWEST.rows(user_id=user_id, course_id=course_id))
    return [told for told in found if told.at >= since]
