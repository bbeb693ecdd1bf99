"""What is awarded: to whom, for what, on which basis, and the facts that are then signed."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from certificates.credentials import CredentialFacts, EvidenceFacts, IssuerFacts, StatusFacts
from certificates.models import AchievementVersion, Credential, Issuer
from certificates.services.issuer import achievement_facts
from certificates.services.status import list_address


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
    # The credential whose place it takes.
    replaces_id: int | None = None
    # What it rests on where an officer issues by hand: kept with the event, for officers alone.
    note: str = ""
    # Chosen by a form, so that sending it twice issues once.
    uuid: UUID | None = None


def add_months(moment: datetime, months: int) -> datetime:
    """The same day some months later; the last of the month where that day is missing."""
    years, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + years, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def evidence_of(basis: Mapping[str, Any]) -> str:
    """The words that are signed of an examination; none where an officer issued by hand."""
    if not basis:
        return ""
    who = f", by {basis['invigilator']}" if basis.get("invigilator") else ""
    return (
        f"{basis['title']}, {basis['items']} items, examined {basis['examined_at'][:10]}. "
        f"Supervision: {basis['supervision']}{who}. Identity: {basis['identity_basis']}. "
        f"Item bank: {basis['bank_use']}."
    )


def facts_of(credential: Credential, award: Award, issuer: Issuer) -> CredentialFacts:
    """The facts that are signed."""
    basis = award.basis
    marks = ["specimen item bank"] if basis.get("bank_use") == "specimen" else []
    evidence = EvidenceFacts("Examination", evidence_of(basis)) if basis else None
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
