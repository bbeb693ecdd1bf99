"""Files that people hand in, against our register."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from certificates.credentials import Ed25519Signer, State, add_proof, stamp
from certificates.credentials.refusals import Kind, Reason
from certificates.models import Credential, CredentialPdf, IssuerKey, VerificationRecord
from certificates.services.changes import revoke_credential, set_name_visibility
from certificates.services.file_words import KINDS, REFUSALS, STEPS
from certificates.services.handed_in import FileRefused, HandedIn, verify_handed_in
from certificates.services.issuer import identity
from certificates.services.keys import active_key, signer_of
from certificates.services.pdfs import render, render_pdf
from certificates.services.receipts import find_receipt, receipt_of_file
from certificates.services.status import sign_list
from certificates.services.verifying import Result
from tests.certificates import carriers
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def credential() -> Credential:
    return make_credential(now=timezone.now() - DAY)


def document_of(credential: Credential) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(credential.document))
    return found


def hand_in(data: bytes | dict[str, Any], **asked: Any) -> HandedIn:
    data = json.dumps(data).encode() if isinstance(data, dict) else data
    return verify_handed_in(data, now=timezone.now(), **asked)


def signed_again(document: dict[str, Any], signer: Any, did: str) -> dict[str, Any]:
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    return add_proof(unsigned, signer, did=did, created=stamp(timezone.now()))


def our_signer() -> Any:
    return signer_of(active_key(IssuerKey.Purpose.CREDENTIAL))


@pytest.mark.parametrize(
    ("carry", "kind"),
    [
        (bytes, Kind.JSON),
        (carriers.png, Kind.PNG),
        (carriers.svg, Kind.SVG),
        (carriers.svg_with_cdata, Kind.SVG),
        (carriers.bundle, Kind.BUNDLE),
    ],
)
def test_a_genuine_file_of_each_kind_is_valid_and_its_signature_was_verified_now(
    credential: Credential, carry: Callable[[bytes], bytes], kind: Kind
) -> None:
    found = hand_in(carry(bytes(credential.document)))
    assert (found.kind, found.state, found.is_sound) == (kind, State.VALID, True)
    assert found.verification is not None
    assert found.verification.credential.pk == credential.pk
    assert found.checks[0].name == "The file you handed in"
    assert "verified now over its content" in found.checks[0].words
    assert "byte for byte" in found.checks[0].words
    assert not [check for check in found.checks if check.result is Result.FAILED]


def test_the_pdf_that_we_rendered_is_told_from_any_other(credential: Credential) -> None:
    assert hand_in(render(credential)).checks[1].result is Result.NOT_DONE
    render_pdf(credential.pk, now=timezone.now())
    data = bytes(CredentialPdf.objects.get().data)
    found = hand_in(data)
    assert found.is_sound
    assert found.checks[1].words == "This PDF is the one that we rendered, byte for byte."


def test_a_genuine_credential_on_a_forged_page_is_not_praised(credential: Credential) -> None:
    render_pdf(credential.pk, now=timezone.now())
    found = hand_in(carriers.pdf(bytes(credential.document)))
    assert (found.state, found.page_differs, found.is_sound) == (State.VALID, True, False)
    assert found.checks[1].result is Result.FAILED
    assert "the printed page around it is not the one that we rendered" in found.checks[1].words


def test_the_same_signed_content_in_other_bytes_is_said_to_be_that(credential: Credential) -> None:
    found = hand_in(json.dumps(document_of(credential), indent=4).encode())
    assert found.is_sound
    assert "the same signed content as what we issued, in other bytes" in found.checks[0].words


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "Lead of everything"}, "does not match its content"),
        ({"unsignedGrade": "A+"}, "“unsignedGrade”"),
        ({"proof": None}, "no proof"),
        ({"proof": []}, "no proof"),
        (
            {"@context": ["https://www.w3.org/ns/credentials/v2", "http://127.0.0.1/context"]},
            "cannot be read",
        ),
        ({"description": "A\u0000B"}, "may not be signed"),
    ],
)
def test_a_file_that_was_changed_is_altered_and_shows_no_claim_of_the_file_or_the_register(
    credential: Credential, change: dict[str, Any], words: str
) -> None:
    found = hand_in(document_of(credential) | change)
    assert (found.state, found.verification) == (State.ALTERED, None)
    assert words in found.checks[0].words
    assert found.checks[0].result is Result.FAILED
    assert found.entry is not None
    assert found.entry.pk == credential.pk


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"proofValue": "z"}, "signature cannot be read"),
        ({"proofValue": "z0OIl"}, "signature cannot be read"),
        ({"proofPurpose": "authentication"}, "not made for issuing"),
        ({"cryptosuite": "eddsa-jcs-2022"}, "of a kind that we do not make"),
        ({"created": "2020-01-01T00:00:00Z"}, "does not match its content"),
        ({"verificationMethod": "did:web:localhost%3A8000#log-1"}, "is no key of ours"),
    ],
)
def test_a_proof_that_was_changed_says_at_which_step_it_fails(
    credential: Credential, change: dict[str, Any], words: str
) -> None:
    document = document_of(credential)
    found = hand_in(document | {"proof": document["proof"] | change})
    assert found.state is State.ALTERED
    assert words in found.checks[0].words


def test_another_key_under_our_name_is_found_out(credential: Credential) -> None:
    did = identity().did
    forged = signed_again(document_of(credential), Ed25519Signer.generate("credential-1"), did)
    assert "does not match its content" in hand_in(forged).checks[0].words
    forged = signed_again(document_of(credential), Ed25519Signer.generate("credential-9"), did)
    assert "credential-9, which is no key of ours" in hand_in(forged).checks[0].words


def test_what_our_key_signed_but_our_register_does_not_hold_is_not_valid(credential: Credential) -> None:
    document = document_of(credential)
    signer, did = our_signer(), identity().did
    elsewhere = f"{identity().origin}/credentials/00000000-0000-4000-8000-000000000000"
    found = hand_in(signed_again(document | {"id": elsewhere}, signer, did))
    assert (found.state, found.verification) == (State.NO_SUCH_CODE, None)
    found = hand_in(signed_again(document | {"name": "Another award"}, signer, did))
    assert (found.state, found.verification) == (State.ALTERED, None)
    assert "not what our register holds" in found.checks[0].words


def test_our_own_status_list_is_no_certificate(credential: Credential) -> None:
    sign_list(credential.status_list, now=timezone.now())
    credential.status_list.refresh_from_db()
    found = hand_in(bytes(credential.status_list.document))
    assert (found.state, found.verification) == (State.NO_SUCH_CODE, None)


def test_a_credential_of_another_issuer_is_not_checked_and_its_issuer_is_named_as_unchecked(
    credential: Credential,
) -> None:
    did = "did:web:elsewhere.example"
    document = document_of(credential)
    document["issuer"] = document["issuer"] | {"id": did, "name": "Else\u202ewhere"}
    for data in (document, signed_again(document, our_signer(), did)):
        found = hand_in(data)
        assert (found.state, found.verification, found.entry) == (State.CANNOT_CHECK, None, None)
        assert found.named_issuer == ("Elsewhere", did)
        assert found.checks[0].result is Result.NOT_DONE
    found = hand_in(document | {"issuer": did})
    assert found.named_issuer == ("", did)


def test_the_state_of_the_register_counts_and_not_what_the_file_says() -> None:
    past = make_credential(now=timezone.now() - 3 * 365 * DAY)
    assert hand_in(bytes(past.document)).state is State.EXPIRED
    suspended = make_credential(now=timezone.now() - DAY)
    Credential.objects.filter(pk=suspended.pk).update(standing="suspended")
    assert hand_in(bytes(suspended.document)).state is State.SUSPENDED
    revoked = make_credential(now=timezone.now() - DAY)
    revoke_credential(revoked.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    found = hand_in(bytes(revoked.document))
    assert (found.state, found.is_sound) == (State.REVOKED, False)
    assert found.checks[0].result is Result.PASSED


def test_a_hidden_name_is_shown_to_its_recipient_only_though_the_file_has_it(credential: Credential) -> None:
    assert credential.recipient_id is not None
    set_name_visibility(credential.pk, hidden=True, recipient_id=credential.recipient_id, now=timezone.now())
    data = bytes(credential.document)
    found = hand_in(data)
    assert found.verification is not None
    assert not found.verification.shows_name
    assert "Ada Lindqvist" not in receipt_of_file(found).text
    own = hand_in(data, reader_id=credential.recipient_id)
    assert own.verification is not None
    assert own.verification.shows_name
    assert "Ada Lindqvist" in receipt_of_file(own).text


def test_a_receipt_is_remembered_without_anything_about_the_reader_or_the_file(
    credential: Credential,
) -> None:
    found = hand_in(bytes(credential.document), reader_id=credential.recipient_id)
    receipt = receipt_of_file(found)
    assert receipt_of_file(found) == receipt
    record = VerificationRecord.objects.get()
    assert find_receipt(f" {receipt.digest.upper()} ") == record
    assert (record.code, record.state) == (credential.code, "valid")
    assert {field.name for field in VerificationRecord._meta.fields} == {
        "id",
        "digest",
        "code",
        "state",
        "at",
    }
    with pytest.raises(TypeError):
        record.save()


def test_queries_do_not_grow_with_credentials(
    credential: Credential, django_assert_max_num_queries: Any
) -> None:
    for _other in range(3):
        make_credential(now=timezone.now() - DAY)
    with django_assert_max_num_queries(3):
        hand_in(bytes(credential.document))


def test_every_refusal_kind_and_step_has_words() -> None:
    assert set(REFUSALS) == set(Reason)
    assert set(KINDS) == set(Kind)
    for reason in Reason:
        assert len(str(FileRefused(reason))) > 20
    assert all(str(words) % {"place": "x"} for words in STEPS.values())


def test_a_file_without_an_issuer_is_no_credential() -> None:
    with pytest.raises(FileRefused, match="no credential in it"):
        hand_in({"name": "x"})
