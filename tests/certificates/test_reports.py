"""Testing a hidden name, reporting a false certificate, disputing one's own."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certificates.credentials import same_name
from certificates.models import Credential, CredentialCase
from certificates.services.changes import Act
from certificates.services.replacing import supersede_credential
from tests.factories.accounts import UserFactory
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db


def at(name: str, *args: Any) -> str:
    return reverse(f"certificates:{name}", args=args)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def hidden() -> Credential:
    credential = make_credential()
    Credential.objects.filter(pk=credential.pk).update(name_hidden=True)
    return credential


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada  LINDQVIST", "Ada Lindqvist", True),
        ("Zoe\u0308", "Zoë", True),
        ("Straße", "STRASSE", True),
        ("Ada", "Ada Lindqvist", False),
        ("Lindqvist Ada", "Ada Lindqvist", False),
    ],
)
def test_names_are_the_same_as_a_reader_sees_them(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


def test_a_hidden_name_is_confirmed_or_not_and_never_told(client: Client, hidden: Credential) -> None:
    page = at("name_test", hidden.code)
    assert page in text(client.get(at("verify_code", hidden.code)))
    yes = text(client.post(page, {"name": "ada lindqvist"}))
    no = text(client.post(page, {"name": "Someone Else"}))
    assert "Yes: the certificate was issued to this name" in yes
    assert "No: the certificate was issued to another name" in no
    assert "Lindqvist" not in no


def test_names_cannot_be_tried_out_one_after_the_other(client: Client, hidden: Credential) -> None:
    page = at("name_test", hidden.code)
    answers = [client.post(page, {"name": f"Name {n}"}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_a_name_that_is_shown_is_not_tested_and_an_unknown_code_is_unknown(client: Client) -> None:
    shown = make_credential()
    assert client.get(at("name_test", shown.code))["Location"] == at("verify_code", shown.code)
    assert client.get(at("name_test", "ASY-0000-0000-0000")).status_code == 404


@pytest.mark.parametrize("known", [True, False], ids=["a certificate of ours", "nobody's code"])
def test_anybody_reports_a_certificate_and_learns_nothing_from_it(client: Client, known: bool) -> None:
    code = make_credential().code if known else "ASY-1111-2222-3333"
    page = at("report_one", code)
    assert client.get(page).status_code == 200
    thanks = text(client.post(page, {"text": "Shown on a wall.", "contact": "me@example.org"}))
    assert "A certification officer reads your report" in thanks
    case = CredentialCase.objects.get()
    assert (case.kind, case.contact, case.credential is not None) == ("report", "me@example.org", known)
    assert known or code in case.text


def test_an_empty_report_is_refused_in_words(client: Client) -> None:
    assert "This field is required" in text(client.post(at("report"), {"text": "  "}))
    assert not CredentialCase.objects.exists()


def test_only_its_recipient_disputes_a_certificate_and_sees_the_answer(client: Client) -> None:
    credential = make_credential()
    page = at("recipient_case", credential.uuid)
    assert client.get(page).status_code == 302
    client.force_login(UserFactory.create())
    assert client.post(page, {"kind": "dispute", "text": "x"}).status_code == 404
    assert credential.recipient is not None
    client.force_login(credential.recipient)
    for _click in range(2):
        done = client.post(page, {"kind": "dispute", "text": "My name is misspelt."}, follow=True)
    assert "answers by mail" in text(done)
    case = CredentialCase.objects.get()
    assert (case.credential, case.contact) == (credential, credential.recipient_email)
    CredentialCase.objects.update(closed_at=timezone.now(), answer="It is corrected.")
    assert "It is corrected." in text(client.get(page))


def test_whoever_holds_an_old_certificate_is_led_to_the_one_in_its_place(client: Client) -> None:
    old = make_credential(now=timezone.now())
    new = supersede_credential(old.pk, name="Ada Berg", act=Act(timezone.now(), private_text="Married."))
    other = make_credential(old.achievement_version, now=timezone.now())
    newer = supersede_credential(other.pk, name="Eve Berg", act=Act(timezone.now(), private_text="Married."))
    for void, follower in ((old, new), (other, newer)):
        page = client.get(at("verify_code", void.code))
        assert 'data-state="superseded"' in text(page)
        assert at("verify_code", follower.code) in text(page)
        assert follower.recipient_name not in text(page)
