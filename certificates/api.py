"""What other apps may use of certificates."""

from certificates.services.held import CourseAward, HeldCredential, award_of_course, credentials_of
from certificates.services.issuer import ensure_issuer
from certificates.services.specimens import ensure_specimens
from certificates.signals import credential_changed, credential_issued

__all__ = [
    "CourseAward",
    "HeldCredential",
    "award_of_course",
    "credential_changed",
    "credential_issued",
    "credentials_of",
    "ensure_issuer",
    "ensure_specimens",
]
