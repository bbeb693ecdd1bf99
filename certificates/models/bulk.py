"""Awards that an officer hands in as a list."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class BulkIssueQuerySet(models.QuerySet["BulkIssue"]):
    """Reads of lists."""

    def due(self) -> Self:
        """Started, and neither done nor cancelled."""
        return self.filter(started_at__isnull=False, finished_at=None, cancelled_at=None)


class BulkIssue(models.Model):
    """One list of awards: checked whole before anything is issued, then issued in steps that may stop anywhere."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey("certificates.AchievementVersion", on_delete=models.PROTECT, related_name="+")
    note = models.TextField(_("what the awards rest on"))
    total = models.PositiveIntegerField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # Who answers for what is issued: whoever pressed Start, be it the one who handed it in or another officer.
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # What the worker met last, for the officer; empty while all goes well.
    trouble = models.CharField(max_length=300, blank=True)

    objects = BulkIssueQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.uuid}"


class BulkIssueRow(models.Model):
    """One line of a list, and the credential that it became."""

    bulk = models.ForeignKey(BulkIssue, on_delete=models.PROTECT, related_name="rows")
    line = models.PositiveIntegerField()
    name = models.CharField(max_length=150, blank=True)
    email = models.CharField(max_length=254, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    # What an officer should look at, though it hinders nothing.
    remark = models.CharField(max_length=300, blank=True)
    credential = models.OneToOneField(
        "certificates.Credential", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["bulk", "line"]
        constraints = [
            models.UniqueConstraint(fields=["bulk", "line"], name="bulk_line_once"),
        ]
        indexes = [
            models.Index(
                F("bulk"), F("line"), condition=models.Q(credential=None), name="bulk_row_to_be_issued"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bulk_id}:{self.line}"
