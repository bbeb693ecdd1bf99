"""What was issued to an address before its owner had an account: whose it becomes, and what the mail says."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.core import mail
from django.core.management import call_command
from django.test import Client

from accounts.roles import Role
from certificates.models import Credential
from certificates.services.awards import Award
from certificates.services.bulk import check_list, issue_step, start_list
from certificates.services.by_hand import issue_by_hand
from certificates.services.changes import Act, ChangeRefused
from certificates.services.claiming import claim_credentials
from certificates.services.erasing import erase_credential
from certificates.services.issuer import ensure_issuer
from certificates.services.notices import pending_notices, send_notice
from certificates.services.specimens import ensure_specimens
from tests.factories.accounts import UserFactory, staff
from tests.factories.certificates import NOON, make_credential, make_version

pytestmark = pytest.mark.django_db


def confirm(person: Any, address: str) -> None:
    email = EmailAddress.objects.create(user=person, email=address, verified=True)
    email_confirmed.send(sender=EmailAddress, request=None, email_address=email)


def holder(credential: Credential) -> Any:
    return Credential.objects.get(pk=credential.pk).recipient


def waiting(address: str = "Ada@Example.org") -> Credential:
    return make_credential(recipient_id=None, email=address, basis={})


def test_whoever_confirms_an_address_holds_what_was_issued_to_it(client: Client) -> None:
    mine, other = waiting(), waiting("bea@example.org")
    ada = UserFactory.create(email="somebody@example.org")
    for _twice in range(2):
        claim_credentials(ada.pk, "ada@example.org")
    confirm(ada, "ada@example.org")
    assert (holder(mine), holder(other)) == (ada, None)
    client.force_login(ada)
    assert "Hide my name" in client.get(f"/credentials/{mine.uuid}").content.decode()


def test_signing_up_and_confirming_is_all_that_it_takes(client: Client) -> None:
    credential = waiting()
    fields = {
        "legal_name": "Ada L",
        "email": "ada@example.org",
        "password1": "a long one, at that",
        "is_adult": "on",
    }
    assert client.post("/accounts/signup/", fields).status_code == 302
    assert holder(credential) is None
    link = next(word for word in mail.outbox[-1].body.split() if "/confirm-email/" in word)
    client.post(link.replace("http://testserver", ""))
    assert holder(credential).email == "ada@example.org"


def test_what_is_somebodys_was_erased_or_is_a_specimen_stays_as_it_is() -> None:
    owner = UserFactory.create(email="ada@example.org")
    owned = make_credential(recipient_id=owner.pk, email="ada@example.org")
    owner.email = "new@example.org"
    owner.save()
    erased = waiting()
    erase_credential(erased.pk, act=Act(NOON))
    ensure_specimens(now=NOON)
    assert claim_credentials(UserFactory.create().pk, "ada@example.org") == 0
    assert claim_credentials(UserFactory.create().pk, "") == 0
    assert holder(owned) == owner


@pytest.mark.parametrize("way", ["by hand", "from a list", "by the command"])
def test_an_issue_to_any_confirmed_address_of_a_person_makes_them_the_recipient(way: str) -> None:
    ensure_issuer(now=NOON)
    officer, version = staff(Role.CERTIFICATION_OFFICER), make_version()
    ada = UserFactory.create(email="ada@example.org")
    EmailAddress.objects.create(user=ada, email="ada@work.example", verified=True)
    EmailAddress.objects.create(user=officer, email="unsure@work.example", verified=False)
    if way == "by hand":
        issue_by_hand(Award(version, "Ada", "Ada@Work.example", note="Seen."), by=officer, now=NOON)
    elif way == "from a list":
        data = b"name,email\nAda,Ada@work.example\n"
        bulk = check_list(version, data, note="A workshop.", by_id=officer.pk, now=NOON)
        start_list(bulk.pk, by_id=officer.pk, now=NOON)
        issue_step(bulk.pk, now=NOON)
    else:
        call_command("issue", version.achievement.slug, email="Ada@work.example", name="Ada")
    found = Credential.objects.get()
    assert (found.recipient, found.recipient_email) == (ada, "ada@work.example")


def test_an_officer_does_not_issue_to_another_address_of_their_own() -> None:
    ensure_issuer(now=NOON)
    officer, version = staff(Role.CERTIFICATION_OFFICER), make_version()
    EmailAddress.objects.create(user=officer, email="me@home.example", verified=True)
    with pytest.raises(ChangeRefused, match="your own address"):
        issue_by_hand(Award(version, "Me", "me@home.example", note="Seen."), by=officer, now=NOON)
    bulk = check_list(version, b"name,email\nMe,me@home.example\n", note="So.", by_id=officer.pk, now=NOON)
    assert "your own address" in bulk.rows.get().problem


def test_the_mail_tells_whoever_has_no_account_how_the_certificate_becomes_theirs() -> None:
    waiting()
    make_credential()
    for notice in pending_notices():
        send_notice(notice, now=NOON)
    without, with_account = mail.outbox
    for words in (without.body, without.alternatives[0][0]):
        assert "/accounts/signup/" in words
        assert "Make an account with this address" in words
        assert "You need do nothing" not in words
    assert "/accounts/signup/" not in with_account.body
