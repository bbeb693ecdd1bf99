"""What other apps may use of accounts."""

from accounts.acts import register_act, register_anchors
from accounts.decorators import require_recent_mfa
from accounts.requests import AuthenticatedRequest
from accounts.roles import Role, register_role_permissions
from accounts.services.acts import ActsHead, ActsVerified, act_digests, acts_head, record_act, verify_acts
from accounts.services.demonstration import ensure_demonstration_accounts
from accounts.services.names import LegalNameMissing, correct_legal_name, lock_legal_name
from accounts.services.people import language_of, people_at, staff_with
from accounts.services.synthetic import SYNTHETIC_DOMAIN, make_synthetic_people

__all__ = [
    "SYNTHETIC_DOMAIN",
    "ActsHead",
    "ActsVerified",
    "AuthenticatedRequest",
    "LegalNameMissing",
    "Role",
    "act_digests",
    "acts_head",
    "correct_legal_name",
    "ensure_demonstration_accounts",
    "language_of",
    "lock_legal_name",
    "make_synthetic_people",
    "people_at",
    "record_act",
    "register_act",
    "register_anchors",
    "register_role_permissions",
    "require_recent_mfa",
    "staff_with",
    "verify_acts",
]
