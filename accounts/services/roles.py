"""Keep the groups of the house and their permissions as registered."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q

from accounts.roles import Role, registered_permissions


@transaction.atomic
def ensure_roles() -> None:
    """Create every role's group and grant what is registered for it. Grants made by hand are kept."""
    for role in Role:
        group, _created = Group.objects.get_or_create(name=role.value)
        wanted = Q(pk__in=[])
        for name in registered_permissions(role):
            app, _dot, codename = name.partition(".")
            wanted |= Q(content_type__app_label=app, codename=codename)
        group.permissions.add(*Permission.objects.filter(wanted))
