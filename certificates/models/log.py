"""The transparency log: leaves, the hashes of perfect subtrees, signed heads. Append-only."""

from typing import Any

from django.conf import settings
from django.db import models

from website.fields import BytesField


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
    data = BytesField()
    event = models.CharField(max_length=14)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.index} {self.event}"


class LogNode(_AppendOnly):
    """The hash of one perfect subtree of 2^level leaves."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = BytesField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "index"], name="log_node_once")]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class LogCheckpoint(_AppendOnly):
    """A signed head: how large the log was, and its root."""

    size = models.BigIntegerField(unique=True)
    root = BytesField(max_length=32)
    note = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["-size"]

    def __str__(self) -> str:
        return str(self.size)


class LogWitness(models.Model):
    """Somebody outside our control who confirms heads, by the key that they gave us.

    A removed witness stays, so that what it signed can be told; its word is no longer shown.
    """

    name = models.CharField(max_length=100, unique=True)
    # <name>+<id>+<base64>, C2SP signed-note, type 0x04.
    vkey = models.CharField(max_length=300, unique=True)
    is_active = models.BooleanField(default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "log witnesses"

    def __str__(self) -> str:
        return self.name


class WitnessSignature(_AppendOnly):
    """A witness's verified confirmation of one head, as the line that stands in the note."""

    # By size: what asks whether an entry is covered need not look at the checkpoint.
    checkpoint = models.ForeignKey(
        LogCheckpoint, to_field="size", on_delete=models.PROTECT, related_name="witness_signatures"
    )
    witness = models.ForeignKey(LogWitness, on_delete=models.PROTECT, related_name="signatures")
    line = models.CharField(max_length=400)
    # When the witness says that it signed; `received_at` is when we were given it.
    signed_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["checkpoint_id", "signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["checkpoint", "witness"], name="witness_signature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.witness_id} {self.checkpoint_id}"


class ActsAnchor(_AppendOnly):
    """The end of the staff's audit trail as it was put into the log: how many entries, and the newest one's digest."""

    number = models.BigIntegerField(unique=True)
    digest = models.CharField(max_length=64)
    leaf = models.OneToOneField(LogLeaf, on_delete=models.PROTECT, related_name="acts_anchor")
    leaf_salt = BytesField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.number)
