"""What the register tells must be what was signed and logged: on the page, in a list, in a receipt."""

import json
import re
import time
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from certificates.credentials import Claims, State, new_code, signed_claims
from certificates.models import Achievement, AchievementVersion, Credential, CredentialEvent, IssuerKey
from certificates.services.awards import Award
from certificates.services.checking_many import verify_codes
from certificates.services.issuer import ensure_issuer
from certificates.services.issuing import issue_credentials
from certificates.services.key_changes import declare_compromised
from certificates.services.receipts import receipt_of
from certificates.services.specimens import ensure_specimens
from certificates.services.verifying import CLAIMS, find_by_code, verify
from tests.factories.certificates import BASIS, NOON, make_credential, make_version

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CHANGES: dict[str, dict[str, Any]] = {
    "uuid": {"uuid": uuid4()},
    "name": {"recipient_name": "Eva Lindqvist"},
    "code": {"code": new_code()},
    "day of issue": {"awarded_at": NOON - timedelta(hours=2)},
    "later expiry": {"valid_until": NOON + 9 * 365 * DAY},
    "no expiry": {"valid_until": None},
    "pilot": {"is_pilot": False},
    "supervision": {"basis": BASIS | {"supervision": "in-person"}},
    "invigilator": {"basis": BASIS | {"invigilator": "A test centre"}},
    "identity": {"basis": BASIS | {"identity_basis": "document-checked"}},
    "items": {"basis": BASIS | {"items": 25}},
    "examination": {"basis": BASIS | {"title": "Another examination"}},
    "no examination": {"basis": {}},
    "part of an examination": {"basis": {"title": "Examination of governance"}},
    "status bit": {"status_index": 1},
}


@pytest.fixture
def credential() -> Credential:
    return make_credential(now=NOON)


def states(code: str) -> tuple[State, State, str]:
    """By its page, in a list, and in a receipt."""
    found = find_by_code(code)
    assert found is not None
    verification = verify(found, reader_id=None, now=NOON + DAY)
    [checked] = verify_codes([code], now=NOON + DAY)
    return verification.state, checked.state, json.loads(receipt_of(verification).text)["state"]


def assert_altered(code: str) -> None:
    assert states(code) == (State.ALTERED, State.ALTERED, "altered")


def test_what_was_not_touched_is_valid_with_everything_passed(credential: Credential) -> None:
    assert states(credential.code) == (State.VALID, State.VALID, "valid")


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_the_register_tells_otherwise_than_it_was_signed_is_altered(
    credential: Credential, change: dict[str, Any]
) -> None:
    Credential.objects.filter(pk=credential.pk).update(**change)
    credential.refresh_from_db()
    assert_altered(credential.code)


def test_another_version_or_another_wording_of_the_award_is_altered(credential: Credential) -> None:
    version = credential.achievement_version
    AchievementVersion.objects.filter(pk=version.pk).update(title="Governance Master")
    assert_altered(credential.code)
    AchievementVersion.objects.filter(pk=version.pk).update(title=version.title)
    code = version.achievement.code
    Achievement.objects.filter(pk=version.achievement_id).update(code="AU-999")
    assert_altered(credential.code)
    Achievement.objects.filter(pk=version.achievement_id).update(code=code)
    assert states(credential.code)[0] is State.VALID
    other = make_version("another")
    Credential.objects.filter(pk=credential.pk).update(achievement_version=other)
    assert_altered(credential.code)


def test_another_key_than_the_one_that_signed_is_altered(credential: Credential) -> None:
    other = IssuerKey.objects.filter(purpose=IssuerKey.Purpose.SPECIMEN).get()
    Credential.objects.filter(pk=credential.pk).update(key=other)
    assert_altered(credential.code)


def test_the_page_names_what_differs_and_says_neither_valid_nor_unchanged(client: Client) -> None:
    credential = make_credential(now=timezone.now() - DAY)
    Credential.objects.filter(pk=credential.pk).update(recipient_name="Eva Lindqvist", valid_until=None)
    html = client.get(f"/verify/{credential.code}/").content.decode()
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "Our register tells otherwise than was signed: the holder, the expiry." in text
    assert "nothing in it has changed" not in text
    assert "This certificate is valid" not in text
    assert re.findall(r'<span class="figure">([^<]+)</span>', html).count("Failed") == 1


def test_a_specimen_and_one_issued_by_hand_are_as_they_were_signed() -> None:
    by_hand = make_credential(basis={})
    assert states(by_hand.code)[0] is State.VALID
    ensure_specimens(now=NOON)
    for specimen in Credential.objects.filter(is_specimen=True):
        assert State.ALTERED not in states(specimen.code)
    Credential.objects.filter(pk=specimen.pk).update(basis={})
    assert_altered(specimen.code)


def test_the_code_of_a_specimens_award_is_compared_as_well() -> None:
    ensure_specimens(now=NOON)
    Achievement.objects.update(code="GV-999")
    for specimen in Credential.objects.filter(is_specimen=True):
        assert_altered(specimen.code)


def test_a_salt_that_went_missing_fails_the_check_of_the_log(credential: Credential) -> None:
    CredentialEvent.objects.filter(credential=credential).update(leaf_salt=b"")
    assert_altered(credential.code)
    found = find_by_code(credential.code)
    assert found is not None
    logged = verify(found, reader_id=None, now=NOON + DAY).checks[3]
    assert (logged.result.value, logged.words) == (
        "failed",
        "What ties it to entry 0 of our log is missing.",
    )


@pytest.mark.parametrize("change", [{"created_at": NOON + DAY}, {"retired_at": NOON - DAY}])
def test_a_key_that_was_not_in_use_on_the_day_leaves_no_certificate_valid(
    credential: Credential, change: dict[str, Any]
) -> None:
    IssuerKey.objects.filter(pk=credential.key_id).update(**change)
    assert_altered(credential.code)


def test_one_logged_after_its_key_was_compromised_stays_revoked_and_is_never_valid_again(
    credential: Credential,
) -> None:
    declare_compromised(credential.key.kid, since=NOON - DAY, note="", actor_id=None, now=NOON)
    assert states(credential.code)[:2] == (State.REVOKED, State.REVOKED)
    Credential.objects.filter(pk=credential.pk).update(standing="valid")
    assert_altered(credential.code)


def test_each_claim_has_words_and_what_is_no_credential_has_no_claims() -> None:
    assert set(CLAIMS) == set(Claims._fields)
    for document in (b"", b"{}", b"[]", b"\xff", b'{"credentialSubject": 1}', b'{"credentialSubject": {}}'):
        assert signed_claims(document) is None


def test_comparing_a_thousand_takes_a_fraction_of_a_second() -> None:
    ensure_issuer(now=NOON - DAY)
    version = make_version()
    awards = [Award(version, f"Holder {n}", basis=BASIS, validity_months=24) for n in range(100)]
    documents = [bytes(one.document) for one in issue_credentials(awards, actor_id=None, now=NOON)]
    begun = time.process_time()
    for _round in range(10):
        for document in documents:
            signed_claims(document)
    assert time.process_time() - begun < 0.5
