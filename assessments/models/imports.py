"""Items that somebody brings in from another system."""

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User

IMPORT_ITEMS = "assessments.add_item"


class ItemImportQuerySet(models.QuerySet["ItemImport"]):
    """Reads of imports; `visible_to` is the one door for a person's reads."""

    def visible_to(self, user: "User") -> Self:
        """All of them for whoever may bring items in: drafts of a bank are shared work. None for others."""
        return self if user.has_perm(IMPORT_ITEMS) else self.none()

    def due(self, *, taken_up_before: datetime) -> Self:
        """To be read, where no worker took it up since; or started, and not at their end: a worker goes on with them."""
        nobody_reads = models.Q(taken_up_at=None) | models.Q(taken_up_at__lte=taken_up_before)
        return self.filter(
            (models.Q(is_read=False, cancelled_at=None) & nobody_reads)
            | models.Q(started_at__isnull=False, finished_at=None, taken_back_at=None)
        )


class ItemImport(models.Model):
    """One file of items: read and judged by a worker, shown, then taken in as drafts, all of them or none.

    Items are judged and made in steps, so that one sees how far it is. Where it is cancelled or fails half-way, the
    drafts that it made are taken back; of a file that was not read to its end nothing is kept.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    bank = models.ForeignKey("assessments.ItemBank", on_delete=models.PROTECT, related_name="+")
    format = models.CharField(max_length=10)
    file_name = models.CharField(max_length=200)
    purpose = models.CharField(max_length=12)
    # Of items that name none.
    domain = models.CharField(max_length=64, blank=True)
    level = models.CharField(max_length=64, blank=True)
    # The file as it came; emptied once it was read.
    data = models.BinaryField(default=b"")
    is_read = models.BooleanField(default=True)
    # When a worker began to read it, how often one did, and how many items it found.
    taken_up_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # {"template", "values"}: why the file is of no use, translated where it is shown; {} where it is of some.
    refusal = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    # Why it was given up, for the author; empty while all goes well.
    trouble = models.CharField(max_length=300, blank=True)

    objects = ItemImportQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def is_unread(self) -> bool:
        return not self.is_read and self.cancelled_at is None

    @property
    def is_running(self) -> bool:
        return self.started_at is not None and self.finished_at is None and self.taken_back_at is None


class ItemImportRow(models.Model):
    """One item of a file: what would be made of it, what is lost on the way, and the draft that it became."""

    class Verdict(models.TextChoices):
        TAKE = "take", _("Is taken")
        DUPLICATE = "duplicate", _("Is in the bank already")
        REFUSED = "refused", _("Cannot be taken")

    batch = models.ForeignKey(ItemImport, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=300)
    place = models.CharField(max_length=300, blank=True)
    slug = models.SlugField(max_length=64, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    # [{"fate", "template", "values"}]: translated where they are shown.
    notes = models.JSONField(default=list)
    # The engine's content and the item's own fields; {} once it has become an item, or cannot.
    content = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    item = models.OneToOneField(
        "assessments.Item", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["batch", "number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="item_import_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.number}"
