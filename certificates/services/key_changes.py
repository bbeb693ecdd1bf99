"""Changing the published keys, in the open: each change is an entry of the log."""

from dataclasses import dataclass
from datetime import datetime

import rfc8785
from django.db import transaction

from accounts.api import record_act
from certificates.models import Credential, CredentialEvent, Issuer, IssuerKey, KeyChange, StatusList
from certificates.services.changes import Act, locked, record_event, set_standing
from certificates.services.issuer import pin_identity, published_did_document
from certificates.services.keys import active_key, rotate_key
from certificates.services.log import append_leaf
from certificates.services.status import SET, sign_list
from certificates.transparency import LogEvent


class KeyChangeRefused(Exception):
    """The key cannot be changed in this way; the message says why."""


@dataclass(frozen=True, slots=True)
class Compromised:
    """What became of a key that others may have used."""

    successor: IssuerKey | None
    revoked: tuple[str, ...]


@transaction.atomic
def log_first_keys(*, now: datetime) -> bool:
    """Log the set of keys as it stands where no set was logged yet and the identity is fixed; whether it was.

    Each later change logs its own. Safe to run twice.
    """
    if KeyChange.objects.exists() or not Issuer.objects.exists():
        return False
    issuer = pin_identity(now=now)
    # Under the issuer's lock: another worker, or a change of keys, may have been quicker.
    if KeyChange.objects.exists():
        return False
    _log(active_key(IssuerKey.Purpose.CREDENTIAL), KeyChange.Cause.FIRST, issuer=issuer, act=Act(now))
    return True


@transaction.atomic
def change_key(purpose: str, *, note: str = "", actor_id: int | None, now: datetime) -> IssuerKey:
    """Retire the active key of a purpose, make a new one, log the new DID document, sign the lists anew."""
    issuer = pin_identity(now=now)
    key = rotate_key(purpose, now=now)
    _log(key, KeyChange.Cause.ROTATED, issuer=issuer, act=Act(now, actor_id, note))
    _sign_lists(now=now)
    return key


@transaction.atomic
def declare_compromised(
    kid: str, *, since: datetime, note: str, actor_id: int | None, now: datetime
) -> Compromised:
    """Say that somebody else may have signed with a key since a moment, and act on it.

    The key is retired and published as revoked. What the log holds from before `since` stands: nobody can
    have put it there later. What was logged with this key since then is revoked, reason "key"; an officer
    issues it again where it was right. Raises KeyChangeRefused for an unknown key, a moment to come, or a
    key that was declared with an earlier moment.
    """
    issuer = pin_identity(now=now)
    key = IssuerKey.objects.select_for_update().filter(kid=kid).first()
    if key is None:
        raise KeyChangeRefused(f"There is no key {kid}.")
    if since > now:
        raise KeyChangeRefused("Give a moment that has passed.")
    if key.compromised_at is not None and key.compromised_at <= since:
        raise KeyChangeRefused(f"{kid} is declared compromised since {key.compromised_at:%Y-%m-%d %H:%M}.")
    key.compromised_at = since
    key.save(update_fields=["compromised_at"])
    successor = rotate_key(key.purpose, now=now) if key.retired_at is None else None
    _log(key, KeyChange.Cause.COMPROMISED, issuer=issuer, act=Act(now, actor_id, note))
    revoked = _revoke_since(key, since, issuer=issuer, act=Act(now, actor_id, note, "key"))
    _sign_lists(now=now)
    return Compromised(successor, revoked)


def _log(key: IssuerKey, cause: str, *, issuer: Issuer, act: Act) -> None:
    document = rfc8785.dumps(published_did_document())
    logged = append_leaf(LogEvent.KEYS_CHANGED, {"keys": document}, issuer=issuer, now=act.now)
    KeyChange.objects.create(
        cause=cause,
        key=key,
        document=document,
        note=act.private_text,
        actor_id=act.actor_id,
        at=act.now,
        leaf=logged.leaf,
        leaf_salt=logged.salt,
    )
    if cause == KeyChange.Cause.FIRST:
        # Nobody of the staff did anything.
        return
    facts = {"change": str(cause), "purpose": str(key.purpose)}
    record_act("keys.changed", by=act.actor_id, about=key, label=key.kid, facts=facts, now=act.now)


def _revoke_since(key: IssuerKey, since: datetime, *, issuer: Issuer, act: Act) -> tuple[str, ...]:
    doubtful = Credential.objects.filter(key=key).exclude(standing__in=SET)
    # A specimen has no leaf: its own day is all there is.
    doubtful = doubtful.filter(leaf__at__gte=since) | doubtful.filter(
        is_specimen=True, awarded_at__gte=since.replace(microsecond=0)
    )
    codes = []
    for pk in doubtful.order_by("pk").values_list("pk", flat=True):
        credential = locked(pk)
        set_standing(credential, Credential.Standing.REVOKED, act=act)
        record_event(credential, CredentialEvent.Kind.REVOKED, issuer=issuer, act=act)
        codes.append(credential.code)
    return tuple(codes)


def _sign_lists(*, now: datetime) -> None:
    for status_list in StatusList.objects.all():
        sign_list(status_list, now=now)
