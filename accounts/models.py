"""Who a person is."""

from typing import ClassVar

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
