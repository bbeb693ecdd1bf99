"""What other apps may use of accounts."""

from accounts.decorators import require_recent_mfa
from accounts.requests import AuthenticatedRequest
from accounts.roles import Role, register_role_permissions
from accounts.services.demonstration import ensure_demonstration_accounts
from accounts.services.names import LegalNameMissing, lock_legal_name

__all__ = [
    "AuthenticatedRequest",
    "LegalNameMissing",
    "Role",
    "ensure_demonstration_accounts",
    "lock_legal_name",
    "register_role_permissions",
    "require_recent_mfa",
]
