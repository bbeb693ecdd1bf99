"""What people say about a certificate: that they refuse it, that it is wrong, that somebody shows a false one."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CredentialCase(models.Model):
    """A refusal, a dispute or a report. It changes nothing by itself: an officer decides and says so."""

    class Kind(models.TextChoices):
        REFUSAL = "refusal", _("The recipient does not want it")
        DISPUTE = "dispute", _("The recipient says that something in it is wrong")
        REPORT = "report", _("Somebody reports a false or misused certificate")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    credential = models.ForeignKey(
        "certificates.Credential", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    text = models.TextField()
    # Where the answer goes: the person's own address, or one that a reporter chose to give.
    contact = models.EmailField(blank=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    filed_at = models.DateTimeField()
    # Officers are told of it once, by a mail that may be about others as well; empty while that is owed.
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(blank=True)
    # The answer is owed by mail until it has gone; empty where nobody left an address.
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-filed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="report") | Q(filed_by__isnull=False), name="case_of_recipient_names_them"
            ),
            # Two clicks file one.
            models.UniqueConstraint(
                fields=["credential", "filed_by", "kind"],
                condition=Q(closed_at=None, filed_by__isnull=False),
                name="case_one_open_of_a_kind",
            ),
        ]
        indexes = [
            # Open ones first.
            models.Index(F("closed_at").desc(), F("filed_at").desc(), name="case_open_first"),
            models.Index(fields=["filed_at"], condition=Q(told_at=None, closed_at=None), name="case_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"
