"""What other apps may use of certificates."""

from certificates.faults import point as fault_point
from certificates.services.held import CourseAward, HeldCredential, award_of_course, credentials_of
from certificates.services.issuer import ensure_issuer, issuer_origin
from certificates.services.key_files import all_key_files, put_back_key_files
from certificates.services.keys import KeyMissing
from certificates.services.log import LogTornBack, sign_head
from certificates.services.published_heads import HeadRefused, judge_history, log_history
from certificates.services.simulating import may_be_issued, simulate_credentials
from certificates.services.specimens import ensure_specimens
from certificates.signals import credential_changed, credential_issued

__all__ = [
    "CourseAward",
    "HeadRefused",
    "HeldCredential",
    "KeyMissing",
    "LogTornBack",
    "all_key_files",
    "award_of_course",
    "credential_changed",
    "credential_issued",
    "credentials_of",
    "ensure_issuer",
    "ensure_specimens",
    "fault_point",
    "issuer_origin",
    "judge_history",
    "log_history",
    "may_be_issued",
    "put_back_key_files",
    "sign_head",
    "simulate_credentials",
]
