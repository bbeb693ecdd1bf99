"""Erasure: what is destroyed, what stays, and who is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from certificates.models import (
    BulkIssueRow,
    Credential,
    CredentialEvent,
    CredentialNotice,
    CredentialPdf,
    LogLeaf,
)
from certificates.services.bulk import check_list, issue_step, start_list
from certificates.services.changes import Act, ChangeRefused
from certificates.services.due import issue_due_credential
from certificates.services.erasing import erase_credential, others_of
from certificates.services.issuer import ensure_issuer
from certificates.services.notices import pending_notices, send_notice
from certificates.services.pdfs import pending_pdfs, render_pdf
from certificates.services.replacing import renew_credential, supersede_credential
from certificates.services.verifying import find_by_code, find_by_uuid
from tests.certificates.test_changes import bit
from tests.factories.accounts import UserFactory, sign_in_staff, staff
from tests.factories.certificates import NOON, make_attempt, make_credential, make_scheme, make_version

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def act(text: str = "As asked.", **fields: Any) -> Act:
    return Act(**({"now": LATER, "private_text": text} | fields))


def test_erasure_destroys_what_names_a_person_and_keeps_what_the_log_needs() -> None:
    scheme = make_scheme()
    candidate = UserFactory.create(legal_name="Ada L")
    attempt = make_attempt(scheme.examination, candidate)
    credential = make_credential(
        scheme.achievement.versions.get(),
        attempt_id=attempt.pk,
        recipient_id=candidate.pk,
        email="a@example.org",
    )
    render_pdf(credential.pk, now=NOON)
    digests = (credential.digest, CredentialPdf.objects.get().digest)
    leaves = [bytes(leaf.data) for leaf in LogLeaf.objects.order_by("index")]
    erase_credential(credential.pk, act=act("She asked for it."))
    gone = Credential.objects.get(pk=credential.pk)
    pdf = CredentialPdf.objects.get()
    assert (bytes(gone.document), gone.recipient_name, gone.recipient_email, gone.recipient) == (
        b"",
        "",
        "",
        None,
    )
    assert (bytes(pdf.data), bytes(pdf.leaf_salt)) == (b"", b"")
    assert all(
        (bytes(event.leaf_salt), event.private_text) == (b"", "")
        for event in CredentialEvent.objects.filter(credential=gone)
    )
    assert CredentialNotice.objects.get().event.event == "erased"
    assert (gone.digest, pdf.digest) == digests
    assert bit(gone)
    assert [bytes(leaf.data) for leaf in LogLeaf.objects.order_by("index")][: len(leaves)] == leaves
    assert find_by_code(gone.code) is None
    assert find_by_uuid(gone.uuid) is None
    assert pending_pdfs() == []
    assert issue_due_credential(attempt.pk, now=LATER) is None
    with pytest.raises(ChangeRefused, match="erased"):
        erase_credential(credential.pk, act=act())


def test_the_line_of_a_list_that_became_it_names_nobody_any_more(client: Client) -> None:
    ensure_issuer(now=NOON)
    officer = staff(Role.CERTIFICATION_OFFICER)
    data = b"name,email\nAda Lindqvist,ada@example.org\nBea,bea@example.org\n"
    bulk = check_list(make_version(), data, note="A workshop.", by_id=officer.pk, now=NOON)
    start_list(bulk.pk, by_id=officer.pk, now=NOON)
    issue_step(bulk.pk, now=NOON)
    gone, stays = bulk.rows.select_related("credential")
    assert gone.credential is not None
    erase_credential(gone.credential.pk, act=act())
    assert list(BulkIssueRow.objects.order_by("line").values_list("name", "email")) == [
        ("", ""),
        ("Bea", stays.email),
    ]
    sign_in_staff(client, officer)
    page = client.get(reverse("desk:one_list", args=[bulk.uuid])).content.decode()
    assert "Lindqvist" not in page
    assert "ada@" not in page


def test_the_person_is_told_by_a_last_mail_after_which_no_address_is_left() -> None:
    credential = make_credential(email="ada@example.org", recipient_id=None)
    erase_credential(credential.pk, act=act())
    (notice,) = pending_notices()
    assert send_notice(notice, now=LATER)
    told = mail.outbox[-1]
    assert (told.to, credential.code in told.body, "Ada" in str(told.message())) == (
        ["ada@example.org"],
        True,
        False,
    )
    assert CredentialNotice.objects.get().address == ""
    assert pending_notices() == []


def test_erasing_what_was_issued_without_an_address_tells_nobody() -> None:
    credential = make_credential(email="", recipient_id=None)
    erase_credential(credential.pk, act=act())
    assert not CredentialNotice.objects.exists()


def test_what_else_the_person_holds_is_named(client: Client) -> None:
    first = make_credential()
    corrected = supersede_credential(first.pk, name="Ada Öberg", act=act())
    renewed = renew_credential(corrected.pk, act=act())
    make_credential()
    assert {other.pk for other in others_of(corrected)} == {first.pk, renewed.pk}
    sign_in_staff(client, staff(Role.CERTIFICATION_OFFICER))
    address = reverse("desk:deed", args=[corrected.uuid, "erase"])
    page = client.get(address).content.decode()
    assert first.code in page
    assert renewed.code in page
    assert 'name="text"' not in page
    done = client.post(address, {"code": corrected.code}, follow=True).content.decode()
    assert "Other certificates of this person stay" in done
    assert renewed.code in done
    assert "Erased" in done


def test_without_an_account_others_are_found_by_the_address() -> None:
    one, other = (
        make_credential(email=email, recipient_id=None) for email in ("a@example.org", "A@example.org")
    )
    make_credential(email="", recipient_id=None)
    assert others_of(one) == [other]
    assert others_of(make_credential(email="", recipient_id=None)) == []
