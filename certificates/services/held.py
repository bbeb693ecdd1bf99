"""What a dashboard or a course page may ask about certificates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments.api import AffectedRecord
from certificates.credentials import State
from certificates.models import CertificationScheme, Credential


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """One certificate of a person, for their dashboard."""

    uuid: UUID
    code: str
    title: str
    achievement_code: str
    level: str
    awarded_at: datetime
    valid_until: datetime | None
    state: State


def credentials_of(user_id: int, *, now: datetime) -> list[HeldCredential]:
    """A person's certificates, newest first. One query for any number."""
    held = (
        Credential.objects.real()
        .filter(recipient_id=user_id, erased_at=None)
        .select_related("achievement_version__achievement")
        .defer("document")
    )
    return [
        HeldCredential(
            uuid=credential.uuid,
            code=credential.code,
            title=credential.achievement_version.title,
            achievement_code=credential.achievement_version.achievement.code,
            level=credential.achievement_version.achievement.get_level_display(),
            awarded_at=credential.awarded_at,
            valid_until=credential.valid_until,
            state=credential.state(now),
        )
        for credential in held
    ]


@dataclass(frozen=True, slots=True)
class CourseAward:
    """What completing a course and passing its examination earns."""

    title: str
    code: str
    subject: str
    level: str
    level_name: str
    is_pilot: bool
    completion_required: bool
    validity_months: int | None
    criteria_path: str


def award_of_course(course_id: int) -> CourseAward | None:
    """The achievement that a course leads to, or None."""
    scheme = (
        CertificationScheme.objects.filter(course_id=course_id, is_active=True)
        .select_related("achievement")
        .order_by("pk")
        .first()
    )
    version = scheme.achievement.versions.first() if scheme is not None else None
    if scheme is None or version is None:
        return None
    achievement = scheme.achievement
    return CourseAward(
        title=version.title,
        code=achievement.code,
        subject=achievement.subject,
        level=achievement.level,
        level_name=achievement.get_level_display(),
        is_pilot=achievement.status == "pilot",
        completion_required=scheme.completion == CertificationScheme.Completion.REQUIRED,
        validity_months=scheme.validity_months,
        criteria_path=f"/achievements/{achievement.slug}/v{version.number}",
    )


def credentials_on(attempt_ids: Sequence[int]) -> list[AffectedRecord]:
    """The certificates that rest on these attempts, as an officer finds them; none is changed."""
    found = Credential.objects.filter(attempt_id__in=attempt_ids).order_by("pk").defer("document")
    return [
        AffectedRecord(
            attempt_id=int(credential.attempt_id or 0),
            description=f"{credential.code}, {credential.recipient_name}",
            address=f"/credentials/{credential.uuid}",
        )
        for credential in found
    ]
