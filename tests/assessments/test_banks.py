"""What an item bank certifies is for an officer to decide, and stays on record."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import StaffAct
from accounts.roles import Role
from assessments.models import Attempt, ItemBank
from assessments.services.banks import UseRefused, decide_bank_use
from assessments.services.loading import load_bank
from assessments.services.starting import start_attempt
from tests.assessments.test_item_admin import as_role
from tests.factories.accounts import UserFactory, staff
from tests.factories.assessments import NOON, make_assessment, make_bank

pytestmark = pytest.mark.django_db


def begun(bank: ItemBank) -> Attempt:
    assessment = bank.assessments.first() or make_assessment(bank)
    return start_attempt(assessment, UserFactory.create(), agreed=True, now=NOON)


def test_an_officer_makes_a_bank_live_for_attempts_that_start_from_then_on() -> None:
    bank = make_bank()
    before = begun(bank)
    client = as_role(Role.CERTIFICATION_OFFICER)
    address = reverse("item_banks:use", args=[bank.pk])
    assert "specimen item bank" in client.get(address).content.decode()
    unsaid = client.post(address, {"use": "live"})
    assert unsaid.status_code == 422
    assert client.post(address, {"use": "live", "is_kept_back": "on"}).status_code == 302
    after = begun(ItemBank.objects.get())
    assert (before.policy["bank_use"], after.policy["bank_use"]) == ("specimen", "live")
    act = StaffAct.objects.get(act="bank.use_decided")
    assert (act.label, act.facts) == ("bank", {"use": "live"})
    page = client.get(reverse("item_banks:list")).content.decode()
    assert "Make Bank a specimen" in page
    assert client.post(address, {"use": "specimen"}).status_code == 302
    assert ItemBank.objects.get().is_specimen


def test_what_was_decided_meanwhile_is_not_decided_twice() -> None:
    bank, officer = make_bank(items=0), staff(Role.CERTIFICATION_OFFICER)
    decide_bank_use(bank, use="live", by=officer, now=NOON)
    with pytest.raises(UseRefused):
        decide_bank_use(bank, use="live", by=officer, now=NOON)
    assert StaffAct.objects.filter(act="bank.use_decided").count() == 1


def test_a_package_does_not_change_what_a_bank_certifies() -> None:
    bank = make_bank(items=0)
    decide_bank_use(bank, use="live", by=staff(Role.CERTIFICATION_OFFICER), now=NOON)
    load_bank("bank", title="Another title", names={})
    assert ItemBank.objects.get().use == "live"


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.REVIEWER, Role.MARKER])
def test_nobody_else_decides_it(role: Role) -> None:
    bank = make_bank(items=0)
    with pytest.raises(PermissionDenied):
        decide_bank_use(bank, use="live", by=staff(role), now=NOON)
    client = as_role(role)
    for address in (reverse("item_banks:list"), reverse("item_banks:use", args=[bank.pk])):
        # Wagtail sends whoever may not see a page back to the admin's first page.
        assert client.get(address).status_code in (302, 403)
