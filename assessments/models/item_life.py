"""What happened to an item beside its text: its stages, and who of the staff has looked at it."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MOVE_ITEM = "assessments.move_item"
# Where an item goes that is unpublished: out of every stage.
TAKEN_BACK = "back"


class _AppendOnly(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("This record is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("This record is append-only.")


class ItemMove(_AppendOnly):
    """One step of an item's life: from which stage to which, by whom, why, and with which version. Append-only."""

    item = models.ForeignKey("assessments.Item", on_delete=models.PROTECT, related_name="moves")
    version = models.ForeignKey(
        "assessments.ItemVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    from_stage = models.CharField(max_length=8)
    to_stage = models.CharField(max_length=8)
    reason = models.TextField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["item", "pk"]
        default_permissions = ()
        permissions = [("move_item", _("Can bring items from one stage to another"))]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.from_stage} → {self.to_stage}"

    @property
    def is_taking_back(self) -> bool:
        return self.to_stage == TAKEN_BACK


class ItemView(_AppendOnly):
    """That somebody of the staff opened a live item: who, when, on which screen. Append-only.

    Whoever examines must be able to say who knew an item when a key turns up where it should not.
    """

    item = models.ForeignKey("assessments.Item", on_delete=models.PROTECT, related_name="staff_views")
    viewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    screen = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ("view",)
        indexes = [models.Index(fields=["item", "-id"], name="item_view_newest")]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.viewer_id}, {self.screen}"
