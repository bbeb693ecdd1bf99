"""Nobody but officers does anything at the desk: what is refused to be seen is refused to be sent, too."""

import pytest
from django.test import Client

from accounts.roles import Role
from certificates.models import BulkIssue, Credential, CredentialEvent, CredentialNotice
from certificates.services.cases import report_credential
from tests.certificates.test_desk import a_list, at
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.certificates import NOON, make_credential

pytestmark = pytest.mark.django_db
DEEDS = ("suspend", "reinstate", "revoke", "supersede", "renew", "erase")


@pytest.mark.parametrize("role", [None, Role.INSTRUCTOR, Role.MARKER, Role.REVIEWER])
def test_what_others_send_to_the_desk_changes_nothing(role: Role | None) -> None:
    credential = make_credential()
    bulk = a_list(staff(Role.CERTIFICATION_OFFICER))
    case = report_credential(credential, text="Seen on a wall.", contact="", now=NOON)
    notice = CredentialNotice.objects.get()
    client = Client()
    if role is None:
        client.force_login(UserFactory.create())
    else:
        sign_in_staff(client, staff(role))
    before = _all()
    sent = {"why": "No.", "reason": "error", "public_reason": "error", "code": credential.code, "name": "Eve"}
    for address in (
        *(at("deed", credential.uuid, deed) for deed in DEEDS),
        *(at("list_action", bulk.uuid), at("mail_again", notice.pk), at("case", case.uuid), at("issue")),
    ):
        assert client.post(address, sent | {"do": "start"}).status_code in {302, 403}, address
    assert _all() == before


def _all() -> list[list[object]]:
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (Credential, CredentialEvent, CredentialNotice, BulkIssue)
    ]
