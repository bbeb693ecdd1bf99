"""Keys with which programs ask."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    """Reads of keys."""

    def usable(self, *, now: datetime) -> Self:
        """Keys that open something: not revoked, not expired, and their owner still has an account."""
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None, owner__is_active=True)


class ApiKey(models.Model):
    """A key for the API. Its secret was shown once; only the secret's SHA-256 is kept.

    The secret has 256 random bits, so that a slow hash would protect nothing.
    """

    class Scope(models.TextChoices):
        VERIFY_BATCH = "verify:batch", _("Check lists of codes")

    prefix = models.CharField(max_length=12, unique=True)
    secret_digest = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=80)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_keys")
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    # The day is enough to find a forgotten key; the moment would tell when somebody works.
    last_used_on = models.DateField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"assay_{self.prefix}_…"
