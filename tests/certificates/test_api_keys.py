"""Keys for the API: shown once, hashed, scoped, revocable, five at most."""

import hashlib
import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client
from django.utils import timezone

from certificates.models import ApiKey
from certificates.services.api_keys import MOST_KEYS, TooManyKeys, key_of, make_key, revoke_key
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NOON

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
URL = "/verify/keys/"


def new_key(owner: Any, **fields: Any) -> tuple[ApiKey, str]:
    values = {"name": "Hiring", "scopes": ["verify:batch"], "expires_at": None, "now": NOON} | fields
    return make_key(owner_id=owner.pk, **values)


@pytest.fixture
def owner() -> Any:
    return UserFactory.create()


@pytest.fixture
def recent(client: Client, owner: Any) -> Client:
    """Somebody who gave the password a moment ago."""
    client.force_login(owner)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = user_id_to_str(owner)
    session.save()
    return client


def test_a_secret_opens_its_key_and_only_its_digest_is_kept(owner: Any) -> None:
    key, secret = new_key(owner)
    assert re.fullmatch(r"assay_[0-9a-f]{8}_[0-9a-f]{64}", secret)
    assert key_of(secret, now=NOON) == key
    [row] = ApiKey.objects.values()
    rest = secret.rpartition("_")[2]
    assert row["secret_digest"] == hashlib.sha256(rest.encode()).hexdigest()
    assert not [value for value in row.values() if rest in str(value)]


def test_malformed_unknown_revoked_expired_and_closed_ones_open_nothing(owner: Any) -> None:
    key, secret = new_key(owner, expires_at=NOON + DAY)
    for wrong in ("", "assay_", secret[:-1], secret + "0", secret[:-1] + "g", "assay_00000000_" + "0" * 64):
        assert key_of(wrong, now=NOON) is None
    other = secret[:-1] + ("0" if secret[-1] != "0" else "1")
    assert key_of(other, now=NOON) is None
    assert key_of(secret, now=NOON + DAY) is None
    type(owner).objects.filter(pk=owner.pk).update(is_active=False)
    assert key_of(secret, now=NOON) is None
    type(owner).objects.filter(pk=owner.pk).update(is_active=True)
    assert revoke_key(key.pk, owner_id=owner.pk, now=NOON)
    assert key_of(secret, now=NOON) is None


def test_the_day_of_the_last_use_is_kept_and_written_once_a_day(
    owner: Any, django_assert_num_queries: Any
) -> None:
    _key, secret = new_key(owner)
    with django_assert_num_queries(2):
        key_of(secret, now=NOON)
    with django_assert_num_queries(1):
        key_of(secret, now=NOON + timedelta(hours=3))
    assert ApiKey.objects.get().last_used_on == NOON.date()


def test_nobody_has_more_than_five_in_use(owner: Any) -> None:
    keys = [new_key(owner)[0] for _ in range(MOST_KEYS)]
    with pytest.raises(TooManyKeys):
        new_key(owner)
    revoke_key(keys[0].pk, owner_id=owner.pk, now=NOON)
    new_key(owner)
    new_key(UserFactory.create())


def test_a_scope_that_there_is_not_is_refused(owner: Any) -> None:
    with pytest.raises(ValueError, match="everything"):
        new_key(owner, scopes=["everything"])


def test_nobody_revokes_the_key_of_somebody_else(owner: Any) -> None:
    key, secret = new_key(owner)
    assert not revoke_key(key.pk, owner_id=UserFactory.create().pk, now=NOON)
    assert key_of(secret, now=NOON) == key


def test_the_page_asks_for_sign_in_and_then_for_the_password_again(client: Client, owner: Any) -> None:
    assert "/login/" in client.get(URL)["Location"]
    client.force_login(owner)
    assert "/reauthenticate/" in client.get(URL)["Location"]
    client.post(URL, {"name": "x", "days": "90"})
    assert not ApiKey.objects.exists()


def test_a_key_is_made_its_secret_shown_once_and_revoked(recent: Client, owner: Any) -> None:
    response = recent.post(URL, {"name": "Hiring", "scopes": ["verify:batch"], "days": "90"})
    assert "no-store" in response["Cache-Control"]
    [secret] = re.findall(r'data-testid="secret" value="([^"]+)"', response.content.decode())
    key = key_of(secret, now=timezone.now())
    assert key is not None
    assert (key.owner, key.scopes) == (owner, ["verify:batch"])
    assert timedelta(days=89) < key.expires_at - timezone.now() <= timedelta(days=90)
    again = recent.get(URL).content.decode()
    assert secret not in again
    assert f"assay_{key.prefix}" in again
    response = recent.post(f"{URL}{key.pk}/revoke/")
    assert response["Location"] == URL
    assert key_of(secret, now=timezone.now()) is None


def test_a_sixth_key_is_refused_in_words(recent: Client, owner: Any) -> None:
    for _ in range(MOST_KEYS):
        new_key(owner)
    response = recent.post(URL, {"name": "Hiring", "scopes": ["verify:batch"], "days": "0"})
    assert response.status_code == 400
    assert "as many as one may have" in response.content.decode()


def test_keys_of_others_are_neither_shown_nor_revoked(recent: Client) -> None:
    key, secret = new_key(UserFactory.create(), name="Of somebody else")
    response = recent.get(URL)
    assert response.status_code == 200
    assert "Of somebody else" not in response.content.decode()
    assert recent.post(f"{URL}{key.pk}/revoke/").status_code == 404
    assert key_of(secret, now=NOON) == key
