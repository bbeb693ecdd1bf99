"""Awarding: one credential, one status bit, one log leaf, one event, one PDF and one mail owed, in one transaction."""

import calendar
import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, transaction

from certificates import faults
from certificates.credentials import (
    CredentialFacts,
    EvidenceFacts,
    IssuerFacts,
    StatusFacts,
    add_proof,
    credential_document,
    new_code,
    stamp,
)
from certificates.models import (
    AchievementVersion,
    Credential,
    CredentialEvent,
    CredentialNotice,
    CredentialPdf,
    Issuer,
    IssuerKey,
    StatusList,
)
from certificates.services.issuer import achievement_facts, pin_identity
from certificates.services.keys import active_key, signer_of
from certificates.services.log import append_leaf
from certificates.services.status import allocate_index, list_address
from certificates.signals import credential_issued
from certificates.transparency import LogEvent


@dataclass(frozen=True, slots=True)
class Award:
    """What is to be awarded, to whom, on what basis."""

    version: AchievementVersion
    name: str
    email: str = ""
    recipient_id: int | None = None
    attempt_id: int | None = None
    basis: dict[str, Any] = field(default_factory=dict)
    is_specimen: bool = False
    validity_months: int | None = None
    valid_until: datetime | None = None


class AlreadyAwarded(Exception):
    """This attempt has its credential: another task was quicker."""


def add_months(moment: datetime, months: int) -> datetime:
    """The same day some months later; the last of the month where that day is missing."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def issue_credential(award: Award, *, actor_id: int | None, now: datetime) -> Credential:
    """Sign an award and record everything that belongs to it.

    Raises AlreadyAwarded when the attempt has its credential; nothing is written then.
    """
    try:
        with transaction.atomic():
            return _issue(award, actor_id=actor_id, now=now)
    except IntegrityError as error:
        if award.attempt_id is not None and Credential.objects.filter(attempt_id=award.attempt_id).exists():
            raise AlreadyAwarded(award.attempt_id) from error
        raise


def _issue(award: Award, *, actor_id: int | None, now: datetime) -> Credential:
    faults.point("issue:before-lock")
    issuer = pin_identity(now=now)
    if award.attempt_id is not None and Credential.objects.filter(attempt_id=award.attempt_id).exists():
        raise AlreadyAwarded(award.attempt_id)
    key = active_key(IssuerKey.Purpose.SPECIMEN if award.is_specimen else IssuerKey.Purpose.CREDENTIAL)
    status_list, index = allocate_index(is_specimen=award.is_specimen, now=now)
    credential = _unsigned(award, key=key, status_list=status_list, index=index, now=now)
    document = credential_document(facts_of(credential, award, issuer))
    signed = add_proof(document, signer_of(key), did=issuer.did, created=stamp(now))
    credential.document = json.dumps(signed, ensure_ascii=False).encode()
    credential.digest = hashlib.sha256(credential.document).hexdigest()
    logged = None
    if not award.is_specimen:
        address = str(signed["id"]).encode()
        commits = {"credential": address, "document": credential.document}
        logged = append_leaf(LogEvent.ISSUED, commits, issuer=issuer, now=now)
        credential.leaf = logged.leaf
    credential.save()
    event = CredentialEvent.objects.create(
        credential=credential,
        event=LogEvent.ISSUED.value,
        actor_id=actor_id,
        at=now,
        leaf=logged.leaf if logged else None,
        leaf_salt=logged.salt if logged else b"",
    )
    CredentialPdf.objects.create(credential=credential)
    if award.email and not award.is_specimen:
        CredentialNotice.objects.create(event=event, address=award.email)
    faults.point("issue:before-commit")
    transaction.on_commit(
        partial(credential_issued.send_robust, sender=Credential, credential_id=credential.pk)
    )
    return credential


def _unsigned(
    award: Award, *, key: IssuerKey, status_list: StatusList, index: int, now: datetime
) -> Credential:
    # Stamps have whole seconds: what the row says and what is signed must be equal.
    awarded = now.astimezone(UTC).replace(microsecond=0)
    until = award.valid_until
    if until is None and award.validity_months is not None:
        until = add_months(awarded, award.validity_months)
    return Credential(
        uuid=uuid4(),
        code=new_code(),
        subject_id=uuid4(),
        achievement_version=award.version,
        recipient_id=award.recipient_id,
        recipient_name=award.name,
        recipient_email=award.email,
        attempt_id=award.attempt_id,
        basis=award.basis,
        is_specimen=award.is_specimen,
        is_pilot=award.version.achievement.is_pilot,
        awarded_at=awarded,
        valid_until=until,
        key=key,
        status_list=status_list,
        status_index=index,
    )


def facts_of(credential: Credential, award: Award, issuer: Issuer) -> CredentialFacts:
    """The facts that are signed."""
    basis = award.basis
    marks = ["specimen item bank"] if basis.get("bank_use") == "specimen" else []
    evidence = None
    if basis:
        evidence = EvidenceFacts(
            "Examination",
            f"{basis['title']}, {basis['items']} items, examined {basis['examined_at'][:10]}. "
            f"Supervision: {basis['supervision']}. Identity: {basis['identity_basis']}. "
            f"Item bank: {basis['bank_use']}.",
        )
    return CredentialFacts(
        address=f"{issuer.origin}/credentials/{credential.uuid}",
        subject_id=f"urn:uuid:{credential.subject_id}",
        recipient_name=credential.recipient_name,
        code=credential.code,
        issuer=IssuerFacts(issuer.did, issuer.name, issuer.origin),
        achievement=achievement_facts(award.version, issuer, marks=marks, is_specimen=award.is_specimen),
        status=StatusFacts(list_address(issuer.origin, credential.status_list), credential.status_index),
        awarded_at=credential.awarded_at,
        valid_until=credential.valid_until,
        evidence=evidence,
    )
