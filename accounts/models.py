"""Who a person is."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.managers import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """An adult who signs in by e-mail.

    The legal name is what a certificate carries: it is locked at the first graded attempt and
    changed afterwards only by a certification officer.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    legal_name = models.CharField(_("legal name"), max_length=150, blank=True)
    legal_name_locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    preferred_name = models.CharField(_("preferred name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    adult_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_staff = models.BooleanField(_("staff"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_one_per_email"),
        ]
        indexes = [
            # The few among all who learn.
            models.Index(fields=["email"], condition=models.Q(is_staff=True), name="user_staff_by_email"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """What to call this person on screen."""
        return self.preferred_name or self.legal_name or self.email.partition("@")[0]

    @property
    def legal_name_is_locked(self) -> bool:
        return self.legal_name_locked_at is not None

    def get_full_name(self) -> str:
        return self.legal_name or self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class StaffActQuerySet(models.QuerySet["StaffAct"]):
    """Reads of the audit trail. What would change or remove an entry is refused."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("The audit trail is append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("The audit trail is append-only.")


class StaffAct(models.Model):
    """One act of a member of the staff, chained to the one before it by its digest.

    It names things by their keys and people by theirs, never by name or address. Append-only: on PostgreSQL a
    trigger refuses what the application might try. Written by record_act alone.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    # Empty where a command did it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subject_type = models.CharField(max_length=60, blank=True)
    subject_key = models.CharField(max_length=64, blank=True)
    label = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = StaffActQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        default_permissions = ()
        permissions = [("view_staffact", _("Can read the audit trail"))]
        indexes = [
            models.Index(fields=["act", "-number"], name="staff_act_by_act"),
            models.Index(fields=["actor", "-number"], name="staff_act_by_actor"),
            models.Index(fields=["subject_type", "subject_key"], name="staff_act_by_subject"),
            models.Index(fields=["at"], name="staff_act_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The audit trail is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("The audit trail is append-only.")


class StaffActHead(models.Model):
    """The end of the chain: one row, locked by whoever adds to it, so that it has one writer at a time."""

    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.number)
