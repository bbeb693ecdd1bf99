"""People for tests."""

import time

import factory
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from accounts.services.demonstration import TOTP_SECRET


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


def sign_in_staff(client: Client, user: User) -> User:
    """Sign a member of staff in with a second factor proved just now, as the admin's door demands."""
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, TOTP_SECRET)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()
    return user
