"""Giving people what was issued to their address before they had an account with it."""

from django.db import transaction

from certificates.models import Credential, Issuer


@transaction.atomic
def claim_credentials(person_id: int, address: str) -> int:
    """Make whoever confirmed an address the recipient of what was issued to it and is nobody's yet; how many.

    Safe to run twice, and beside an issue: whoever issues holds the issuer's row, so that what is being issued
    now is found here once it is committed, or finds the confirmed address itself. Only beside the very first issue
    of an installation is there no such row yet.
    """
    list(Issuer.objects.select_for_update().values_list("pk"))
    unclaimed = Credential.objects.unclaimed().filter(recipient_email__iexact=address.strip())
    return unclaimed.update(recipient_id=person_id)
