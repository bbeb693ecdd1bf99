"""Two workers, ten tasks, a broker that delivers twice: one of everything, and a log that never forks."""

import json
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from certificates.credentials import decode, is_set
from certificates.models import (
    Credential,
    CredentialEvent,
    CredentialNotice,
    IssuerKey,
    LogCheckpoint,
    LogLeaf,
    StatusList,
)
from certificates.services.awards import Award
from certificates.services.changes import revoke_credential
from certificates.services.claiming import claim_credentials
from certificates.services.due import issue_due_credential
from certificates.services.issuer import ensure_issuer
from certificates.services.issuing import issue_credential
from certificates.services.keys import active_key
from certificates.services.log import growth_of, proof_of, sign_head
from certificates.services.notices import send_notice
from certificates.services.pdfs import render_pdf
from certificates.transparency import leaf_hash, open_checkpoint, verify_consistency, verify_inclusion
from tests.certificates.transparency.test_tree import naive_root
from tests.concurrency.conftest import at_once
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NOON, make_attempt, make_credential, make_scheme, make_version

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _issuer(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path / "keys"
    ensure_issuer(now=NOON)


def test_ten_tasks_for_one_attempt_issue_one_credential() -> None:
    attempt = make_attempt(make_scheme().examination)
    found = at_once(10, lambda _n: issue_due_credential(attempt.pk, now=NOON))
    assert sum(isinstance(one, Credential) for one in found) == 1
    assert sum(one is None for one in found) == 9
    assert Credential.objects.count() == LogLeaf.objects.count() == CredentialEvent.objects.count() == 1


def test_many_at_once_take_different_bits_and_leave_a_log_whose_every_entry_is_proved() -> None:
    scheme = make_scheme()
    attempts = [make_attempt(scheme.examination, UserFactory.create()) for _n in range(12)]
    found = at_once(12, lambda n: issue_due_credential(attempts[n].pk, now=NOON))
    assert all(isinstance(one, Credential) for one in found), found
    assert sorted(LogLeaf.objects.values_list("index", flat=True)) == list(range(12))
    assert StatusList.objects.get().given == 12
    checkpoint = sign_head(now=NOON)
    assert checkpoint is not None
    head = open_checkpoint(checkpoint.note, bytes(active_key(IssuerKey.Purpose.LOG).public))
    for leaf in LogLeaf.objects.all():
        proof = proof_of(leaf.index, head.size)
        assert verify_inclusion(leaf_hash(bytes(leaf.data)), leaf.index, head.size, proof, head.root)


def test_two_issuers_and_a_signer_at_once_never_fork_the_log() -> None:
    scheme = make_scheme()
    attempts = [make_attempt(scheme.examination, UserFactory.create()) for _n in range(24)]

    def act(number: int) -> Any:
        if number == 2:
            return [sign_head(now=NOON) for _n in range(12)]
        return [issue_due_credential(one.pk, now=NOON) for one in attempts[number::2]]

    found = at_once(3, act)
    assert not [one for one in found if isinstance(one, Exception)], found
    assert sign_head(now=NOON) is not None
    leaves = [bytes(data) for data in LogLeaf.objects.order_by("index").values_list("data", flat=True)]
    assert len(leaves) == 24
    key = bytes(active_key(IssuerKey.Purpose.LOG).public)
    heads = [open_checkpoint(one.note, key) for one in LogCheckpoint.objects.order_by("size")]
    for head in heads:
        assert head.root == naive_root(leaves[: head.size])
        if head.size != heads[-1].size:
            sizes, roots = (head.size, heads[-1].size), (head.root, heads[-1].root)
            assert verify_consistency(sizes, roots, growth_of(*sizes))


def test_two_workers_send_one_mail() -> None:
    make_credential()
    notice_id = CredentialNotice.objects.get().pk
    found = at_once(8, lambda _n: send_notice(notice_id, now=NOON))
    assert found.count(True) == 1
    assert len(mail.outbox) == 1


def test_two_workers_keep_one_pdf_with_one_leaf() -> None:
    credential = make_credential()
    found = at_once(3, lambda _n: render_pdf(credential.pk, now=NOON))
    assert found.count(True) == 1
    assert LogLeaf.objects.filter(event="rendered").count() == 1


def test_revocations_at_once_do_not_publish_each_other_away() -> None:
    credentials = [make_credential() for _n in range(6)]
    found = at_once(
        6,
        lambda n: revoke_credential(
            credentials[n].pk, reason="error", private_text="", actor_id=None, now=NOON
        ),
    )
    assert all(isinstance(one, CredentialEvent) for one in found), found
    bits = decode(json.loads(bytes(StatusList.objects.get().document))["credentialSubject"]["encodedList"])
    assert all(is_set(bits, credential.status_index) for credential in credentials)


def test_issuing_and_revoking_at_once_neither_wait_for_each_other_for_ever_nor_lose_a_bit() -> None:
    scheme = make_scheme()
    credentials = [make_credential() for _n in range(4)]
    attempts = [make_attempt(scheme.examination, UserFactory.create()) for _n in range(4)]

    def act(number: int) -> Any:
        if number % 2:
            return issue_due_credential(attempts[number // 2].pk, now=NOON)
        return revoke_credential(
            credentials[number // 2].pk, reason="error", private_text="", actor_id=None, now=NOON
        )

    found = at_once(8, act)
    assert not [one for one in found if isinstance(one, Exception)]
    assert Credential.objects.filter(standing="revoked").count() == 4
    assert Credential.objects.count() == 8


def test_heads_signed_at_once_are_one_head() -> None:
    make_credential()
    at_once(5, lambda _n: sign_head(now=NOON))
    assert LogCheckpoint.objects.count() == 1


def test_the_first_issue_of_all_pins_one_identity() -> None:
    scheme = make_scheme()
    attempts = [make_attempt(scheme.examination, UserFactory.create()) for _n in range(6)]
    found = at_once(6, lambda n: issue_due_credential(attempts[n].pk, now=NOON))
    assert all(isinstance(one, Credential) for one in found), found
    assert StatusList.objects.count() == 1


def test_keys_made_at_once_are_one_for_each_purpose(settings: Any, tmp_path: Path) -> None:
    settings.KEYS_DIR = tmp_path / "others"
    IssuerKey.objects.all().delete()
    at_once(4, lambda _n: ensure_issuer(now=NOON))
    assert IssuerKey.objects.count() == 3
    for purpose in IssuerKey.Purpose.values:
        assert active_key(purpose).kid


def test_an_address_that_is_confirmed_while_something_is_issued_to_it_gets_it() -> None:
    version = make_version()
    # Before anything was ever issued there is no row to wait at.
    make_credential(version)
    people = [UserFactory.create(email=f"p{n}@example.org") for n in range(6)]
    addresses = [f"new{n}@example.org" for n in range(6)]

    def act(number: int) -> Any:
        person, address = people[number // 2], addresses[number // 2]
        if number % 2:
            EmailAddress.objects.create(user=person, email=address, verified=True)
            return claim_credentials(person.pk, address)
        return issue_credential(Award(version, "Ada", address), actor_id=None, now=NOON)

    found = at_once(12, act)
    assert not [one for one in found if isinstance(one, Exception)], found
    issued = Credential.objects.filter(recipient_email__startswith="new")
    holders = dict(issued.values_list("recipient_email", "recipient_id"))
    assert holders == {address: person.pk for address, person in zip(addresses, people, strict=True)}
