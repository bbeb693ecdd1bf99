"""What accounts does when others act."""

from typing import Any

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.acting import acting_person
from accounts.models import User
from accounts.roles import RIGHTS_OF_A_GROUP, Role
from accounts.services.acts import record_act
from accounts.services.roles import ensure_roles


def keep_roles(sender: Any, **kwargs: Any) -> None:
    """After each migrate, permissions exist: give every role what is registered for it."""
    # Of this app too: Django's own receiver, which makes them, may come after this one.
    create_permissions(sender, verbosity=0)
    ensure_roles()


def on_signed_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """A member of the staff signed in. Where from is nobody's concern here."""
    if user.is_staff:
        record_act("staff.signed_in", by=user, about=user, now=timezone.now())


def _that_give_rights(pks: set[int]) -> QuerySet[Group]:
    """Roles, and groups that hold a permission. Others say who belongs together, as those of cohorts do."""
    gives = Q(name__in=[role.value for role in Role])
    for right in RIGHTS_OF_A_GROUP:
        gives |= Q(**{f"{right}__isnull": False})
    return Group.objects.filter(gives, pk__in=pks).order_by("name").distinct()


def on_roles_changed(sender: Any, instance: Any, action: str, **kwargs: Any) -> None:
    """A person was given or lost roles: by whoever is at work, or by a command. What gives no right is no role."""
    act = {"post_add": "person.roles_given", "post_remove": "person.roles_taken"}.get(action)
    if action == "pre_clear" and isinstance(instance, User):
        act, changed = "person.roles_taken", set(instance.groups.values_list("pk", flat=True))
    else:
        changed = kwargs.get("pk_set") or set()
    if act is None or not changed:
        return
    now, by = timezone.now(), acting_person()
    if isinstance(instance, User):
        names = ", ".join(_that_give_rights(changed).values_list("name", flat=True))
        if names:
            record_act(act, by=by, about=instance, facts={"roles": names[:200]}, now=now)
    elif _that_give_rights({instance.pk}).exists():
        # From the side of the group.
        for person in User.objects.filter(pk__in=changed):
            record_act(act, by=by, about=person, facts={"roles": instance.name[:200]}, now=now)


def on_standing_changed(sender: Any, instance: Any, raw: bool, update_fields: Any, **kwargs: Any) -> None:
    """A person may enter the admin now, or no longer."""
    shown = ("is_staff", "is_superuser", "is_active")
    if raw or (update_fields is not None and not set(shown) & set(update_fields)):
        return
    before = User.objects.filter(pk=instance.pk).values_list(*shown).first() if instance.pk else None
    after = tuple(getattr(instance, name) for name in shown)
    if after == before or before is None:
        return
    facts = dict(zip(("staff", "superuser", "active"), after, strict=True))
    record_act("person.standing_changed", by=acting_person(), about=instance, facts=facts, now=timezone.now())
