"""Is this site fit to issue and to be verified?"""

from django.utils import timezone

from certificates.models import IssuerKey
from certificates.services.keys import KeyMissing, active_key, signer_of
from certificates.services.seals import seals_are_ready
from certificates.services.status import stale_lists


def keys_are_there() -> str:
    """Every active key can be read, and PDFs can be sealed."""
    try:
        for purpose in IssuerKey.Purpose.values:
            signer_of(active_key(purpose))
        seals_are_ready()
    except KeyMissing as error:
        return str(error)
    return ""


def lists_are_fresh() -> str:
    """Every status list was signed within a day."""
    stale = stale_lists(now=timezone.now())
    return f"not signed within a day: {', '.join(stale)}" if stale else ""
