"""The roles of the house, kept as groups."""

from collections import defaultdict
from enum import StrEnum


class Role(StrEnum):
    """A role is a group; what it may do is registered by the app that owns the permission."""

    INSTRUCTOR = "Instructors"
    REVIEWER = "Reviewers"
    MARKER = "Markers"
    CERTIFICATION_OFFICER = "Certification officers"
    ADMINISTRATOR = "Administrators"


# What of a group makes being in it more than belonging together: Django's permissions, and Wagtail's own by place.
RIGHTS_OF_A_GROUP = ("permissions", "page_permissions", "collection_permissions", "site_permissions")

_registered: dict[Role, set[str]] = defaultdict(set)


def register_role_permissions(role: Role, permissions: list[str]) -> None:
    """Give a role permissions ("app.codename") when roles are next ensured. Call it in AppConfig.ready."""
    _registered[role].update(permissions)


def registered_permissions(role: Role) -> frozenset[str]:
    """Every permission that was registered for a role."""
    return frozenset(_registered[role])
