"""Whose account an address belongs to, and who of the staff may do a thing."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db.models.functions import Lower

from accounts.models import User


def people_at(addresses: Iterable[str]) -> dict[str, int]:
    """The people behind these addresses, by the address in lower case: who confirmed it, else whose account has it.

    An address that nobody confirmed lets nobody in, so that what is linked to such an account waits for its owner.
    """
    wanted = {address.strip().lower() for address in addresses if address.strip()}
    if not wanted:
        return {}
    own = User.objects.annotate(address=Lower("email")).filter(address__in=wanted)
    # allauth keeps addresses in lower case.
    confirmed = EmailAddress.objects.lookup(wanted).filter(verified=True)
    return dict(own.values_list("address", "pk")) | dict(confirmed.values_list("email", "user_id"))


def language_of(person: User | None) -> str:
    """The language in which to write to somebody: that of their profile, else the site's own."""
    offered = {code for code, _name in settings.LANGUAGES}
    return person.language if person is not None and person.language in offered else settings.LANGUAGE_CODE


def staff_with(permission: str) -> list[str]:
    """The addresses of everybody on the staff who has a permission, each once, by their alphabet."""
    found = ModelBackend().with_perm(permission).filter(is_staff=True).exclude(email="")
    return sorted(set(found.values_list("email", flat=True)))
