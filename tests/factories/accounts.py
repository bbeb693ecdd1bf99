"""People for tests."""

import factory
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role


class UserFactory(factory.django.DjangoModelFactory):
    """An adult with a legal name and the password "correct horse"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    legal_name = factory.Sequence(lambda n: f"Person Number {n}")
    password = factory.django.Password("correct horse")


def staff(role: Role, **fields: object) -> User:
    """A member of staff in one role."""
    user = UserFactory.create(is_staff=True, **fields)
    user.groups.add(Group.objects.get_or_create(name=role.value)[0])
    return user
