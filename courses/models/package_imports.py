"""Course packages that somebody hands in as a ZIP."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

HAND_IN = "courses.hand_in_package"
APPLY = "courses.apply_package"


class PackageImportQuerySet(models.QuerySet["PackageImport"]):
    """Reads of imports."""

    def due(self) -> Self:
        """Waiting for a worker: to be tried, or to be applied."""
        return self.filter(state__in=(PackageImport.State.TRYING, PackageImport.State.APPLYING))


class PackageImport(models.Model):
    """One package: tried without a trace, shown, then applied whole by somebody else.

    Loading publishes pages and items without their reviews: so whoever hands a package in does not apply it.
    """

    class State(models.TextChoices):
        TRYING = "trying", _("Being read")
        TRIED = "tried", _("Read, nothing written")
        APPLYING = "applying", _("Being written")
        DONE = "done", _("Written")
        REFUSED = "refused", _("Cannot be loaded")
        CANCELLED = "cancelled", _("Called off")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    file_name = models.CharField(max_length=200)
    # The ZIP as it came; emptied at the end.
    data = models.BinaryField()
    overwrite = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.TRYING)
    course_slug = models.CharField(max_length=255, blank=True)
    # [{"path", "outcome", "note"}] of a trial or a load, or [{"path", "line", "rule", "message"}] of faults.
    entries = models.JSONField(default=list, blank=True)
    handed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField()
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = PackageImportQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_in_at", "-pk"]
        default_permissions = ()
        permissions = [
            ("hand_in_package", _("Can export courses and hand packages in")),
            ("apply_package", _("Can apply packages that somebody else handed in")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_by=None) | ~Q(applied_by=F("handed_in_by")),
                name="package_applied_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        return self.state in (self.State.TRYING, self.State.APPLYING)
