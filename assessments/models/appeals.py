"""Appeals against an outcome, and what became of them."""

from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User

DECIDE_APPEAL = "assessments.decide_appeal"


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Reads of appeals; `visible_to` is the one door."""

    def visible_to(self, user: "User") -> Self:
        """Own appeals, or all of them for whoever decides."""
        return self if user.has_perm(DECIDE_APPEAL) else self.filter(attempt__candidate=user)

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Appeal(models.Model):
    """A candidate's appeal against what an attempt came to. What was written never changes."""

    class Grounds(models.TextChoices):
        TECHNICAL = "technical", _("Something technical went wrong")
        ITEM = "item", _("An item was wrong or unclear")
        CONDITIONS = "conditions", _("The conditions of the sitting")
        OTHER = "other", _("Something else")

    attempt = models.ForeignKey("assessments.Attempt", on_delete=models.PROTECT, related_name="appeals")
    grounds = models.CharField(max_length=12, choices=Grounds.choices)
    words = models.TextField()
    filed_at = models.DateTimeField()
    # Kept beside the events, for the constraint: when it was decided or withdrawn.
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("decide_appeal", _("Can see and decide appeals"))]
        constraints = [
            models.UniqueConstraint(
                fields=["attempt"], condition=Q(closed_at=None), name="appeal_one_open_per_attempt"
            ),
            models.CheckConstraint(condition=~Q(words=""), name="appeal_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}: {self.grounds}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_upheld(self) -> bool:
        """Whether it was upheld, so that something follows; prefetch `events` for lists."""
        return any(event.kind == AppealEvent.Kind.UPHELD for event in self.events.all())


class AppealEvent(models.Model):
    """One step in the life of an appeal, with words for the candidate. Append-only."""

    class Kind(models.TextChoices):
        FILED = "filed", _("Filed")
        UPHELD = "upheld", _("Upheld")
        DISMISSED = "dismissed", _("Dismissed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        FOLLOWED = "followed", _("What follows")

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An event is append-only.")
        super().save(*args, **kwargs)
