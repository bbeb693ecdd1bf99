"""What attempts refer to: the content of an item as it was published, for ever."""

from typing import Any, NoReturn

from django.db import models


class ItemVersionQuerySet(models.QuerySet["ItemVersion"]):
    """Reads of versions. What would change or remove one is refused."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("An item version is immutable.")

    def delete(self) -> NoReturn:
        raise TypeError("An item version is immutable.")


class ItemVersion(models.Model):
    """The canonical content of one published item, with its SHA-256.

    Immutable: changing or deleting one is refused. Equal content in the same place of the blueprint is the
    same version.
    """

    item = models.ForeignKey("assessments.Item", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=16)
    domain = models.CharField(max_length=64)
    level = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    objects = ItemVersionQuerySet.as_manager()

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

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An item version is immutable.")
