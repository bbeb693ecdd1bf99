"""When a certificate may be earned anew, and which one a new pass renews."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from certificates.models import CertificationScheme, Credential

if TYPE_CHECKING:
    from accounts.models import User
    from assessments.models import Assessment

# From the first reminder on; there is no last day.
WINDOW = timedelta(days=90)


def renewable(recipient_id: int, achievement_id: int) -> Credential | None:
    """The credential that this person's next pass renews: their newest of the achievement, if it stands and expires.

    A newest one that was revoked or suspended is an officer's matter, whatever older ones say.
    """
    newest = (
        Credential.objects.real()
        .filter(
            recipient_id=recipient_id,
            achievement_version__achievement=achievement_id,
            erased_at=None,
        )
        .defer("document")
        .order_by("-awarded_at", "-pk")
        .first()
    )
    if newest is None or newest.standing != Credential.Standing.GOOD or newest.valid_until is None:
        return None
    return newest


def opens_at(credential: Credential) -> datetime | None:
    """From when a certificate may be earned anew; None for one that does not expire."""
    if credential.valid_until is None:
        return None
    # One that holds for less than the window may be renewed from its first day.
    return max(credential.awarded_at, credential.valid_until - WINDOW)


def renewal_opened(user: "User", assessment: "Assessment", now: datetime) -> datetime | None:
    """Since when this person may pass an examination again; None while its certificate holds for longer."""
    scheme = _active_schemes().filter(examination=assessment).first()
    old = renewable(user.pk, scheme.achievement_id) if scheme is not None else None
    since = opens_at(old) if old is not None else None
    return since if since is not None and now >= since else None


def examination_to_renew(credential: Credential, *, now: datetime) -> UUID | None:
    """The examination by which its recipient may renew a credential now; None where they may not."""
    since = opens_at(credential)
    if credential.recipient_id is None or since is None or now < since:
        return None
    achievement_id = credential.achievement_version.achievement_id
    scheme = _active_schemes().filter(achievement=achievement_id).select_related("examination").first()
    if scheme is None or renewable(credential.recipient_id, achievement_id) != credential:
        return None
    return scheme.examination.uuid


def _active_schemes() -> QuerySet[CertificationScheme]:
    return CertificationScheme.objects.filter(is_active=True).order_by("pk")
