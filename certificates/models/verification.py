"""What was found when somebody checked: only enough to say later that we said so."""

from typing import Any

from django.db import models


class VerificationRecord(models.Model):
    """A receipt that was given. Nothing about the reader is kept, and nothing of a file. Append-only.

    `code` is empty when a file led to no certificate of ours.
    """

    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=18, blank=True)
    state = models.CharField(max_length=14)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.digest

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A verification record is never changed.")
        super().save(*args, **kwargs)
