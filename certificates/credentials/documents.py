"""Open Badges 3.0 credentials from plain facts. What they look like here is settled for ever."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certificates.credentials.contexts import OPEN_BADGES_V3, VC_V2
from certificates.credentials.times import stamp


@dataclass(frozen=True, slots=True)
class IssuerFacts:
    """Who signs."""

    did: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class AchievementFacts:
    """What was earned: one immutable version of an achievement."""

    address: str
    version: int
    name: str
    description: str
    criteria: str
    code: str
    tags: tuple[str, ...] = ()
    image: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceFacts:
    """What the award rests on, said in words for whoever reads the credential alone."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """Where the one status bit stands."""

    list_address: str
    index: int


@dataclass(frozen=True, slots=True)
class CredentialFacts:
    """One award. `subject_id` is a random urn:uuid; no digest of an address is included."""

    address: str
    subject_id: str
    recipient_name: str
    code: str
    issuer: IssuerFacts
    achievement: AchievementFacts
    status: StatusFacts
    awarded_at: datetime
    valid_until: datetime | None
    evidence: EvidenceFacts | None = None


def achievement_object(facts: AchievementFacts) -> dict[str, Any]:
    """An achievement as Open Badges writes it: the same inside a credential and at its own address."""
    achievement: dict[str, Any] = {
        "id": facts.address,
        "type": ["Achievement"],
        "achievementType": "Certification",
        "version": str(facts.version),
        "name": facts.name,
        "description": facts.description,
        "humanCode": facts.code,
        "criteria": {"id": f"{facts.address}#criteria", "narrative": facts.criteria},
    }
    if facts.image:
        achievement["image"] = {"id": facts.image, "type": "Image"}
    if facts.tags:
        achievement["tag"] = list(facts.tags)
    return achievement


def credential_document(facts: CredentialFacts) -> dict[str, Any]:
    """The unsigned credential (Open Badges 3.0 on VC Data Model 2.0)."""
    document: dict[str, Any] = {
        "@context": [VC_V2, OPEN_BADGES_V3],
        "id": facts.address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.achievement.name,
        "issuer": {
            "id": facts.issuer.did,
            "type": ["Profile"],
            "name": facts.issuer.name,
            "url": facts.issuer.url,
        },
        "validFrom": stamp(facts.awarded_at),
        "awardedDate": stamp(facts.awarded_at),
        "credentialSubject": {
            "id": facts.subject_id,
            "type": ["AchievementSubject"],
            "name": facts.recipient_name,
            "licenseNumber": facts.code,
            "achievement": achievement_object(facts.achievement),
        },
        "credentialStatus": {
            "id": f"{facts.status.list_address}#{facts.status.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(facts.status.index),
            "statusListCredential": facts.status.list_address,
        },
    }
    if facts.valid_until is not None:
        document["validUntil"] = stamp(facts.valid_until)
    if facts.evidence is not None:
        document["evidence"] = [
            {"type": ["Evidence"], "name": facts.evidence.name, "description": facts.evidence.description}
        ]
    return document
