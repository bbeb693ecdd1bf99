"""The pictures of items, by content."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class ItemImage(models.Model):
    """One picture of an item. Immutable: its name is the SHA-256 of its bytes, and versions refer to it by that.

    Its bytes are in the database, not in a folder that a web server might serve: a picture of an examination is
    shown only to whoever may see the item.
    """

    class Kind(models.TextChoices):
        PNG = "image/png", "PNG"
        JPEG = "image/jpeg", "JPEG"
        WEBP = "image/webp", "WebP"

    digest = models.CharField(max_length=64, primary_key=True)
    title = models.CharField(_("title"), max_length=200, help_text=_("For authors: how they find it again."))
    kind = models.CharField(max_length=10, choices=Kind.choices)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    data = models.BinaryField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-added_at", "title"]
        verbose_name = _("item picture")

    def __str__(self) -> str:
        return self.title

    def as_content(self) -> dict[str, Any]:
        """The picture as content of an item names it."""
        return {"digest": self.digest, "width": self.width, "height": self.height}

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A picture of an item is immutable.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A picture of an item is immutable.")
