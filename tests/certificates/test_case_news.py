"""Officers hear of new cases by mail: once of each, in one mail of many, and nothing of what was written."""

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core import mail

from accounts.api import Role
from accounts.models import User
from certificates.models import CredentialCase
from certificates.services.case_news import tell_of_new_cases
from certificates.services.cases import close_case, file_case, report_credential
from certificates.tasks import sweep_new_cases
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NOON, make_credential
from tests.machine import free_port

pytestmark = pytest.mark.django_db


def make_staff(email: str, role: Role) -> User:
    person = UserFactory.create(email=email, is_staff=True)
    person.groups.add(Group.objects.get(name=role.value))
    return person


@pytest.fixture
def officers() -> list[User]:
    make_staff("instructor@example.org", Role.INSTRUCTOR)
    UserFactory.create(email="gone@example.org", is_staff=True, is_active=False).groups.add(
        Group.objects.get(name=Role.CERTIFICATION_OFFICER.value)
    )
    return [make_staff(f"{name}@example.org", Role.CERTIFICATION_OFFICER) for name in ("otto", "olga")]


def report(text: str = "Eve shows it as hers.") -> CredentialCase:
    return report_credential(None, text=text, contact="witness@example.org", now=NOON)


def test_each_who_may_answer_is_told_once_and_nobody_else(officers: list[User]) -> None:
    report()
    assert tell_of_new_cases(now=NOON) == 1
    sweep_new_cases()
    assert sorted(address for message in mail.outbox for address in message.to) == [
        "olga@example.org",
        "otto@example.org",
    ]
    assert all(not message.cc and not message.bcc for message in mail.outbox)


def test_many_make_one_mail_that_leads_to_each_and_tells_nothing_of_them(officers: list[User]) -> None:
    credential = make_credential()
    cases = [
        report(),
        file_case(
            credential,
            kind="refusal",
            text="I never wanted it.",
            recipient_id=credential.recipient_id or 0,
            contact=credential.recipient_email,
            now=NOON,
        ),
    ]
    tell_of_new_cases(now=NOON)
    assert len(mail.outbox) == len(officers)
    message = mail.outbox[0]
    assert message.subject == "2 new cases about certificates"
    for case in cases:
        assert f"{django_settings.SITE_URL}/admin/certificates/cases/{case.uuid}/" in message.body
    private = ("Eve", "never wanted", credential.code, credential.recipient_name, credential.recipient_email)
    assert not [told for told in (*private, "witness@example.org") if told in message.body + message.subject]


def test_a_flood_of_them_leads_to_the_list(officers: list[User]) -> None:
    for number in range(25):
        report(f"No. {number}")
    tell_of_new_cases(now=NOON)
    assert mail.outbox[0].body.count("/admin/certificates/cases/") == 21
    assert not CredentialCase.objects.filter(told_at=None).exists()


def test_of_a_case_that_was_closed_meanwhile_nobody_is_told(officers: list[User]) -> None:
    close_case(report().pk, answer="It is genuine.", actor_id=officers[0].pk, now=NOON)
    assert tell_of_new_cases(now=NOON) == 0
    assert mail.outbox == []


def test_where_nobody_may_answer_it_stays_owed() -> None:
    case = report()
    assert tell_of_new_cases(now=NOON) == 0
    make_staff("late@example.org", Role.CERTIFICATION_OFFICER)
    assert tell_of_new_cases(now=NOON) == 1
    case.refresh_from_db()
    assert case.told_at == NOON


def test_a_server_that_cannot_be_reached_leaves_it_owed(officers: list[User], settings: Any) -> None:
    report()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    assert tell_of_new_cases(now=NOON) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert tell_of_new_cases(now=NOON) == 1
    assert len(mail.outbox) == len(officers)
