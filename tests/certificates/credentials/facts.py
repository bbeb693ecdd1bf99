"""A credential's facts for tests, and the signed document they make."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from certificates.credentials import (
    AchievementFacts,
    CredentialFacts,
    Ed25519Signer,
    EvidenceFacts,
    IssuerFacts,
    StatusFacts,
    add_proof,
    credential_document,
)

ORIGIN = "https://assay.example"
DID = "did:web:assay.example"
AWARDED = datetime(2026, 11, 23, 7, 26, 18, tzinfo=UTC)

FACTS = CredentialFacts(
    address=f"{ORIGIN}/credentials/5f0c8f5e-40c1-4f6e-9a39-2f3f0f2c7d11",
    subject_id="urn:uuid:2f6f1d1e-7c5f-4c86-9d0b-0e6f0a1f3f11",
    recipient_name="Ada Lindqvist",
    code="ASY-0000-0000-0000",
    issuer=IssuerFacts(DID, "Assay", ORIGIN),
    achievement=AchievementFacts(
        address=f"{ORIGIN}/achievements/governance/v1",
        version=1,
        name="Governance Practitioner",
        description="Governs systems with care.",
        criteria="Passed an examination.\n\n- with care",
        code="GV-201",
        tags=("pilot", "specimen item bank"),
    ),
    status=StatusFacts(f"{ORIGIN}/status/r1", 48213),
    awarded_at=AWARDED,
    valid_until=datetime(2028, 11, 23, 7, 26, 18, tzinfo=UTC),
    evidence=EvidenceFacts("Examination", "24 items, unsupervised."),
)
SIGNER = Ed25519Signer.generate("credential-1")


def signed(**changes: Any) -> dict[str, Any]:
    """A signed credential from the facts above, some of them replaced."""
    document = credential_document(replace(FACTS, **changes))
    return add_proof(document, SIGNER, did=DID, created="2026-11-23T07:26:18Z")
