"""A seal whose key others may have used: it is replaced and named, and every certificate stands."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import StaffAct
from certificates.models import Credential, CredentialPdf, SealCertificate
from certificates.services.handed_in import verify_handed_in
from certificates.services.pdfs import render_pdf
from certificates.services.seals import (
    SealChangeRefused,
    declare_seal_compromised,
    published_authorities,
    published_seals,
)
from certificates.services.verifying import CheckResult, Result
from tests.factories.certificates import NOON, make_credential

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = NOON + 2 * HOUR


def printed(credential: Credential) -> bytes:
    render_pdf(credential.pk, now=NOON)
    return bytes(CredentialPdf.objects.get(credential=credential).data)


def said_of_the_page(data: bytes) -> CheckResult:
    handed_in = verify_handed_in(data, now=LATER)
    return next(check for check in handed_in.checks if check.name == "The printed page")


def declare(kid: str, **fields: object) -> SealCertificate:
    values = {"name": "Assay", "since": NOON + HOUR, "actor_id": None, "now": LATER} | fields
    return declare_seal_compromised(kid, **values)  # type: ignore[arg-type]  # the values of a test


def active(purpose: str) -> str:
    return SealCertificate.objects.get(purpose=purpose, retired_at=None).kid


def test_another_seal_takes_its_place_under_the_same_authority_and_nobody_is_revoked() -> None:
    credential = make_credential()
    authority = active("seal-ca")
    assert declare("seal-1").kid == "seal-2"
    assert (active("seal"), active("seal-ca")) == ("seal-2", authority)
    assert Credential.objects.get(pk=credential.pk).standing == "valid"
    assert StaffAct.objects.get(act="keys.changed").facts == {"change": "compromised", "purpose": "seal"}


def test_a_pdf_of_ours_is_still_known_by_its_digest_and_its_seal_is_not_relied_on() -> None:
    data = printed(make_credential())
    assert said_of_the_page(data).words == "This PDF is the one that we rendered, byte for byte."
    declare("seal-1")
    found = said_of_the_page(data)
    assert found.result is Result.PASSED
    assert "used the key of its seal since 23 November 2026, 13:00 UTC" in found.words


def test_a_pdf_that_was_sealed_with_the_next_seal_is_not_doubted() -> None:
    credential = make_credential()
    declare("seal-1")
    render_pdf(credential.pk, now=LATER + HOUR)
    data = bytes(CredentialPdf.objects.get(credential=credential).data)
    assert said_of_the_page(data).words == "This PDF is the one that we rendered, byte for byte."


def test_nobody_is_told_to_trust_it_any_more(client: Client) -> None:
    make_credential()
    fallen = SealCertificate.objects.get(kid="seal-1").pem
    declare("seal-1")
    assert fallen not in published_seals()
    page = client.get("/issuer", headers={"Accept": "text/html"}).content.decode()
    assert "Others may have used the key seal-1 since 23 November 2026" in page
    assert "seal-2" not in page


def test_with_an_authority_fall_the_seals_below_it_and_all_three_are_made_anew() -> None:
    data = printed(make_credential())
    authority = SealCertificate.objects.get(kid="seal-ca-1").pem
    assert declare("seal-ca-1").kid == "seal-ca-2"
    assert [active(purpose) for purpose in ("seal-ca", "seal", "seal-specimen")] == [
        "seal-ca-2", "seal-2", "seal-specimen-2",
    ]  # fmt: skip
    assert "the key of its seal" in said_of_the_page(data).words
    assert authority not in published_authorities() + published_seals()


def test_an_earlier_moment_may_be_declared_and_a_later_one_not() -> None:
    make_credential()
    declare("seal-1")
    assert declare("seal-1", since=NOON).kid == "seal-2"
    assert SealCertificate.objects.get(kid="seal-1").compromised_at == NOON
    with pytest.raises(SealChangeRefused, match="declared compromised since"):
        declare("seal-1")
    with pytest.raises(SealChangeRefused, match="moment that has passed"):
        declare("seal-2", since=LATER + HOUR)
    with pytest.raises(SealChangeRefused, match="no seal key"):
        declare("nobodys")


def test_the_command_does_it(capsys: pytest.CaptureFixture[str]) -> None:
    make_credential()
    call_command("rotate_keys", compromised="seal-1", since="2026-11-23T13:00Z")
    assert "seal-2 is in use from now on. No certificate was revoked" in capsys.readouterr().out
    with pytest.raises(CommandError, match="declared compromised"):
        call_command("rotate_keys", compromised="seal-1", since="2026-11-23T14:00Z")
