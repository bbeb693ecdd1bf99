"""What attempts refer to: the content of an item as it was published, for ever."""

from typing import Any

from django.db import models


class ItemVersion(models.Model):
    """The canonical content of one published item.

    Immutable: saving an existing row is refused. Equal content is the same version.
    """

    item = models.ForeignKey("assessments.Item", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=16)
    domain = models.CharField(max_length=64)
    level = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_number_once"),
            models.UniqueConstraint(
                fields=["item", "digest", "domain", "level"], name="item_version_content_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("An item version is immutable.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("An item version is immutable.")
