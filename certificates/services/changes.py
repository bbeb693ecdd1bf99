"""What is done to a credential after it was issued: each an event with actor, time and reason."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.api import record_act
from certificates import faults
from certificates.models import Credential, CredentialEvent, CredentialNotice, Issuer
from certificates.services.addresses import addresses_of
from certificates.services.issuer import pin_identity
from certificates.services.log import append_leaf
from certificates.services.status import sign_list
from certificates.signals import credential_changed
from certificates.transparency import LogEvent

Kind = CredentialEvent.Kind
Standing = Credential.Standing
_LOGGED = frozenset(event.value for event in LogEvent)
# What the staff does: not what a recipient does to their own certificate, nor a reminder.
_ACTS = frozenset({Kind.SUSPENDED, Kind.REINSTATED, Kind.REVOKED, Kind.SUPERSEDED, Kind.RENEWED, Kind.ERASED})


class ChangeRefused(Exception):
    """The credential is not in a state for this; the message is for the officer."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who does something to a credential, when and why; the private text is for officers alone."""

    now: datetime
    actor_id: int | None = None
    private_text: str = ""
    public_reason: str = ""


@transaction.atomic
def suspend_credential(credential_id: int, *, act: Act) -> CredentialEvent:
    """Suspend a credential that stands. Its status bit stays clear: only our own pages and API say so.

    Raises ChangeRefused where it does not stand, or nothing says why.
    """
    return _change(credential_id, Kind.SUSPENDED, to=Standing.SUSPENDED, only={Standing.GOOD}, act=act)


@transaction.atomic
def reinstate_credential(credential_id: int, *, act: Act) -> CredentialEvent:
    """Lift a suspension. Raises ChangeRefused where there is none."""
    return _change(credential_id, Kind.REINSTATED, to=Standing.GOOD, only={Standing.SUSPENDED}, act=act)


@transaction.atomic
def revoke_credential(
    credential_id: int, *, reason: str, private_text: str, actor_id: int | None, now: datetime
) -> CredentialEvent:
    """Revoke a credential for good: status list, log and notice with it.

    `reason` is one of the fixed public reasons; the private text is shown to officers only.
    Raises ChangeRefused when it is revoked already, or the reason is not on the list.
    """
    act = Act(now, actor_id, private_text, reason)
    if act.public_reason not in CredentialEvent.Reason.values:
        raise ChangeRefused(
            _("Choose a public reason from: %(reasons)s.")
            % {"reasons": ", ".join(CredentialEvent.Reason.values)}
        )
    return _change(
        credential_id, Kind.REVOKED, to=Standing.REVOKED, only={Standing.GOOD, Standing.SUSPENDED}, act=act
    )


def locked(credential_id: int, *, by: int | None = None) -> Credential:
    """The credential, locked. Call it after pin_identity: everything that changes credentials locks in that order.

    Raises ChangeRefused where `by`, who wants to change it, is its recipient.
    """
    found = (
        Credential.objects.select_for_update(of=("self",)).select_related("status_list").get(pk=credential_id)
    )
    if by is not None and by == found.recipient_id:
        raise ChangeRefused(_("You hold this certificate: another officer decides on it."))
    return found


def _change(
    credential_id: int, kind: Kind, *, to: Standing, only: Collection[Standing], act: Act
) -> CredentialEvent:
    issuer = pin_identity(now=act.now)
    credential = locked(credential_id, by=act.actor_id)
    refuse_unless(credential, only)
    if kind is not Kind.REVOKED and not act.private_text.strip():
        raise ChangeRefused(_("Say why, for other officers: nobody else reads it."))
    set_standing(credential, to, act=act)
    event = record_event(credential, kind, issuer=issuer, act=act)
    if to is Standing.REVOKED:
        sign_list(credential.status_list, now=act.now)
    faults.point("change:before-commit")
    return event


def refuse_unless(credential: Credential, only: Collection[str]) -> None:
    """Raise ChangeRefused unless the credential stands in one of these ways."""
    if credential.standing not in only:
        raise ChangeRefused(
            _("%(code)s is %(standing)s already.")
            % {"code": credential.code, "standing": str(credential.get_standing_display()).lower()}
            if credential.standing != Standing.GOOD
            else _("%(code)s is not suspended.") % {"code": credential.code}
        )


def set_standing(credential: Credential, to: str, *, act: Act) -> None:
    """Write the standing, since when, and the public reason."""
    credential.standing = to
    credential.standing_since = act.now
    credential.public_reason = act.public_reason
    credential.save(update_fields=["standing", "standing_since", "public_reason"])


def record_event(
    credential: Credential, kind: Kind, *, issuer: Issuer, act: Act, mailed: bool = True
) -> CredentialEvent:
    """Write what happened: with a leaf where the log knows the kind, and with the mail that is owed for it."""
    logged = None
    if not credential.is_specimen and kind.value in _LOGGED:
        page = f"{issuer.origin}/credentials/{credential.uuid}".encode()
        logged = append_leaf(LogEvent(kind.value), {"credential": page}, issuer=issuer, now=act.now)
    event = CredentialEvent.objects.create(
        credential=credential,
        event=kind,
        public_reason=act.public_reason,
        private_text=act.private_text,
        actor_id=act.actor_id,
        at=act.now,
        leaf=logged.leaf if logged else None,
        leaf_salt=logged.salt if logged else b"",
    )
    (address,) = addresses_of([credential]) if mailed and not credential.is_specimen else [""]
    if address:
        CredentialNotice.objects.create(event=event, address=address)
    transaction.on_commit(partial(credential_changed.send_robust, sender=CredentialEvent, event_id=event.pk))
    # A renewal that an officer did not make was earned by passing: no act of the staff.
    if kind in _ACTS and (kind is not Kind.RENEWED or act.actor_id is not None):
        facts = {"change": kind.value, "reason": act.public_reason}
        record_act("certificate.changed", by=act.actor_id, about=credential, facts=facts, now=act.now)
    return event


@transaction.atomic
def set_name_visibility(credential_id: int, *, hidden: bool, recipient_id: int, now: datetime) -> bool:
    """Hide or show the name on one's own certificate; False when it is somebody else's."""
    issuer = pin_identity(now=now)
    mine = Credential.objects.filter(pk=credential_id, recipient_id=recipient_id, erased_at=None)
    if not mine.exists():
        return False
    credential = locked(credential_id)
    if credential.name_hidden == hidden:
        return True
    credential.name_hidden = hidden
    credential.save(update_fields=["name_hidden"])
    kind = Kind.NAME_HIDDEN if hidden else Kind.NAME_SHOWN
    record_event(credential, kind, issuer=issuer, act=Act(now=now, actor_id=recipient_id), mailed=False)
    return True
