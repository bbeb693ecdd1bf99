"""The legal name, which certificates carry."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services.acts import record_act


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


@transaction.atomic
def correct_legal_name(user_id: int, name: str, *, by_id: int | None, now: datetime) -> bool:
    """Write another legal name into an account, locked or not, as an act of the staff; False when it is that already.

    The lock stays: whoever sits next is examined under the new name. Raises LegalNameMissing for an empty one.
    """
    name = name.strip()
    if not name:
        raise LegalNameMissing(user_id)
    user = User.objects.select_for_update().get(pk=user_id)
    if user.legal_name == name:
        return False
    user.legal_name = name
    user.save(update_fields=["legal_name"])
    record_act("person.name_corrected", by=by_id, about=user, now=now)
    return True
