"""People who study together, who leads them, and what they are told."""

from typing import TYPE_CHECKING, Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User

PERSON = settings.AUTH_USER_MODEL
# To make cohorts, and to see and run those that one leads.
LEAD = "courses.lead_cohort"
SEE_EVERY = "courses.see_every_cohort"
RUN_EVERY = "courses.run_every_cohort"


class CohortQuerySet(models.QuerySet["Cohort"]):
    """Reads of cohorts."""

    def visible_to(self, user: "User") -> Self:
        """The one door for reads: every cohort, or those that one leads."""
        return self if user.has_perm(SEE_EVERY) else self.run_by(user)

    def run_by(self, user: "User") -> Self:
        """Those in which this person may change something."""
        if user.has_perm(RUN_EVERY):
            return self
        return self.filter(instructors=user) if user.has_perm(LEAD) else self.none()


class Cohort(models.Model):
    """Some people who take courses at the same time, with the instructors who look after them.

    Its group holds the same people and no permission: what is granted to a group, such as other dates of an
    examination, reaches whoever is in the cohort at the time.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("name"), max_length=100)
    group = models.OneToOneField("auth.Group", on_delete=models.PROTECT, related_name="cohort")
    courses = models.ManyToManyField("courses.CoursePage", related_name="cohorts", verbose_name=_("courses"))
    instructors: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        PERSON, related_name="+", verbose_name=_("instructors")
    )
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    created_at = models.DateTimeField()

    objects = CohortQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("lead_cohort", _("Can make cohorts, and run those that they lead")),
            ("see_every_cohort", _("Can see every cohort")),
            ("run_every_cohort", _("Can change every cohort")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(starts_on__lte=models.F("ends_on")),
                name="cohort_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CohortMember(models.Model):
    """One person in a cohort. Leaving it leaves the enrolment and what was studied as they are."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(PERSON, on_delete=models.CASCADE, related_name="cohort_memberships")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "user"], name="cohort_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.cohort_id}"


class CohortEnrolment(models.Model):
    """A course that was added to a cohort, on which not everybody is enrolled yet. It goes when everybody is.

    `reached` is the member up to whom, in the order of their keys, it is done.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="enrolments_due")
    course = models.ForeignKey("courses.CoursePage", on_delete=models.CASCADE, related_name="+")
    reached = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["cohort", "course"], name="cohort_enrolment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id} on {self.course_id}"


class CohortInvitation(models.Model):
    """An address without an account that was asked to sign up. No account is made in anybody's name."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    invited_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["cohort", "email"], name="cohort_invitation_once"),
        ]
        indexes = [
            models.Index(fields=["email"], condition=Q(accepted_at=None), name="cohort_invitation_open"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} to {self.cohort_id}"


class EnrolmentListQuerySet(models.QuerySet["EnrolmentList"]):
    """Reads of lists."""

    def due(self) -> Self:
        """Started, and neither done nor cancelled."""
        return self.filter(started_at__isnull=False, finished_at=None, cancelled_at=None)


class EnrolmentList(models.Model):
    """A CSV of addresses: judged whole and shown, then carried out in steps that may stop anywhere."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="lists")
    total = models.PositiveIntegerField()
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = EnrolmentListQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.finished_at is None and self.cancelled_at is None


class EnrolmentListRow(models.Model):
    """One line of a list, and what becomes of it."""

    class Verdict(models.TextChoices):
        KNOWN = "known", _("Has an account: is added")
        NEW = "new", _("Has no account: is invited by mail")
        PRESENT = "present", _("Is in the cohort already")
        PROBLEM = "problem", _("Cannot be read")

    batch = models.ForeignKey(EnrolmentList, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    email = models.CharField(max_length=254, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    note = models.CharField(max_length=300, blank=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ["batch", "line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="enrolment_list_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"
