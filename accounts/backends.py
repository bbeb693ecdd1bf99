"""Who is signed in, found by a query that is compiled once: every page of a signed-in person asks it."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User
from website.compiled import CompiledLookup

_LOOKUP = CompiledLookup(lambda: User._default_manager.all(), id=-1)


class AccountBackend(AuthenticationBackend):
    """Signing in as allauth does it."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session; None when they are gone or not active."""
        found = _LOOKUP.find(id=user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
