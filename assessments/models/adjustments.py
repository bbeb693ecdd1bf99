"""Other rules for a group or one person, and what a person is granted everywhere. Append-only."""

from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assessments import engine
from assessments.models.fields import ExactField

if TYPE_CHECKING:
    from accounts.models import User

PERSON = settings.AUTH_USER_MODEL
DECIDE = "assessments.decide_accommodation"


class OverrideQuerySet(models.QuerySet["Override"]):
    """Reads of overrides."""

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def for_person(self, person_id: int) -> Self:
        """Those that reach a person, by name or through a group; the newest first."""
        return self.filter(Q(person=person_id) | Q(group__user=person_id)).order_by("-pk")


class Override(models.Model):
    """Other rules of one assessment for one person or one group, with its reason.

    Never edited and never deleted: another one takes its place, or it is withdrawn. `sets` names what it
    overrides; an empty value of these is none (no end, no limit), any other field is left as it is.
    """

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="overrides"
    )
    person = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey("auth.Group", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sets = models.JSONField(default=list)
    opens_at = models.DateTimeField(null=True, blank=True)
    start_closes_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    attempts_allowed = models.PositiveIntegerField(null=True, blank=True)
    access_code_hash = models.CharField(max_length=128, blank=True)
    reason = models.TextField()
    set_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("set_override", _("Can set and withdraw overrides"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, group__isnull=True)
                | Q(person__isnull=True, group__isnull=False),
                name="override_for_person_or_group",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_reason"),
            models.CheckConstraint(condition=~Q(set_by=F("person")), name="override_not_set_for_oneself"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="override_withdrawn_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["assessment", "person"],
                condition=Q(withdrawn_at=None),
                name="override_one_standing_per_person",
            ),
            models.UniqueConstraint(
                fields=["assessment", "group"],
                condition=Q(withdrawn_at=None),
                name="override_one_standing_per_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.person_id or self.group_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An override is append-only.")
        super().save(*args, **kwargs)

    def terms(self) -> engine.Override:
        """What the engine reads of it."""
        return engine.Override(
            scope="group" if self.person_id is None else "person",
            reason=self.reason,
            **{name: getattr(self, name) for name in self.sets},
        )


class AccommodationRequestQuerySet(models.QuerySet["AccommodationRequest"]):
    """Reads of requests; `visible_to` is the one door: they are health data."""

    def visible_to(self, user: "User") -> Self:
        """Own requests, or all of them for whoever decides on them."""
        return self if user.has_perm(DECIDE) else self.of(user.pk)

    def of(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)

    def waiting(self) -> Self:
        return self.filter(decision=None)


class AccommodationRequest(models.Model):
    """What a person asks for, in words of their choice. No diagnosis is asked for. Append-only."""

    class Need(models.TextChoices):
        TIME = "time", _("More time")
        BREAKS = "breaks", _("Breaks with the clock stopped")
        ATTEMPTS = "attempts", _("A further attempt")
        WINDOW = "window", _("Another day or time of day")
        OTHER = "other", _("Something else")

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    needs = models.JSONField(default=list)
    words = models.TextField(blank=True)
    requested_at = models.DateTimeField()

    objects = AccommodationRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A request is append-only.")
        super().save(*args, **kwargs)

    @property
    def needs_in_words(self) -> list[str]:
        """What was ticked, as people read it."""
        return [str(self.Need(need).label) for need in self.needs if need in self.Need.values]


class AccommodationQuerySet(models.QuerySet["Accommodation"]):
    """Reads of decisions; `visible_to` is the one door: they are health data."""

    def visible_to(self, user: "User") -> Self:
        """Own decisions, or all of them for whoever decides."""
        return self if user.has_perm(DECIDE) else self.of(user.pk)

    def of(self, person_id: int) -> Self:
        return self.filter(person_id=person_id)

    def in_force(self, person_id: int, *, now: datetime) -> "Accommodation | None":
        """What a person is granted now: of the grants since the last withdrawal, the newest that is valid."""
        for one in self.of(person_id).exclude(decision=Accommodation.Decision.DECLINED).order_by("-pk"):
            if one.decision == Accommodation.Decision.WITHDRAWN:
                return None
            if one.terms().is_valid(now):
                return one
        return None


class Accommodation(models.Model):
    """One decision on what a person is granted, everywhere and for a time. Append-only: a newer one counts."""

    class Decision(models.TextChoices):
        GRANTED = "granted", _("Granted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField(
        AccommodationRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="decision"
    )
    decision = models.CharField(max_length=10, choices=Decision.choices)
    multiplier = ExactField(default=1)
    breaks = models.PositiveSmallIntegerField(default=0)
    break_minutes = models.PositiveSmallIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    window_opens_at = models.DateTimeField(null=True, blank=True)
    window_closes_at = models.DateTimeField(null=True, blank=True)
    valid_from = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)
    reason = models.TextField()
    decided_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = AccommodationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("decide_accommodation", _("Can see and decide accommodations"))]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="accommodation_has_reason"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("person")), name="accommodation_not_decided_by_oneself"
            ),
            models.CheckConstraint(
                condition=Q(breaks=0, break_minutes=0) | Q(breaks__gt=0, break_minutes__gt=0),
                name="accommodation_breaks_have_minutes",
            ),
            models.CheckConstraint(
                condition=Q(window_opens_at__isnull=True, window_closes_at__isnull=True)
                | Q(window_opens_at__lt=F("window_closes_at")),
                name="accommodation_window_in_order",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lt=F("valid_until")),
                name="accommodation_valid_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.decision}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An accommodation is append-only.")
        super().save(*args, **kwargs)

    def terms(self) -> engine.Accommodation:
        """What the engine reads of it."""
        opens, closes = self.window_opens_at, self.window_closes_at
        return engine.Accommodation(
            multiplier=Fraction(self.multiplier),
            break_minutes=self.break_minutes,
            breaks=self.breaks,
            extra_attempts=self.extra_attempts,
            window=None if opens is None or closes is None else (opens, closes),
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )
