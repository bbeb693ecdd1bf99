"""What is done to a credential after it was issued: each an event with actor, time and reason."""

from datetime import datetime
from functools import partial

from django.db import transaction

from certificates.models import Credential, CredentialEvent, CredentialNotice
from certificates.services.issuer import pin_identity
from certificates.services.log import append_leaf
from certificates.services.status import sign_list
from certificates.signals import credential_changed
from certificates.transparency import LogEvent


class ChangeRefused(Exception):
    """The credential is not in a state for this; the message is for the officer."""


@transaction.atomic
def revoke_credential(
    credential_id: int, *, reason: str, private_text: str, actor_id: int | None, now: datetime
) -> CredentialEvent:
    """Revoke a credential for good: status list, log and notice with it.

    `reason` is one of the fixed public reasons; the private text is shown to officers only.
    Raises ChangeRefused when it is revoked already, or the reason is not on the list.
    """
    issuer = pin_identity(now=now)
    credential = Credential.objects.select_for_update().select_related("status_list").get(pk=credential_id)
    if reason not in CredentialEvent.Reason.values:
        raise ChangeRefused(f"Choose a public reason from: {', '.join(CredentialEvent.Reason.values)}.")
    if credential.standing in {Credential.Standing.REVOKED, Credential.Standing.SUPERSEDED}:
        raise ChangeRefused(f"{credential.code} is {credential.get_standing_display().lower()} already.")
    credential.standing = Credential.Standing.REVOKED
    credential.standing_since = now
    credential.public_reason = reason
    credential.save(update_fields=["standing", "standing_since", "public_reason"])
    logged = None
    if not credential.is_specimen:
        address = f"{issuer.origin}/credentials/{credential.uuid}".encode()
        logged = append_leaf(LogEvent.REVOKED, {"credential": address}, issuer=issuer, now=now)
    event = CredentialEvent.objects.create(
        credential=credential,
        event=LogEvent.REVOKED.value,
        public_reason=reason,
        private_text=private_text,
        actor_id=actor_id,
        at=now,
        leaf=logged.leaf if logged else None,
        leaf_salt=logged.salt if logged else b"",
    )
    if credential.recipient_email and not credential.is_specimen:
        CredentialNotice.objects.create(event=event, address=credential.recipient_email)
    sign_list(credential.status_list, now=now)
    transaction.on_commit(partial(credential_changed.send_robust, sender=CredentialEvent, event_id=event.pk))
    return event


def set_name_visibility(credential_id: int, *, hidden: bool, recipient_id: int) -> bool:
    """Hide or show the name on one's own certificate; False when it is somebody else's."""
    return bool(
        Credential.objects.filter(pk=credential_id, recipient_id=recipient_id).update(name_hidden=hidden)
    )
