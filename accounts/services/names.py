"""The legal name, which certificates carry."""

from datetime import datetime

from django.db import transaction

from accounts.models import User


class LegalNameMissing(Exception):
    """A graded attempt needs a legal name first."""


@transaction.atomic
def lock_legal_name(user_id: int, *, now: datetime) -> str:
    """Lock a person's legal name and return it; locking twice changes nothing.

    Raises LegalNameMissing when the person has not given one.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if not user.legal_name.strip():
        raise LegalNameMissing(user.pk)
    if user.legal_name_locked_at is None:
        user.legal_name_locked_at = now
        user.save(update_fields=["legal_name_locked_at"])
    return user.legal_name
