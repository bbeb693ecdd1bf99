"""Awarding: one credential, one status bit, one log leaf, one event, one PDF and one mail owed, in one transaction."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.api import people_at, record_act
from certificates import faults
from certificates.credentials import new_code, plain_name, sign_credential, stamp
from certificates.models import (
    Credential,
    CredentialEvent,
    CredentialNotice,
    CredentialPdf,
    IssuerKey,
    StatusList,
)
from certificates.services.addresses import addresses_of
from certificates.services.awards import Award, add_months, facts_of
from certificates.services.issuer import pin_identity
from certificates.services.keys import active_key, signer_of
from certificates.services.log import Logged, append_leaves
from certificates.services.status import allocate_indices
from certificates.signals import credential_issued
from certificates.transparency import LogEvent

MAX_BATCH = 500


class AlreadyAwarded(Exception):
    """This attempt has its credential: another task was quicker."""


def issue_credential(award: Award, *, actor_id: int | None, now: datetime) -> Credential:
    """Sign an award and record everything that belongs to it.

    Raises AlreadyAwarded when the attempt has its credential; nothing is written then.
    """
    return issue_credentials([award], actor_id=actor_id, now=now)[0]


def issue_credentials(awards: Sequence[Award], *, actor_id: int | None, now: datetime) -> list[Credential]:
    """Sign awards and record everything that belongs to them: all of them, or none.

    Whoever has an account at an award's address becomes its recipient, unless it names one.
    They are all specimens or none is, and at most MAX_BATCH. PDFs and mails of more than one are left to
    the sweeps. Raises AlreadyAwarded when one of the attempts has its credential.
    """
    if not 0 < len(awards) <= MAX_BATCH or len({award.is_specimen for award in awards}) > 1:
        raise ValueError(f"a batch has 1 to {MAX_BATCH} awards of one kind")
    attempts = [award.attempt_id for award in awards if award.attempt_id is not None]
    try:
        with transaction.atomic():
            return _issue(awards, attempts, actor_id=actor_id, now=now)
    except IntegrityError as error:
        if Credential.objects.filter(attempt_id__in=attempts).exists():
            raise AlreadyAwarded(attempts) from error
        raise


def _issue(
    awards: Sequence[Award], attempts: Sequence[int], *, actor_id: int | None, now: datetime
) -> list[Credential]:
    faults.point("issue:before-lock")
    issuer = pin_identity(now=now)
    if attempts and _awarded(awards, attempts).exists():
        raise AlreadyAwarded(attempts)
    # Under the issuer's lock: an address that is confirmed meanwhile is seen here, or sees what is issued here.
    awards = _with_recipients(awards)
    is_specimen = awards[0].is_specimen
    key = active_key(IssuerKey.Purpose.SPECIMEN if is_specimen else IssuerKey.Purpose.CREDENTIAL)
    signer = signer_of(key)
    status_list, indices = allocate_indices(len(awards), is_specimen=is_specimen, now=now)
    credentials, commits = [], []
    for award, index in zip(awards, indices, strict=True):
        credential = _unsigned(award, key=key, status_list=status_list, index=index, now=now)
        signed = sign_credential(facts_of(credential, award, issuer), signer, created=stamp(now))
        credential.document = json.dumps(signed, ensure_ascii=False).encode()
        credential.digest = hashlib.sha256(credential.document).hexdigest()
        credentials.append(credential)
        commits.append({"credential": str(signed["id"]).encode(), "document": credential.document})
    logged: Sequence[Logged | None] = [None] * len(awards)
    if not is_specimen:
        logged = append_leaves(LogEvent.ISSUED, commits, issuer=issuer, now=now)
    _record(credentials, logged, [award.note for award in awards], actor_id=actor_id, now=now)
    if actor_id is not None:
        one = credentials[0] if len(credentials) == 1 else None
        record_act("certificate.issued", by=actor_id, about=one, facts={"count": len(credentials)}, now=now)
    faults.point("issue:before-commit")
    transaction.on_commit(partial(_announce, [credential.pk for credential in credentials]))
    return credentials


def _with_recipients(awards: Sequence[Award]) -> list[Award]:
    people = people_at(award.email for award in awards if award.recipient_id is None)
    return [
        replace(award, recipient_id=people.get(award.email.strip().lower()))
        if award.recipient_id is None
        else award
        for award in awards
    ]


def _awarded(awards: Sequence[Award], attempts: Sequence[int]) -> QuerySet[Credential]:
    """What was issued for these attempts; a correction looks past what was superseded, nothing else does."""
    found = Credential.objects.filter(attempt_id__in=attempts)
    if all(award.replaces_id is not None for award in awards):
        return found.exclude(standing=Credential.Standing.SUPERSEDED)
    return found


def _unsigned(
    award: Award, *, key: IssuerKey, status_list: StatusList, index: int, now: datetime
) -> Credential:
    # Stamps have whole seconds: what the row says and what is signed must be equal.
    awarded = now.astimezone(UTC).replace(microsecond=0)
    until = award.valid_until
    if until is None and award.validity_months is not None:
        until = add_months(awarded, award.validity_months)
    return Credential(
        uuid=award.uuid or uuid4(),
        code=new_code(),
        subject_id=uuid4(),
        achievement_version=award.version,
        recipient_id=award.recipient_id,
        recipient_name=plain_name(award.name),
        recipient_email=award.email,
        attempt_id=award.attempt_id,
        replaces_id=award.replaces_id,
        basis=award.basis,
        is_specimen=award.is_specimen,
        is_pilot=award.version.achievement.is_pilot,
        awarded_at=awarded,
        valid_until=until.replace(microsecond=0) if until else None,
        key=key,
        status_list=status_list,
        status_index=index,
    )


def _record(
    credentials: Sequence[Credential],
    logged: Sequence[Logged | None],
    notes: Sequence[str],
    *,
    actor_id: int | None,
    now: datetime,
) -> None:
    """The rows of a batch: credentials, events, and what is owed."""
    for credential, entry in zip(credentials, logged, strict=True):
        credential.leaf_id = entry.leaf.pk if entry else None
    Credential.objects.bulk_create(credentials)
    # By their ids: a batch is long enough to feel what setting whole objects costs.
    events = CredentialEvent.objects.bulk_create(
        CredentialEvent(
            credential_id=credential.pk,
            event=LogEvent.ISSUED.value,
            actor_id=actor_id,
            private_text=note,
            at=now,
            leaf_id=entry.leaf.pk if entry else None,
            leaf_salt=entry.salt if entry else b"",
        )
        for credential, entry, note in zip(credentials, logged, notes, strict=True)
    )
    CredentialPdf.objects.bulk_create(
        CredentialPdf(credential_id=credential.pk) for credential in credentials
    )
    CredentialNotice.objects.bulk_create(
        CredentialNotice(event_id=event.pk, address=address)
        for event, credential, address in zip(events, credentials, addresses_of(credentials), strict=True)
        if address and not credential.is_specimen
    )


def _announce(ids: Sequence[int]) -> None:
    for credential_id in ids:
        credential_issued.send_robust(sender=Credential, credential_id=credential_id, is_batch=len(ids) > 1)
