"""Signed awards, and everything that happened to them."""

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from certificates.credentials import State, state_at
from website.fields import BytesField

if TYPE_CHECKING:
    from accounts.models import User


class CredentialQuerySet(models.QuerySet["Credential"]):
    """Reads of credentials."""

    def visible_to(self, user: "User") -> Self:
        """Own credentials, or all of them for those who may view credentials."""
        if user.has_perm("certificates.view_credential"):
            return self
        return self.filter(recipient=user)

    def shown(self) -> Self:
        """What the public can be told of; erased ones, whose bytes are gone, are as if they never were."""
        return self.exclude(document=b"")

    def real(self) -> Self:
        return self.filter(is_specimen=False)

    def unclaimed(self) -> Self:
        """Issued to an address without an account, and waiting for its owner."""
        return self.real().filter(recipient=None, erased_at=None)


class Credential(models.Model):
    """One signed award. The signed bytes are stored once and served for ever; they are never made again.

    What happens to it afterwards is an event. Nothing is deleted but by erasure.
    """

    class Standing(models.TextChoices):
        GOOD = "valid", _("Good")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")
        SUPERSEDED = "superseded", _("Superseded")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(max_length=18, unique=True)
    subject_id = models.UUIDField(default=uuid4, editable=False)
    achievement_version = models.ForeignKey(
        "certificates.AchievementVersion", on_delete=models.PROTECT, related_name="credentials"
    )
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="credentials"
    )
    recipient_name = models.CharField(max_length=150)
    recipient_email = models.EmailField(blank=True)
    attempt = models.ForeignKey(
        "assessments.Attempt", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What the page says of the examination: {"title", "examined_at", "items", "supervision", "identity_basis",
    # "bank_use", "rules_version"}, and "invigilator" where one is named; empty when an officer issued by hand.
    basis = models.JSONField(default=dict)
    is_specimen = models.BooleanField(default=False)
    is_pilot = models.BooleanField(default=True)
    awarded_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    key = models.ForeignKey("certificates.IssuerKey", on_delete=models.PROTECT, related_name="+")
    status_list = models.ForeignKey("certificates.StatusList", on_delete=models.PROTECT, related_name="+")
    status_index = models.PositiveIntegerField()
    document = BytesField()
    digest = models.CharField(max_length=64)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.GOOD)
    standing_since = models.DateTimeField(null=True, blank=True)
    public_reason = models.CharField(max_length=20, blank=True)
    name_hidden = models.BooleanField(default=False)
    # The one whose place it took: that one was superseded, or renewed and left to run out.
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replacements"
    )
    # Since when bytes, name and salts are gone; the digest, the status bit and the leaf stay.
    erased_at = models.DateTimeField(null=True, blank=True)
    leaf = models.OneToOneField(
        "certificates.LogLeaf", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = CredentialQuerySet.as_manager()

    class Meta:
        ordering = ["-awarded_at", "-pk"]
        constraints = [
            # However often the task runs, an attempt earns one credential; a corrected one takes its place.
            models.UniqueConstraint(
                fields=["attempt"],
                condition=Q(attempt__isnull=False) & ~Q(standing="superseded"),
                name="credential_one_per_attempt",
            ),
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="credential_status_bit_once"
            ),
            # A real credential stands in the log; a specimen never does.
            models.CheckConstraint(
                condition=Q(is_specimen=True, leaf__isnull=True) | Q(is_specimen=False, leaf__isnull=False),
                name="credential_logged_unless_specimen",
            ),
            # What was erased never counts again.
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(standing__in=["revoked", "superseded"]),
                name="credential_erased_is_void",
            ),
        ]
        indexes = [
            models.Index(fields=["-awarded_at", "-id"], name="credential_newest"),
            # An officer looks for a person's certificates by address.
            models.Index(fields=["recipient_email"], name="credential_by_email"),
            # Whoever confirms an address looks for what waits for it, in any case of its letters.
            models.Index(
                Upper("recipient_email"), condition=Q(recipient=None), name="credential_unclaimed_by_email"
            ),
            models.Index(
                fields=["valid_until"], condition=Q(standing="valid"), name="credential_good_by_expiry"
            ),
            # What a status list sets: a few of its many.
            models.Index(
                fields=["status_list", "status_index"],
                condition=Q(standing__in=["revoked", "superseded"]),
                name="credential_void_by_list",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def state(self, now: datetime) -> State:
        """The state at a moment."""
        return state_at(
            now, standing=State(self.standing), valid_from=self.awarded_at, valid_until=self.valid_until
        )


class CredentialPdf(models.Model):
    """The printed certificate: pending until it has bytes, then kept as it is."""

    credential = models.OneToOneField(Credential, on_delete=models.PROTECT, related_name="pdf")
    data = BytesField(default=bytes)
    digest = models.CharField(max_length=64, blank=True)
    rendered_at = models.DateTimeField(null=True, blank=True)
    leaf = models.OneToOneField(
        "certificates.LogLeaf", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    leaf_salt = BytesField(default=bytes)

    class Meta:
        indexes = [
            # The sweep looks every minute, and finds none among all that were printed.
            models.Index(fields=["credential"], condition=Q(rendered_at=None), name="pdf_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.credential_id}: {self.digest or 'pending'}"


class CredentialEvent(models.Model):
    """Something that happened to a credential, by whom and why. Append-only."""

    class Kind(models.TextChoices):
        ISSUED = "issued", _("Issued")
        SUSPENDED = "suspended", _("Suspended")
        REINSTATED = "reinstated", _("Reinstated")
        REVOKED = "revoked", _("Revoked")
        SUPERSEDED = "superseded", _("Superseded")
        RENEWED = "renewed", _("Renewed")
        ERASED = "erased", _("Erased")
        REMINDER_90 = "reminder-90", _("Reminded, 90 days before expiry")
        REMINDER_30 = "reminder-30", _("Reminded, 30 days before expiry")
        EXPIRED = "expired", _("Told that it has expired")
        NAME_HIDDEN = "name-hidden", _("Name hidden by the recipient")
        NAME_SHOWN = "name-shown", _("Name shown by the recipient")

    class Reason(models.TextChoices):
        ERROR = "error", _("Issued in error")
        SUPERSEDED = "superseded", _("Replaced by another certificate")
        NAME = "name", _("The name was corrected")
        CONDUCT = "conduct", _("A decision on conduct")
        KEY = "key", _("A signing key was compromised")

    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="events")
    event = models.CharField(max_length=14, choices=Kind.choices)
    public_reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)
    private_text = models.TextField(blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    leaf = models.OneToOneField(
        "certificates.LogLeaf", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    leaf_salt = BytesField(default=bytes)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.credential_id} {self.event}"


class CredentialNotice(models.Model):
    """A mail that is owed to a recipient: at most one is sent for each event.

    `sending` is committed before the mail goes out. A worker that dies in between leaves it there: it is
    then uncertain whether the mail went, and it is never sent again by itself.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        SENDING = "sending", _("Sending, or unconfirmed")
        SENT = "sent", _("Sent")

    event = models.OneToOneField(CredentialEvent, on_delete=models.PROTECT, related_name="notice")
    address = models.EmailField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state"], name="notice_state")]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.state}"
