"""Who signs, and with which keys."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Issuer(models.Model):
    """The issuer's identity, one row: written at the first issue and never changed afterwards."""

    origin = models.URLField(unique=True)
    did = models.CharField(max_length=255)
    name = models.CharField(max_length=200)
    pinned_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="issuer_is_one")]

    def __str__(self) -> str:
        return self.did


class IssuerKey(models.Model):
    """The public half of a key. A retired key stays published for ever: old credentials need it."""

    class Purpose(models.TextChoices):
        CREDENTIAL = "credential", _("Signs credentials and status lists")
        SPECIMEN = "specimen", _("Signs specimens")
        LOG = "log", _("Signs the log's checkpoints")

    kid = models.SlugField(unique=True)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    public = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    # Since when somebody else may have signed with it: what the log holds from before that still stands.
    compromised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(retired_at=None), name="issuer_key_one_active_per_purpose"
            ),
        ]

    def __str__(self) -> str:
        return self.kid


class KeyChange(models.Model):
    """A new set of published keys, with the leaf that says when it was published. Append-only."""

    class Cause(models.TextChoices):
        FIRST = "first", _("First")
        ROTATED = "rotated", _("Rotated")
        COMPROMISED = "compromised", _("Compromised")

    cause = models.CharField(max_length=12, choices=Cause.choices)
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="changes")
    # The DID document as published, in canonical JSON: what the leaf commits to.
    document = models.BinaryField()
    note = models.TextField(blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    leaf = models.OneToOneField("certificates.LogLeaf", on_delete=models.PROTECT, related_name="+")
    leaf_salt = models.BinaryField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.key_id} {self.cause}"


class SealCertificate(models.Model):
    """A certificate behind the seal on PDFs. A retired one stays published: old seals need it."""

    class Purpose(models.TextChoices):
        AUTHORITY = "seal-ca", _("Certifies seals")
        SEAL = "seal", _("Seals certificates")
        SPECIMEN = "seal-specimen", _("Seals specimens")

    kid = models.SlugField(unique=True)
    purpose = models.CharField(max_length=13, choices=Purpose.choices)
    pem = models.TextField()
    # None where it certifies itself.
    authority = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="certified"
    )
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    # Since when somebody else may have used its key. A seal has no time that another party vouches for, so that
    # from the day on which this is known no seal of it shows anything, whatever its date.
    compromised_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(retired_at=None), name="seal_certificate_one_active"
            ),
            models.CheckConstraint(
                condition=Q(purpose="seal-ca", authority=None)
                | (~Q(purpose="seal-ca") & Q(authority__isnull=False)),
                name="seal_certificate_has_authority",
            ),
        ]

    def __str__(self) -> str:
        return self.kid
