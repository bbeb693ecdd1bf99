"""Erasure: what says whose a credential was is destroyed; what keeps the log and the lists whole stays."""

from dataclasses import replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from certificates.models import (
    BulkIssueRow,
    Credential,
    CredentialCase,
    CredentialEvent,
    CredentialNotice,
    CredentialPdf,
)
from certificates.services.addresses import addresses_of
from certificates.services.changes import Act, ChangeRefused, locked, record_event, set_standing
from certificates.services.issuer import pin_identity
from certificates.services.status import SET, sign_list

Kind = CredentialEvent.Kind


@transaction.atomic
def erase_credential(credential_id: int, *, act: Act) -> CredentialEvent:
    """Destroy a credential's bytes, its PDF, the name and the address, and forget the salts.

    It is superseded where it still stood, so that a copy elsewhere does not verify. Digests, the status
    bit and the leaves stay; without the salts the leaves say nothing of it. To the public its code is then
    one that nobody has. Its recipient is told by a last mail, whose row holds the address until it has gone.
    Other certificates of the person stay: `others_of` names them. Raises ChangeRefused when it was erased already.
    """
    issuer = pin_identity(now=act.now)
    credential = locked(credential_id, by=act.actor_id)
    if credential.erased_at is not None:
        raise ChangeRefused(_("%(code)s was erased already.") % {"code": credential.code})
    (address,) = addresses_of([credential])
    if credential.standing not in SET:
        set_standing(credential, Credential.Standing.SUPERSEDED, act=replace(act, public_reason="superseded"))
        record_event(
            credential, Kind.SUPERSEDED, issuer=issuer, act=replace(act, private_text=""), mailed=False
        )
    _destroy(credential, act)
    # Why it was erased may name a person: the request is kept elsewhere, here only that it was done.
    event = record_event(
        credential, Kind.ERASED, issuer=issuer, act=replace(act, private_text=""), mailed=False
    )
    CredentialEvent.objects.filter(credential=credential).update(leaf_salt=b"", private_text="")
    if address and not credential.is_specimen:
        CredentialNotice.objects.create(event=event, address=address)
    sign_list(credential.status_list, now=act.now)
    return event


def others_of(credential: Credential) -> list[Credential]:
    """What else the same person holds, as far as it can be told: by account, by address, or in its place."""
    same = Q(replaces=credential) | Q(pk=credential.replaces_id)
    if credential.recipient_id is not None:
        same |= Q(recipient=credential.recipient_id)
    if credential.recipient_email:
        same |= Q(recipient_email__iexact=credential.recipient_email)
    others = Credential.objects.filter(same, erased_at=None, is_specimen=credential.is_specimen)
    return list(others.exclude(pk=credential.pk).defer("document"))


def _destroy(credential: Credential, act: Act) -> None:
    CredentialPdf.objects.filter(credential=credential, rendered_at=None).update(rendered_at=act.now)
    CredentialPdf.objects.filter(credential=credential).update(data=b"", leaf_salt=b"")
    CredentialNotice.objects.filter(event__credential=credential).delete()
    CredentialCase.objects.filter(credential=credential).delete()
    BulkIssueRow.objects.filter(credential=credential).update(name="", email="", problem="", remark="")
    credential.document = b""
    credential.recipient_name = credential.recipient_email = ""
    credential.recipient = None
    # The attempt stays named: what was awarded once for it is not awarded again.
    credential.basis = {}
    credential.name_hidden = True
    credential.erased_at = act.now
    credential.save(
        update_fields=[
            "document",
            "recipient_name",
            "recipient_email",
            "recipient",
            "basis",
            "name_hidden",
            "erased_at",
        ]
    )
