"""Decisions that an item of past and running attempts is marked in another way."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

REMARK = "assessments.remark_item"


class RemarkQuerySet(models.QuerySet["Remark"]):
    """Reads of re-marks."""

    def standing(self) -> Self:
        """The newest for each version: it is the one that counts."""
        same = Remark.objects.filter(version=OuterRef("version")).order_by("-pk").values("pk")[:1]
        return self.annotate(newest=Subquery(same)).filter(pk=F("newest"))

    def unfinished(self) -> Self:
        """Those whose attempts are not all marked again yet."""
        return self.filter(finished_at=None)


class Remark(models.Model):
    """One version of an item, marked in another way from now on. Append-only but for how far it is carried out.

    Attempts that run and are submitted later are marked in the same way.
    """

    class Action(models.TextChoices):
        NEW_VERSION = "new-version", _("Marked by a corrected version")
        DROP = "drop", _("Taken out of the score")
        AWARD = "award", _("Full marks for everybody")

    version = models.ForeignKey("assessments.ItemVersion", on_delete=models.PROTECT, related_name="remarks")
    action = models.CharField(max_length=12, choices=Action.choices)
    by_version = models.ForeignKey(
        "assessments.ItemVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    # Of what was shown before the decision: attempts, scores and decisions, before and after.
    shown_digest = models.CharField(max_length=64)
    # How many attempts had it, how many of them that would change, and how many have their new outcome.
    attempts = models.PositiveIntegerField(default=0)
    to_change = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("remark_item", _("Can mark items again"))]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="remark_has_reason"),
            models.CheckConstraint(
                condition=Q(action="new-version", by_version__isnull=False)
                | (~Q(action="new-version") & Q(by_version__isnull=True)),
                name="remark_version_where_marked_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A re-mark is append-only.")
        super().save(*args, **kwargs)
