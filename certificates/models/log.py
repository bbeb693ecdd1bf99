"""The transparency log: leaves, the hashes of perfect subtrees, signed heads. Append-only."""

from typing import Any

from django.db import models


class _AppendOnly(models.Model):
    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError("The log is append-only.")


class LogLeaf(_AppendOnly):
    """One leaf: its data is public, and says nothing without the salt that its event keeps."""

    index = models.BigIntegerField(primary_key=True)
    data = models.BinaryField()
    event = models.CharField(max_length=14)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.index} {self.event}"


class LogNode(_AppendOnly):
    """The hash of one perfect subtree of 2^level leaves."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="log_node_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class LogCheckpoint(_AppendOnly):
    """A signed head: how large the log was, and its root."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["-size"]

    def __str__(self) -> str:
        return str(self.size)
