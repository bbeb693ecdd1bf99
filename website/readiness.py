"""Is this process ready to serve? Apps add their own checks."""

from collections.abc import Callable

from django.db import DatabaseError, connection

Check = Callable[[], str]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Add a check, which returns "" when all is well, or what is wrong in a few words."""
    _checks[name] = check


def check_names() -> list[str]:
    """Every check that there is."""
    return list(_checks)


def failures() -> dict[str, str]:
    """Run every check; name → what is wrong, for those that fail."""
    found = {}
    for name, check in _checks.items():
        try:
            problem = check()
        except Exception as error:
            problem = type(error).__name__
        if problem:
            found[name] = problem
    return found


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return type(error).__name__
    return ""


register_check("database", _database)
