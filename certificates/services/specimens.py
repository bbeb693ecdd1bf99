"""Demonstration certificates: SPECIMEN on every face, a key and a status list of their own, outside the log."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from certificates.credentials import State, signed_claims
from certificates.models import Achievement, AchievementVersion, Credential
from certificates.services.awards import Award
from certificates.services.changes import Act, revoke_credential
from certificates.services.erasing import erase_credential
from certificates.services.issuer import identity
from certificates.services.issuing import issue_credential
from certificates.services.keys import ensure_keys
from certificates.services.pdfs import render_pdf
from certificates.services.seals import ensure_seals

_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Specimen:
    """A demonstration certificate as the verification page links it."""

    state: State
    code: str


@transaction.atomic
def ensure_specimens(*, now: datetime) -> None:
    """Make the three demonstration certificates (valid, revoked, expired) where there are none.

    Those of an achievement that has another code by now would be found altered: they are erased, and others made.
    """
    kept = 0
    for credential in _specimens():
        if _fits(credential):
            kept += 1
        else:
            erase_credential(credential.pk, act=Act(now))
    if kept:
        return
    ensure_keys(now=now)
    ensure_seals(name=identity().name, now=now)
    version = _version(now)
    _issue(version, "Lea Lindqvist", at=now - timedelta(days=1), years=2)
    bad = _issue(version, "Rowan Example", at=now - timedelta(days=90), years=2)
    _issue(version, "Sam Example", at=now - timedelta(days=30) - 2 * _YEAR, years=2)
    revoke_credential(bad.pk, reason="error", private_text="Demonstration", actor_id=None, now=now)
    for credential in Credential.objects.filter(is_specimen=True):
        render_pdf(credential.pk, now=now)


def _specimens() -> QuerySet[Credential]:
    return (
        Credential.objects.shown().filter(is_specimen=True).select_related("achievement_version__achievement")
    )


def _fits(credential: Credential) -> bool:
    """Whether its achievement has the code that was signed; what cannot be read is left for the checks to find."""
    signed = signed_claims(bytes(credential.document))
    return signed is None or signed.achievement_code == credential.achievement_version.achievement.code


def _issue(version: AchievementVersion, name: str, *, at: datetime, years: int) -> Credential:
    basis = {
        "title": "Demonstration examination",
        "examined_at": at.isoformat(),
        "items": 24,
        "supervision": "unsupervised",
        "identity_basis": "self-declared",
        "bank_use": "specimen",
        "rules_version": "1",
    }
    award = Award(version, name, basis=basis, is_specimen=True, valid_until=at + years * _YEAR)
    return issue_credential(award, actor_id=None, now=at)


def _version(now: datetime) -> AchievementVersion:
    """What the specimens claim: the first real achievement, or one made for demonstration."""
    found = (
        AchievementVersion.objects.select_related("achievement").order_by("achievement_id", "-number").first()
    )
    if found is not None:
        return found
    achievement = Achievement.objects.create(
        slug="demonstration", code="GV-000", subject="GV", level=Achievement.Level.FOUNDATION
    )
    return AchievementVersion.objects.create(
        achievement=achievement,
        number=1,
        title="Demonstration",
        description="Shows what a certificate looks like. It proves nothing.",
        criteria="Nothing was examined.",
        digest="0" * 64,
        created_at=now,
    )


def specimens(now: datetime) -> list[Specimen]:
    """The demonstration certificates, for the verification page."""
    found = _specimens().defer("document").order_by("pk")
    return [Specimen(credential.state(now), credential.code) for credential in found]
