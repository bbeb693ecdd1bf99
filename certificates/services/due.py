"""Which awards are due: derived from outcomes, schemes and completions, never from a message."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet

from assessments.api import AttemptFacts, attempt_facts, passed_attempts
from certificates.credentials import plain_name
from certificates.models import AchievementVersion, CertificationScheme, Credential
from certificates.services.awards import Award
from certificates.services.changes import Act
from certificates.services.issuer import pin_identity
from certificates.services.issuing import AlreadyAwarded, issue_credential
from certificates.services.renewing import renewable
from certificates.services.replacing import record_renewal
from courses.api import completed_by, has_completed

if TYPE_CHECKING:
    from assessments.models import Assessment

SWEEP_LIMIT = 500


def due_attempts(*, candidate_id: int | None = None) -> list[int]:
    """Attempts that have earned a credential and have none yet, oldest first."""
    due = []
    awarded = Credential.objects.filter(attempt__isnull=False).values("attempt_id")
    for scheme in _active_schemes():
        passed = passed_attempts(
            scheme.examination_id,
            candidate_id=candidate_id,
            # Whoever has not completed a required course must not fill the sweep's limit for ever.
            candidates=completed_by(scheme.course_id or 0) if _asks_for_course(scheme) else None,
            without=awarded,
            by_officer=_asks_officer(scheme),
            limit=SWEEP_LIMIT,
        )
        due += [facts.attempt_id for facts in passed]
    return due


@transaction.atomic
def issue_due_credential(attempt_id: int, *, now: datetime) -> Credential | None:
    """Issue what one attempt has earned, if it has and nobody was quicker; None otherwise. Safe to run twice."""
    # Lock the attempt: a re-mark that turns the pass into a fail must come before or after, not between.
    facts = attempt_facts(attempt_id, lock=True)
    if facts is None or facts.decision != "pass":
        return None
    scheme = _active_schemes().filter(examination_id=facts.assessment_id).first()
    if scheme is None or not _is_met(scheme, facts):
        return None
    version = (
        AchievementVersion.objects.select_related("achievement")
        .filter(achievement_id=scheme.achievement_id)
        .order_by("-number")
        .first()
    )
    if version is None:
        return None
    issuer = pin_identity(now=now)
    if Credential.objects.filter(attempt_id=attempt_id).exists():
        return None
    # Under the issuer's lock: two passes of one person renew one after the other.
    old = renewable(facts.candidate_id, scheme.achievement_id)
    award = award_of(facts, version, validity_months=scheme.validity_months)
    award = replace(award, replaces_id=old.pk if old is not None else None)
    try:
        new = issue_credential(award, actor_id=None, now=now)
    except AlreadyAwarded:
        return None
    if old is not None:
        record_renewal(new, old, issuer=issuer, act=Act(now))
    return new


def _active_schemes() -> QuerySet[CertificationScheme]:
    return CertificationScheme.objects.filter(is_active=True).order_by("pk")


def holds_decision(assessment: "Assessment") -> bool:
    """Whether a scheme leaves the decision on this examination to an officer."""
    return (
        _active_schemes()
        .filter(examination=assessment, decision=CertificationScheme.Decision.OFFICER)
        .exists()
    )


def _asks_officer(scheme: CertificationScheme) -> bool:
    return scheme.decision == CertificationScheme.Decision.OFFICER


def _asks_for_course(scheme: CertificationScheme) -> bool:
    return scheme.completion == CertificationScheme.Completion.REQUIRED


def _is_met(scheme: CertificationScheme, facts: AttemptFacts) -> bool:
    if _asks_officer(scheme) and not facts.by_officer:
        # Passed before the scheme asked for an officer, or by a score alone: nothing is due before one decides.
        return False
    return not _asks_for_course(scheme) or has_completed(facts.candidate_id, scheme.course_id or 0)


def award_of(facts: AttemptFacts, version: AchievementVersion, *, validity_months: int | None) -> Award:
    """The award that a passed attempt has earned, with the basis that pages and the credential tell."""
    candidate = get_user_model()._default_manager.get(pk=facts.candidate_id)
    return Award(
        version=version,
        name=candidate.legal_name,
        email=candidate.email,
        recipient_id=facts.candidate_id,
        attempt_id=facts.attempt_id,
        basis={
            "title": facts.assessment_title,
            "examined_at": facts.submitted_at.isoformat(),
            "items": facts.items,
            "supervision": facts.supervision,
            # Where nobody is named the basis, and what is signed of it, is as it was before there was a name.
            **({"invigilator": plain_name(facts.invigilator)} if facts.invigilator else {}),
            "identity_basis": facts.identity_basis,
            "bank_use": facts.bank_use,
            "rules_version": facts.rules_version,
        },
        validity_months=validity_months,
    )
