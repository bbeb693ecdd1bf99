"""A correction, and the legal name of the account that it may take along."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import StaffAct
from accounts.roles import Role
from assessments.services.starting import start_attempt
from certificates.models import Credential
from certificates.services.changes import Act, ChangeRefused
from certificates.services.replacing import supersede_credential
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.assessments import make_assessment, make_bank
from tests.factories.certificates import NOON, make_credential

pytestmark = pytest.mark.django_db
ACT = Act(NOON + timedelta(hours=1), private_text="Married.")


@pytest.fixture
def credential() -> Credential:
    person = UserFactory.create(legal_name="Ada Lindqvist", legal_name_locked_at=NOON)
    return make_credential(recipient_id=person.pk, email=person.email)


def legal_name(credential: Credential) -> Any:
    assert credential.recipient is not None
    credential.recipient.refresh_from_db()
    return credential.recipient.legal_name


@pytest.mark.parametrize(("ticked", "name"), [(True, "Ada Öberg"), (False, "Ada Lindqvist")])
def test_the_account_follows_a_correction_where_the_officer_says_so(
    credential: Credential, client: Client, ticked: bool, name: str
) -> None:
    officer = staff(Role.CERTIFICATION_OFFICER)
    sign_in_staff(client, officer)
    address = reverse("desk:deed", args=[credential.uuid, "supersede"])
    assert "Also correct the account" in client.get(address).content.decode()
    fields = {"name": " Ada  Öberg", "text": "Married."} | ({"account": "on"} if ticked else {})
    assert client.post(address, fields).status_code == 302
    assert Credential.objects.get(replaces=credential).recipient_name == "Ada Öberg"
    assert legal_name(credential) == name
    acts = StaffAct.objects.filter(act="person.name_corrected")
    assert [act.actor for act in acts] == [officer] * ticked
    assert "Öberg" not in str(list(acts.values()))


def test_the_name_stays_locked_and_the_next_examination_is_under_it(credential: Credential) -> None:
    supersede_credential(credential.pk, name="Ada Öberg", act=ACT, corrects_account=True)
    person = credential.recipient
    assert person is not None
    legal_name(credential)
    start_attempt(make_assessment(make_bank()), person, agreed=True, now=NOON)
    assert (legal_name(credential), person.legal_name_is_locked) == ("Ada Öberg", True)


def test_a_name_that_the_account_has_already_is_no_act(credential: Credential) -> None:
    supersede_credential(credential.pk, name="Ada Lindqvist", act=ACT, corrects_account=True)
    assert not StaffAct.objects.filter(act="person.name_corrected").exists()


def test_without_an_account_there_is_nothing_to_correct() -> None:
    credential = make_credential(recipient_id=None, email="a@example.org")
    with pytest.raises(ChangeRefused, match="no legal name"):
        supersede_credential(credential.pk, name="Ada Öberg", act=ACT, corrects_account=True)
    assert not Credential.objects.filter(replaces=credential).exists()
