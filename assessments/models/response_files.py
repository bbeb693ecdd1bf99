"""Files that candidates handed in."""

import uuid
from typing import TYPE_CHECKING, Any, NoReturn, Self

from django.core.files.storage import Storage, storages
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User

READ_FILES = "assessments.mark_response"


def response_storage() -> Storage:
    """Where these files lie: apart from what the site shows."""
    return storages["responses"]


def _path(instance: "ResponseFile", name: str) -> str:
    # Nothing of what a candidate called the file: a name is data, not a path.
    return f"{instance.uuid}.bin"


class ResponseFileQuerySet(models.QuerySet["ResponseFile"]):
    """Reads of files; `visible_to` is the one door."""

    def visible_to(self, user: "User") -> Self:
        """One's own files, or all of them for whoever marks."""
        if user.has_perm(READ_FILES):
            return self
        return self.filter(attempt_item__attempt__candidate=user)


class ResponseFile(models.Model):
    """One file handed in for one item of an attempt, by its content. Never shown inside a page, never opened here.

    A response names it by its digest. What no response ever named is removed some days after the submission.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        TEXT = "text", _("plain text")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    attempt_item = models.ForeignKey(
        "assessments.AttemptItem", on_delete=models.PROTECT, related_name="files"
    )
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=150)
    size = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    file = models.FileField(storage=response_storage, upload_to=_path, max_length=60)
    uploaded_at = models.DateTimeField()
    # Some response names it: it stays as long as the attempt does.
    is_settled = models.BooleanField(default=False)

    objects = ResponseFileQuerySet.as_manager()

    class Meta:
        ordering = ["attempt_item", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["attempt_item", "digest"], name="response_file_once_per_item"),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_item_id}: {self.name}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Files go by remove_unnamed_files only.")
