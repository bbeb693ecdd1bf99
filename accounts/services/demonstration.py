"""The demonstration accounts. Development only: their passwords and secrets are public."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.db import transaction

from accounts.models import User
from accounts.roles import Role

PASSWORD = "assay-demo"  # noqa: S105 - a public password, for demonstration accounts only
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - as above
_PERIOD_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Demonstration:
    """One demonstration account."""

    email: str
    legal_name: str
    roles: tuple[Role, ...] = ()
    is_superuser: bool = False

    @property
    def is_staff(self) -> bool:
        return bool(self.roles)


ACCOUNTS = (
    Demonstration("learner@assay.example", "Lea Lindqvist"),
    Demonstration("instructor@assay.example", "Ines Okafor", (Role.INSTRUCTOR,)),
    Demonstration("reviewer@assay.example", "Rui Tanaka", (Role.REVIEWER,)),
    Demonstration("officer@assay.example", "Olga Fernandes", (Role.CERTIFICATION_OFFICER,)),
    Demonstration("admin@assay.example", "Ada Brandt", (Role.ADMINISTRATOR,), is_superuser=True),
)


@transaction.atomic
def ensure_demonstration_accounts(*, now: datetime) -> tuple[Demonstration, ...]:
    """Create whichever demonstration account is missing; existing ones are left alone."""
    for account in ACCOUNTS:
        if User.objects.filter(email=account.email).exists():
            continue
        user = User.objects.create_user(
            account.email,
            PASSWORD,
            legal_name=account.legal_name,
            is_staff=account.is_staff,
            is_superuser=account.is_superuser,
            adult_confirmed_at=now,
        )
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        user.groups.add(*Group.objects.filter(name__in=[role.value for role in account.roles]))
        if account.is_staff:
            TOTP.activate(user, TOTP_SECRET)
    return ACCOUNTS


def current_code(email: str, *, now: datetime) -> str:
    """The authenticator code that this person's app would show now.

    Raises User.DoesNotExist, or Authenticator.DoesNotExist when no authenticator is set up.
    """
    user = User.objects.get(email__iexact=email)
    stored = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    secret = get_adapter().decrypt(stored.data["secret"])
    return str(format_hotp_value(hotp_value(secret, int(now.timestamp()) // _PERIOD_SECONDS)))
