"""The published revocation lists."""

from django.db import models


class StatusList(models.Model):
    """One Bitstring status list: which indices are set is derived from credentials; the signed bytes are kept."""

    slug = models.SlugField(unique=True)
    is_specimen = models.BooleanField(default=False)
    # How many indices are given: counting them at every issue would grow with the list.
    given = models.PositiveIntegerField(default=0)
    document = models.BinaryField(default=bytes)
    digest = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.slug
