"""Keys for the API: made, found and revoked. A secret is shown once and never kept."""

import hashlib
import re
import secrets
from collections.abc import Collection
from datetime import UTC, datetime
from hmac import compare_digest

from django.contrib.auth import get_user_model
from django.db import transaction

from certificates.models import ApiKey

MOST_KEYS = 5
_PREFIX_BYTES, _SECRET_BYTES = 4, 32
_FORM = re.compile(rf"assay_([0-9a-f]{{{2 * _PREFIX_BYTES}}})_([0-9a-f]{{{2 * _SECRET_BYTES}}})")
_NOBODYS = "0" * 64


class TooManyKeys(Exception):
    """This person has as many keys in use as one may have."""


@transaction.atomic
def make_key(
    *, owner_id: int, name: str, scopes: Collection[str], expires_at: datetime | None, now: datetime
) -> tuple[ApiKey, str]:
    """Make a key; with it its secret, `assay_<prefix>_<secret>`, which nobody can show again.

    Raises TooManyKeys when the owner has MOST_KEYS in use, ValueError for a scope that there is not.
    """
    if unknown := set(scopes) - set(ApiKey.Scope.values):
        raise ValueError(f"there is no scope {', '.join(sorted(unknown))}")
    # The owner's row is locked: two forms sent at once must not make a sixth key.
    get_user_model().objects.select_for_update().get(pk=owner_id)
    if ApiKey.objects.filter(owner_id=owner_id).usable(now=now).count() >= MOST_KEYS:
        raise TooManyKeys
    prefix, secret = secrets.token_hex(_PREFIX_BYTES), secrets.token_hex(_SECRET_BYTES)
    key = ApiKey.objects.create(
        prefix=prefix,
        secret_digest=_digest(secret),
        name=name,
        owner_id=owner_id,
        scopes=sorted(scopes),
        created_at=now,
        expires_at=expires_at,
    )
    return key, f"assay_{prefix}_{secret}"


def revoke_key(key_id: int, *, owner_id: int, now: datetime) -> bool:
    """Revoke one's own key for good; False when there is no such key in use."""
    return bool(ApiKey.objects.filter(pk=key_id, owner_id=owner_id, revoked_at=None).update(revoked_at=now))


def key_of(secret: str, *, now: datetime) -> ApiKey | None:
    """The key that a secret belongs to, or None: malformed, unknown, revoked and expired ones alike.

    One query, and one more at the first use on a day.
    """
    found = _FORM.fullmatch(secret)
    prefix, rest = found.groups() if found else ("", "")
    key = ApiKey.objects.filter(prefix=prefix).usable(now=now).first()
    # Compared in constant time, and for unknown prefixes too.
    is_right = compare_digest(_digest(rest), key.secret_digest if key else _NOBODYS)
    if key is None or not is_right:
        return None
    today = now.astimezone(UTC).date()
    if key.last_used_on != today:
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
        key.last_used_on = today
    return key


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
