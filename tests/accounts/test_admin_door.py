"""The admin asks every member of staff for a second factor, at every door."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from accounts.services.demonstration import TOTP_SECRET, current_code, ensure_demonstration_accounts
from accounts.services.roles import ensure_roles
from tests.factories.accounts import UserFactory, sign_in_staff, staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_password_doors_lead_to_ours(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_wagtails_password_reset_leads_to_ours(client: Client) -> None:
    assert client.get("/admin/password_reset/")["Location"] == reverse("account_reset_password")


def test_a_learner_is_refused(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/admin/").status_code == 403


def test_staff_without_a_second_factor_are_led_to_set_one_up(client: Client) -> None:
    client.force_login(staff(Role.INSTRUCTOR))
    assert client.get("/admin/")["Location"].startswith(reverse("mfa_activate_totp"))


def test_a_session_that_never_proved_the_second_factor_is_asked_for_it(client: Client) -> None:
    user = staff(Role.INSTRUCTOR)
    TOTP.activate(user, TOTP_SECRET)
    client.force_login(user)
    assert client.get("/admin/")["Location"].startswith(reverse("mfa_reauthenticate"))


def test_staff_with_a_proved_second_factor_enter(client: Client) -> None:
    ensure_roles()
    sign_in_staff(client, staff(Role.INSTRUCTOR))
    assert client.get("/admin/").status_code == 200


def test_a_demonstration_account_signs_in_with_the_printed_code(client: Client) -> None:
    ensure_roles()
    ensure_demonstration_accounts(now=timezone.now())
    client.post(reverse("account_login"), {"login": "officer@assay.example", "password": "assay-demo"})
    response = client.post(
        reverse("mfa_authenticate"), {"code": current_code("officer@assay.example", now=timezone.now())}
    )
    assert response.status_code == 302
    assert client.get("/admin/").status_code == 200


def test_the_code_of_an_account_that_is_no_demonstration_is_not_printed() -> None:
    user = staff(Role.INSTRUCTOR)
    TOTP.activate(user, TOTP_SECRET)
    with pytest.raises(Exception, match="not a demonstration account"):
        call_command("demo_code", user.email)


def test_every_role_may_enter_the_admin_once_roles_are_ensured() -> None:
    ensure_roles()
    for role in Role:
        codenames = set(Group.objects.get(name=role.value).permissions.values_list("codename", flat=True))
        assert "access_admin" in codenames
