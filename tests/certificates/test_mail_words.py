"""What the mail of a new certificate says of why it was issued, and where it goes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from certificates.models import Credential, CredentialNotice
from certificates.services.changes import Act, suspend_credential
from certificates.services.due import issue_due_credential
from certificates.services.issuer import ensure_issuer
from certificates.services.notices import pending_notices, send_notice
from certificates.services.replacing import renew_credential, supersede_credential
from tests.factories.certificates import NOON, make_attempt, make_credential, make_scheme

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ACT = Act(NOON + DAY, private_text="As asked.")


def words_of(credential: Credential) -> tuple[str, str]:
    """The mail of its issue: as text, and as a page in one line."""
    notice = CredentialNotice.objects.get(event__credential=credential, event__event="issued")
    assert notice.pk in pending_notices()
    send_notice(notice.pk, now=NOON)
    return mail.outbox[-1].body, mail.outbox[-1].alternatives[0][0]


def renewed_by_passing() -> Credential:
    scheme = make_scheme(validity_months=1)
    old = make_attempt(scheme.examination)
    issue_due_credential(old.pk, now=NOON)
    attempt = make_attempt(scheme.examination, old.candidate, at=NOON + DAY)
    credential = issue_due_credential(attempt.pk, now=NOON + DAY)
    assert credential is not None
    return credential


@pytest.mark.parametrize(
    ("make", "opening", "why"),
    [
        (make_credential, "you have earned", "you passed the examination"),
        (lambda: make_credential(basis={}), "officer has issued", "issued a certificate to your address"),
        (
            lambda: supersede_credential(make_credential().pk, name="Ada Öberg", act=ACT),
            "was issued again",
            "issued your certificate again",
        ),
        (lambda: renew_credential(make_credential().pk, act=ACT), "was renewed", "renewed your certificate"),
        (renewed_by_passing, "was renewed", "you passed the examination"),
    ],
    ids=["by passing", "by hand", "correction", "renewal by an officer", "renewal by passing"],
)
def test_the_mail_says_truly_why_there_is_a_new_certificate(make: Any, opening: str, why: str) -> None:
    ensure_issuer(now=NOON - DAY)
    credential = make()
    for words in words_of(credential):
        assert opening in words
        assert why in words
        others = {"you passed the examination", "officer issued", "officer renewed"}
        assert sum(other in words for other in others) == 1
        if credential.replaces:
            assert credential.replaces.code in words


def test_mails_go_to_the_address_that_the_account_has_now() -> None:
    credential = make_credential()
    assert credential.recipient is not None
    credential.recipient.email = "new@example.org"
    credential.recipient.save()
    suspend_credential(credential.pk, act=ACT)
    new = supersede_credential(credential.pk, name="Ada", act=ACT)
    addresses = CredentialNotice.objects.order_by("pk").values_list("event__event", "address")
    assert list(addresses)[1:] == [
        ("suspended", "new@example.org"),
        ("issued", "new@example.org"),
        ("superseded", "new@example.org"),
    ]
    assert new.recipient_email == "new@example.org"


def test_without_an_account_they_go_to_the_address_at_issue() -> None:
    credential = make_credential(recipient_id=None, email="a@example.org")
    suspend_credential(credential.pk, act=ACT)
    assert set(CredentialNotice.objects.values_list("address", flat=True)) == {"a@example.org"}
