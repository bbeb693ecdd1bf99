"""What certificates rest on, and certificates, for tests."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import uuid4

from django.apps import apps

from accounts.models import User
from certificates.models import Achievement, AchievementVersion, CertificationScheme, Credential, IssuerKey
from certificates.services.awards import Award
from certificates.services.issuer import ensure_issuer
from certificates.services.issuing import issue_credential
from tests.factories.accounts import UserFactory

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
BASIS = {
    "title": "Examination of governance",
    "examined_at": "2026-11-23T11:30:00+00:00",
    "items": 24,
    "supervision": "unsupervised",
    "identity_basis": "self-declared",
    "bank_use": "specimen",
    "rules_version": "1",
}


def make_version(slug: str = "governance-practitioner", **fields: Any) -> AchievementVersion:
    """The first version of an achievement."""
    values = {"code": "GV-201", "subject": "GV", "level": "practitioner"} | fields
    return AchievementVersion.objects.create(
        achievement=Achievement.objects.create(slug=slug, **values),
        number=1,
        title="Governance Practitioner",
        description="Governs systems with care.",
        criteria="Passed an examination.",
        skills=["Auditing"],
        digest="0" * 64,
        created_at=NOON,
    )


def make_examination(slug: str = "examination") -> Any:
    """An examination with a cut score, in a specimen bank of its own."""
    bank = apps.get_model("assessments", "ItemBank").objects.create(slug=f"bank-{slug}", title="Bank")
    return apps.get_model("assessments", "Assessment").objects.create(
        slug=slug, bank=bank, title="Examination of governance", kind="examination", cut_score="17"
    )


def make_scheme(version: AchievementVersion | None = None, **fields: Any) -> CertificationScheme:
    """What an achievement asks for: unless told otherwise, the examination alone."""
    version = version or make_version()
    values = {
        "examination": fields.pop("examination", None) or make_examination(),
        "completion": "recommended",
        "decision": "automatic",
        "validity_months": 24,
    }
    return CertificationScheme.objects.create(achievement=version.achievement, **values | fields)


def make_attempt(
    examination: Any, candidate: User | None = None, *, decision: str = "pass", at: datetime = NOON
) -> Any:
    """A submitted attempt with one outcome."""
    candidate = candidate or UserFactory.create()
    number = examination.attempts.filter(candidate=candidate).count() + 1
    attempt = apps.get_model("assessments", "Attempt").objects.create(
        assessment=examination,
        candidate=candidate,
        number=number,
        seed=1,
        policy={"cut_score": "17", "bank_use": "specimen"},
        form_digest="0" * 64,
        started_at=at - timedelta(minutes=30),
        submitted_at=at,
        closed_by="candidate",
        supervision="unsupervised",
    )
    record_outcome(attempt, decision, at=at)
    return attempt


def record_outcome(attempt: Any, decision: str, *, at: datetime = NOON) -> None:
    """A further outcome of an attempt: the newest counts."""
    attempt.outcomes.create(
        number=attempt.outcomes.count() + 1,
        score=Fraction(20),
        maximum=Fraction(24),
        domains=[],
        items=[{"position": place} for place in range(1, 25)],
        rules_version="1",
        decision=decision,
        decided_at=at,
    )


def make_credential(
    version: AchievementVersion | None = None, *, now: datetime = NOON, **fields: Any
) -> Credential:
    """An issued credential of a person with an account, unless told otherwise."""
    ensure_issuer(now=now - timedelta(days=1))
    # One from long ago was signed by a key from before it, also where the test made others first.
    IssuerKey.objects.filter(created_at__gt=now).update(created_at=now - timedelta(days=1))
    if "recipient_id" not in fields:
        recipient = UserFactory.create(email=f"{uuid4().hex[:8]}@example.org", legal_name="Ada Lindqvist")
        fields |= {"recipient_id": recipient.pk, "email": recipient.email}
    values = {"name": "Ada Lindqvist", "validity_months": 24, "basis": BASIS} | fields
    return issue_credential(Award(version or _version(), **values), actor_id=None, now=now)


def _version() -> AchievementVersion:
    return AchievementVersion.objects.first() or make_version()
