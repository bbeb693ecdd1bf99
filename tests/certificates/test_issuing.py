"""Issuing: everything that belongs to an award stands or falls together, once."""

import hashlib
import json
import os
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from assessments.ports import records_affected
from certificates.credentials import CodeForm, multikey, public_bytes, read_code, verify_proof
from certificates.models import (
    Credential,
    CredentialEvent,
    CredentialNotice,
    CredentialPdf,
    Issuer,
    IssuerKey,
    LogCheckpoint,
    LogLeaf,
    StatusList,
)
from certificates.services.awards import Award, add_months
from certificates.services.issuer import ensure_issuer, identity, published_did_document
from certificates.services.issuing import AlreadyAwarded, issue_credentials
from certificates.services.keys import KeyMissing, active_key, rotate_key, signer_of
from certificates.services.log import LogTornBack, log_size, proof_of, sign_head
from certificates.signals import credential_issued
from certificates.transparency import commitment, leaf_hash, open_checkpoint, verify_inclusion
from tests.factories.certificates import NOON, make_attempt, make_credential, make_examination, make_version

pytestmark = pytest.mark.django_db


def document_of(credential: Credential) -> dict[str, Any]:
    return json.loads(bytes(credential.document))


def make_credential_quietly() -> Credential:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return make_credential()


def test_an_award_leaves_one_of_everything_that_belongs_to_it() -> None:
    credential = make_credential()
    assert Credential.objects.count() == LogLeaf.objects.count() == 1
    event = CredentialEvent.objects.get()
    assert (event.event, event.leaf_id) == ("issued", credential.leaf_id)
    assert CredentialPdf.objects.get().rendered_at is None
    assert CredentialNotice.objects.get().state == CredentialNotice.State.PENDING
    assert mail.outbox == []
    listed = StatusList.objects.get()
    assert 0 <= credential.status_index < 131_072
    assert listed.signed_at == NOON


def test_the_signed_bytes_verify_and_say_what_the_row_says() -> None:
    credential = Credential.objects.get(pk=make_credential().pk)
    document = document_of(credential)
    verify_proof(document, bytes(credential.key.public))
    assert hashlib.sha256(bytes(credential.document)).hexdigest() == credential.digest
    assert document["id"] == f"{identity().origin}/credentials/{credential.uuid}"
    assert document["validFrom"] == "2026-11-23T12:00:00Z"
    assert document["validUntil"] == "2028-11-23T12:00:00Z"
    assert credential.valid_until == datetime(2028, 11, 23, 12, tzinfo=UTC)
    subject = document["credentialSubject"]
    assert subject["name"] == credential.recipient_name
    assert subject["id"] == f"urn:uuid:{credential.subject_id}"
    assert read_code(subject["licenseNumber"]).form is CodeForm.WELL_FORMED
    assert document["credentialStatus"]["statusListIndex"] == str(credential.status_index)


def test_the_credential_tells_pilot_bank_supervision_and_identity_and_never_the_address() -> None:
    text = bytes(make_credential().document).decode()
    document = json.loads(text)
    assert document["credentialSubject"]["achievement"]["tag"] == ["pilot", "specimen item bank"]
    assert "unsupervised" in document["evidence"][0]["description"]
    assert "self-declared" in document["evidence"][0]["description"]
    assert "example.org" not in text
    assert "score" not in text.lower()


def test_a_second_award_for_an_attempt_is_refused_and_leaves_one_of_everything() -> None:
    attempt = make_attempt(make_examination())
    make_credential(attempt_id=attempt.pk)
    with pytest.raises(AlreadyAwarded):
        make_credential(attempt_id=attempt.pk)
    assert Credential.objects.count() == LogLeaf.objects.count() == CredentialNotice.objects.count() == 1


def test_a_hand_made_award_without_an_account_owes_a_mail_to_the_address_given() -> None:
    credential = make_credential(recipient_id=None, email="someone@example.org", basis={})
    assert CredentialNotice.objects.get().address == "someone@example.org"
    assert "evidence" not in document_of(credential)


def test_news_goes_out_after_the_commit_only(django_capture_on_commit_callbacks: Any) -> None:
    heard: list[int] = []

    def hear(credential_id: int, **kwargs: Any) -> None:
        heard.append(credential_id)

    credential_issued.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            credential = make_credential()
            assert heard == []
        assert heard == [credential.pk]
    finally:
        credential_issued.disconnect(hear)


def test_a_leaf_commits_to_address_and_bytes_and_its_proof_leads_to_the_signed_head() -> None:
    for _number in range(5):
        make_credential()
    credential = Credential.objects.last()
    assert credential is not None
    event = credential.events.get()
    leaf = json.loads(bytes(event.leaf.data))
    salt = bytes(event.leaf_salt)
    address = f"{identity().origin}/credentials/{credential.uuid}".encode()
    assert leaf["credential"] == commitment(salt, address)
    assert leaf["document"] == commitment(salt, bytes(credential.document))
    assert str(credential.uuid) not in bytes(event.leaf.data).decode()
    checkpoint = sign_head(now=NOON)
    assert checkpoint is not None
    assert checkpoint.size == log_size() == 5
    head = open_checkpoint(checkpoint.note, bytes(active_key(IssuerKey.Purpose.LOG).public))
    proof = proof_of(event.leaf_id, head.size)
    assert verify_inclusion(leaf_hash(bytes(event.leaf.data)), event.leaf_id, head.size, proof, head.root)
    assert sign_head(now=NOON + timedelta(hours=1)) == checkpoint


@pytest.mark.parametrize("harm", [{"size": 9}, {"root": b"x" * 32}], ids=["shorter", "other"])
def test_no_head_is_signed_over_a_log_that_does_not_continue_what_was_signed(harm: dict[str, Any]) -> None:
    make_credential()
    sign_head(now=NOON)
    # As after a restore of an older database, or a changed leaf: what was signed says something else.
    LogCheckpoint.objects.update(**harm)
    make_credential()
    with pytest.raises(LogTornBack, match="does not continue"):
        sign_head(now=NOON + timedelta(hours=1))
    assert LogCheckpoint.objects.count() == 1


def test_the_origin_is_pinned_at_the_first_issue_and_another_one_refuses_in_production() -> None:
    ensure_issuer(now=NOON)
    assert not Issuer.objects.exists()
    make_credential()
    first = Issuer.objects.get()
    with override_settings(SITE_URL="https://elsewhere.example", DEVELOPMENT=True):
        with pytest.warns(UserWarning, match="cannot move"):
            ensure_issuer(now=NOON)
        credential = make_credential_quietly()
        assert document_of(credential)["issuer"]["id"] == first.did
    with (
        override_settings(SITE_URL="https://elsewhere.example", DEVELOPMENT=False),
        pytest.raises(ImproperlyConfigured, match="cannot move"),
    ):
        ensure_issuer(now=NOON)


def test_keys_are_made_once_in_files_that_only_their_owner_reads(settings: Any) -> None:
    assert ensure_issuer(now=NOON) == [
        "credential-1",
        "specimen-1",
        "log-1",
        "seal-ca-1",
        "seal-1",
        "seal-specimen-1",
    ]
    assert ensure_issuer(now=NOON) == []
    paths = list(Path(settings.KEYS_DIR).iterdir())
    assert len(paths) == 6
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def test_after_a_rotation_the_new_key_signs_and_the_old_one_stays_published() -> None:
    old = make_credential()
    rotate_key(IssuerKey.Purpose.CREDENTIAL, now=NOON + timedelta(days=1))
    new = make_credential(now=NOON + timedelta(days=2))
    assert (old.key.kid, new.key.kid) == ("credential-1", "credential-2")
    published = {
        method["id"].partition("#")[2]: public_bytes(method["publicKeyMultibase"])
        for method in published_did_document()["verificationMethod"]
    }
    for credential in (old, new):
        verify_proof(document_of(credential), published[credential.key.kid])
    assert "log-1" not in published
    assert multikey(published["credential-1"]).startswith("z6Mk")


def test_a_missing_or_exchanged_key_file_refuses_to_sign_and_an_old_file_is_never_lost(settings: Any) -> None:
    ensure_issuer(now=NOON)
    key = active_key(IssuerKey.Purpose.CREDENTIAL)
    path = Path(settings.KEYS_DIR) / "credential-1.pem"
    kept = path.read_bytes()
    path.write_bytes((Path(settings.KEYS_DIR) / "log-1.pem").read_bytes())
    os.utime(path, ns=(1, 1))
    with pytest.raises(KeyMissing, match="not the one"):
        signer_of(key)
    path.unlink()
    with pytest.raises(KeyMissing, match="cannot be read"):
        make_credential()
    path.write_bytes(kept)
    IssuerKey.objects.all().delete()
    ensure_issuer(now=NOON)
    unused = list(Path(settings.KEYS_DIR).glob("credential-1.*.unused.pem"))
    assert kept in [file.read_bytes() for file in unused]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2026, 11, 23), 24, (2028, 11, 23)),
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2026, 8, 31), 6, (2027, 2, 28)),
        ((2026, 12, 31), 1, (2027, 1, 31)),
    ],
)
def test_validity_ends_on_the_same_day_or_the_last_of_the_month(
    day: tuple[int, int, int], months: int, expected: tuple[int, int, int]
) -> None:
    assert add_months(datetime(*day, tzinfo=UTC), months) == datetime(*expected, tzinfo=UTC)


def test_an_award_that_does_not_expire_says_nothing_of_an_end() -> None:
    credential = make_credential(make_version(), validity_months=None)
    assert credential.valid_until is None
    assert "validUntil" not in document_of(credential)


def test_a_batch_leaves_one_of_everything_for_each_and_a_log_that_holds_together() -> None:
    first = make_credential()
    version = first.achievement_version
    awards = [Award(version, f"Person {number}", email=f"p{number}@example.org") for number in range(9)]
    issued = issue_credentials(awards, actor_id=None, now=NOON)
    assert [credential.recipient_name for credential in issued] == [award.name for award in awards]
    assert len({credential.status_index for credential in issued}) == 9
    assert StatusList.objects.get().given == log_size() == CredentialNotice.objects.count() == 10
    assert CredentialPdf.objects.count() == CredentialEvent.objects.count() == 10
    checkpoint = sign_head(now=NOON)
    assert checkpoint is not None
    for event in CredentialEvent.objects.select_related("leaf", "credential__key"):
        assert event.leaf is not None
        assert event.leaf_id == event.credential.leaf_id
        proof = proof_of(event.leaf_id, checkpoint.size)
        leaf = leaf_hash(bytes(event.leaf.data))
        assert verify_inclusion(leaf, event.leaf_id, checkpoint.size, proof, bytes(checkpoint.root))
        verify_proof(document_of(event.credential), bytes(event.credential.key.public))


def test_a_batch_is_issued_whole_or_not_at_all() -> None:
    attempt = make_attempt(make_examination())
    version = make_credential(attempt_id=attempt.pk).achievement_version
    awards = [Award(version, "Another"), Award(version, "Ada", attempt_id=attempt.pk)]
    with pytest.raises(AlreadyAwarded):
        issue_credentials(awards, actor_id=None, now=NOON)
    with pytest.raises(ValueError, match="at least one character"):
        issue_credentials([Award(version, "Another"), Award(version, "  ")], actor_id=None, now=NOON)
    assert Credential.objects.count() == log_size() == 1


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_has_a_size(count: int) -> None:
    awards = [Award(make_version(), "Ada")] * count
    with pytest.raises(ValueError, match="a batch has"):
        issue_credentials(awards, actor_id=None, now=NOON)


def test_a_batch_never_mixes_specimens_with_what_counts() -> None:
    version = make_version()
    awards = [Award(version, "Ada"), Award(version, "Sam", is_specimen=True)]
    with pytest.raises(ValueError, match="of one kind"):
        issue_credentials(awards, actor_id=None, now=NOON)


def test_a_batch_leaves_pdfs_and_mails_to_the_sweeps(
    queued: list[tuple[str, tuple[Any, ...]]], django_capture_on_commit_callbacks: Any
) -> None:
    version = make_credential().achievement_version
    with django_capture_on_commit_callbacks(execute=True):
        issue_credentials([Award(version, "Ada"), Award(version, "Eva")], actor_id=None, now=NOON)
    assert queued == []
    with django_capture_on_commit_callbacks(execute=True):
        alone = issue_credentials([Award(version, "Ida", email="i@example.org")], actor_id=None, now=NOON)[0]
    assert queued == [
        ("certificates.tasks.render_credential_pdf", (alone.pk,)),
        ("certificates.tasks.send_one_notice", (alone.events.get().notice.pk,)),
    ]


def test_certificates_that_rest_on_attempts_are_found_and_left_as_they_are() -> None:
    attempt = make_attempt(make_examination())
    credential = make_credential(attempt_id=attempt.pk)
    before = Credential.objects.values().get(pk=credential.pk)
    (found,) = records_affected([attempt.pk])
    assert (found.attempt_id, found.address) == (attempt.pk, f"/credentials/{credential.uuid}")
    assert credential.code in found.description
    assert records_affected([attempt.pk + 1]) == []
    assert Credential.objects.values().get(pk=credential.pk) == before
