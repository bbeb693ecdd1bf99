"""What people marked by hand."""

from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from assessments.models.fields import ExactField


class ManualMarkQuerySet(models.QuerySet["ManualMark"]):
    """Reads of marks by hand."""

    def newest(self) -> Self:
        """The newest mark of each item of an attempt. It counts if its step is the answer that counts."""
        same_item = ManualMark.objects.filter(attempt_item=OuterRef("attempt_item"))
        newest = same_item.order_by("-number").values("number")[:1]
        return self.annotate(newest=Subquery(newest)).filter(number=F("newest"))


class ManualMark(models.Model):
    """One person's mark of one response by its rubric. Append-only: marked again, the newest counts.

    `levels` are the marks chosen for each criterion, `step` is the answer that the marker read. Certificates
    are issued on the strength of it.
    """

    attempt_item = models.ForeignKey(
        "assessments.AttemptItem", on_delete=models.PROTECT, related_name="manual_marks"
    )
    number = models.PositiveIntegerField()
    version = models.ForeignKey("assessments.ItemVersion", on_delete=models.PROTECT, related_name="+")
    step = models.PositiveIntegerField()
    levels = models.JSONField()
    score = ExactField()
    comment = models.TextField(blank=True)
    marker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="manual_marks"
    )
    marked_at = models.DateTimeField()

    objects = ManualMarkQuerySet.as_manager()

    class Meta:
        ordering = ["attempt_item", "-number"]
        permissions = [("mark_response", _("Can mark responses by hand"))]
        constraints = [
            models.UniqueConstraint(fields=["attempt_item", "number"], name="manual_mark_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_item_id} #{self.number} {self.score}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("A mark by hand is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A mark by hand is append-only.")
