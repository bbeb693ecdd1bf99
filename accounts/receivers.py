"""What accounts does when others act."""

from typing import Any

from accounts.services.roles import ensure_roles


def keep_roles(**kwargs: Any) -> None:
    """After each migrate, permissions exist: give every role what is registered for it."""
    ensure_roles()
