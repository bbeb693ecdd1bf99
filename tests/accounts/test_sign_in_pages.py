"""Signing up, in, out and back: every step in the design, nothing revealed."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

SIGN_UP = {
    "email": "Ada@Example.org",
    "password1": "a-long-enough-phrase",
    "legal_name": "Ada Example",
    "is_adult": "on",
}


def _link(text: str) -> str:
    found = re.search(r"https?://[^/\s]+(/accounts/\S+)", text)
    assert found
    return found.group(1)


def test_a_visitor_signs_up_confirms_the_address_and_signs_in(client: Client) -> None:
    response = client.post(reverse("account_signup"), SIGN_UP)
    assert response.status_code == 302
    user = User.objects.get()
    assert (user.email, user.legal_name) == ("ada@example.org", "Ada Example")
    assert user.adult_confirmed_at is not None

    link = _link(mail.outbox[0].body)
    assert client.get(link).status_code == 200
    client.post(link)
    assert EmailAddress.objects.get().verified

    response = client.post(
        reverse("account_login"), {"login": "ada@example.org", "password": SIGN_UP["password1"]}
    )
    assert response["Location"] == reverse("workplace:dashboard")


def test_nobody_signs_in_before_confirming_the_address(client: Client) -> None:
    client.post(reverse("account_signup"), SIGN_UP)
    client.logout()
    response = client.post(
        reverse("account_login"), {"login": SIGN_UP["email"], "password": SIGN_UP["password1"]}
    )
    assert response["Location"] == reverse("account_email_verification_sent")
    assert "_auth_user_id" not in client.session


def test_a_taken_address_is_not_revealed_and_its_owner_is_told(client: Client) -> None:
    owner = UserFactory.create(email="ada@example.org")
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    taken = client.post(reverse("account_signup"), SIGN_UP)
    free = Client().post(reverse("account_signup"), SIGN_UP | {"email": "free@example.org"})
    assert taken.status_code == free.status_code == 302
    assert taken["Location"] == free["Location"]
    assert User.objects.filter(email="ada@example.org").count() == 1
    assert mail.outbox[0].to == ["ada@example.org"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password1": "short"}, "too short"),
        ({"password1": "1234567890123"}, "numeric"),
        ({"email": "not-an-address"}, "valid email"),
        ({"legal_name": ""}, "required"),
        ({"is_adult": ""}, "required"),
    ],
    ids=["short password", "numeric password", "bad address", "no name", "not an adult"],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_is_created(
    client: Client, change: dict[str, str], words: str
) -> None:
    response = client.post(reverse("account_signup"), SIGN_UP | change)
    html = response.content.decode()
    assert response.status_code == 200
    assert words in html
    assert 'aria-invalid="true"' in html
    assert not User.objects.exists()


def test_an_expired_or_invented_confirmation_link_says_what_to_do(client: Client) -> None:
    response = client.get(reverse("account_confirm_email", args=["invented-key"]))
    assert response.status_code == 200
    assert "expired" in response.content.decode()


def test_a_forgotten_password_is_reset_by_mail_once(client: Client) -> None:
    user = UserFactory.create()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = _link(mail.outbox[0].body)
    form = client.get(link, follow=True)
    address = form.redirect_chain[-1][0]
    client.post(address, {"password1": "another-long-phrase", "password2": "another-long-phrase"})
    user.refresh_from_db()
    assert user.check_password("another-long-phrase")
    again = Client().get(link, follow=True)
    assert "already been used" in again.content.decode() or "invalid" in again.content.decode().lower()


def test_a_reset_for_an_unknown_address_looks_the_same(client: Client) -> None:
    response = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert response["Location"] == reverse("account_reset_password_done")


def test_a_locked_legal_name_is_not_changed_by_its_bearer(client: Client) -> None:
    user = UserFactory.create(legal_name_locked_at="2026-01-01T00:00:00Z", legal_name="Ada Example")
    client.force_login(user)
    client.post(reverse("accounts:profile"), {"legal_name": "Someone Else", "preferred_name": "Ada"})
    user.refresh_from_db()
    assert (user.legal_name, user.preferred_name) == ("Ada Example", "Ada")
