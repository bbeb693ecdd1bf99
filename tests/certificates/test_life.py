"""Suspension, correction, renewal, reminders: what each does, refuses, and leaves behind."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from certificates.credentials import State, read_document, verify_proof
from certificates.models import (
    Credential,
    CredentialNotice,
    IssuerKey,
    KeyChange,
    LogLeaf,
)
from certificates.services.awards import Award
from certificates.services.changes import (
    Act,
    ChangeRefused,
    reinstate_credential,
    revoke_credential,
    suspend_credential,
)
from certificates.services.due import issue_due_credential
from certificates.services.issuer import published_did_document
from certificates.services.issuing import AlreadyAwarded, issue_credential
from certificates.services.key_changes import KeyChangeRefused, change_key, declare_compromised
from certificates.services.notices import pending_notices, send_notice
from certificates.services.reminders import due_reminders, remind
from certificates.services.replacing import renew_credential, supersede_credential
from certificates.services.verifying import Result, find_by_code, verify
from tests.certificates.test_changes import bit
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NOON, make_attempt, make_credential, make_scheme

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LATER = NOON + HOUR


def act(text: str = "As asked.", **fields: Any) -> Act:
    return Act(**({"now": LATER, "private_text": text} | fields))


def state(credential: Credential, now: Any = LATER) -> State:
    return Credential.objects.get(pk=credential.pk).state(now)


def kinds(credential: Credential) -> list[str]:
    return list(credential.events.order_by("pk").values_list("event", flat=True))


def test_a_suspension_and_its_end_are_events_with_leaves_and_mails_and_leave_the_bit_alone() -> None:
    credential = make_credential()
    suspend_credential(credential.pk, act=act())
    assert (state(credential), bit(credential)) == (State.SUSPENDED, False)
    reinstate_credential(credential.pk, act=act(now=LATER + HOUR))
    assert (state(credential), bit(credential)) == (State.VALID, False)
    assert kinds(credential) == ["issued", "suspended", "reinstated"]
    assert list(LogLeaf.objects.order_by("index").values_list("event", flat=True)) == kinds(credential)
    assert CredentialNotice.objects.count() == 3


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (None, reinstate_credential),
        (suspend_credential, suspend_credential),
        ("revoke", suspend_credential),
        ("revoke", reinstate_credential),
    ],
    ids=["reinstate a good one", "suspend twice", "suspend a revoked one", "reinstate a revoked one"],
)
def test_what_does_not_fit_the_standing_is_refused_and_leaves_nothing(first: Any, then: Any) -> None:
    credential = make_credential()
    if first == "revoke":
        revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=LATER)
    elif first:
        first(credential.pk, act=act())
    before = kinds(credential)
    with pytest.raises(ChangeRefused):
        then(credential.pk, act=act())
    assert kinds(credential) == before


def test_a_suspension_without_a_reason_is_refused() -> None:
    with pytest.raises(ChangeRefused, match="Say why"):
        suspend_credential(make_credential().pk, act=act(" "))


def test_a_correction_issues_a_new_one_with_the_new_name_and_voids_the_old_one_for_good() -> None:
    credential = make_credential()
    Credential.objects.filter(pk=credential.pk).update(name_hidden=True)
    new = supersede_credential(credential.pk, name=" Ada  Lindqvist-Öberg ", act=act())
    old = Credential.objects.get(pk=credential.pk)
    assert (old.state(LATER), bit(old), old.public_reason) == (State.SUPERSEDED, True, "name")
    assert (new.recipient_name, new.name_hidden, new.replaces_id) == ("Ada Lindqvist-Öberg", True, old.pk)
    assert (new.valid_until, new.basis, new.awarded_at) == (old.valid_until, old.basis, LATER)
    assert (new.state(LATER), bit(new)) == (State.VALID, False)
    assert (new.uuid, new.code, new.subject_id) != (old.uuid, old.code, old.subject_id)
    document = read_document(bytes(new.document))
    assert document["credentialSubject"]["name"] == "Ada Lindqvist-Öberg"
    verify_proof(document, bytes(new.key.public))
    found = find_by_code(old.code)
    assert found is not None
    assert verify(found, reader_id=None, now=LATER).successor == new.code
    with pytest.raises(ChangeRefused):
        supersede_credential(credential.pk, name="Else", act=act())


def test_a_correction_keeps_the_attempt_and_nothing_is_awarded_twice_for_it() -> None:
    scheme = make_scheme()
    attempt = make_attempt(scheme.examination, UserFactory.create(legal_name="Ada L"))
    version = scheme.achievement.versions.get()
    credential = make_credential(version, attempt_id=attempt.pk)
    new = supersede_credential(credential.pk, name="Ada M", act=act())
    newer = supersede_credential(new.pk, name="Ada N", act=act(now=LATER + HOUR))
    assert newer.attempt_id == attempt.pk
    assert issue_due_credential(attempt.pk, now=LATER + HOUR) is None
    with pytest.raises(AlreadyAwarded):
        issue_credential(Award(version, "Ada", attempt_id=attempt.pk), actor_id=None, now=LATER)


def test_a_renewal_holds_anew_and_lets_the_old_one_run_out() -> None:
    scheme = make_scheme(validity_months=12)
    credential = make_credential(scheme.achievement.versions.get(), validity_months=12)
    assert credential.valid_until is not None
    when = credential.valid_until - timedelta(days=20)
    new = renew_credential(credential.pk, act=act("Met again.", now=when))
    assert new.valid_until is not None
    assert new.valid_until > credential.valid_until
    assert state(credential, when) is State.VALID
    assert state(credential, credential.valid_until) is State.EXPIRED
    with pytest.raises(ChangeRefused, match="renewed already"):
        renew_credential(credential.pk, act=act("Again.", now=when))


def test_recipients_are_reminded_twice_before_the_end_and_told_once_when_it_came() -> None:
    credential = make_credential(validity_months=24)
    make_credential(validity_months=None)
    end = credential.valid_until
    assert end is not None
    sent = []
    for days in (120, 89, 60, 29, 1, -1, -20, -60):
        now = end - timedelta(days=days)
        for pk, kind in due_reminders(now=now):
            assert remind(pk, kind, now=now)
            assert not remind(pk, kind, now=now)
            sent.append((days, kind))
    assert sent == [(89, "reminder-90"), (29, "reminder-30"), (-1, "expired")]
    for notice in pending_notices():
        assert send_notice(notice, now=end)
    assert len(mail.outbox) == 5
    assert sum(credential.code in message.body for message in mail.outbox) == 4


def test_nobody_is_reminded_of_what_was_renewed_or_withdrawn() -> None:
    scheme = make_scheme(validity_months=12)
    version = scheme.achievement.versions.get()
    renewed, revoked = (
        make_credential(version, validity_months=12),
        make_credential(version, validity_months=12),
    )
    assert renewed.valid_until is not None
    now = renewed.valid_until - timedelta(days=20)
    renew_credential(renewed.pk, act=act(now=now - HOUR))
    revoke_credential(revoked.pk, reason="error", private_text="", actor_id=None, now=now)
    assert list(due_reminders(now=now)) == []


@pytest.mark.parametrize("kind", ["suspend", "reinstate", "supersede", "revoke"])
def test_every_change_is_mailed_in_words_that_name_the_certificate(kind: str) -> None:
    credential = make_credential()
    if kind == "revoke":
        revoke_credential(credential.pk, reason="conduct", private_text="secret", actor_id=None, now=LATER)
    if kind in {"suspend", "reinstate"}:
        suspend_credential(credential.pk, act=act("secret"))
    if kind == "reinstate":
        reinstate_credential(credential.pk, act=act("secret"))
    if kind == "supersede":
        supersede_credential(credential.pk, name="Ada B", act=act("secret"))
    for notice in pending_notices():
        send_notice(notice, now=LATER)
    last = [message for message in mail.outbox if credential.code in message.body][-1]
    assert credential.code in last.alternatives[0][0]
    assert "Governance Practitioner" in last.subject
    assert "secret" not in str(last.message())
    assert "{" not in last.body


# --- keys ----------------------------------------------------------------------------------------


def test_a_change_of_keys_is_logged_with_the_document_that_is_published() -> None:
    old = make_credential()
    key = change_key("credential", actor_id=None, now=LATER)
    change = KeyChange.objects.get()
    assert (change.leaf.event, change.leaf.index) == ("keys-changed", LogLeaf.objects.count() - 1)
    names = [method["id"].rpartition("#")[2] for method in published_did_document()["verificationMethod"]]
    assert {old.key.kid, key.kid} <= set(names)
    assert key.kid.encode() in bytes(change.document)
    assert state(old) is State.VALID


def test_what_was_logged_before_a_key_was_compromised_stands_and_the_rest_is_revoked() -> None:
    before = make_credential()
    after = make_credential(before.achievement_version, now=NOON + 2 * HOUR)
    found = declare_compromised(
        before.key.kid, since=LATER, note="A copy was found.", actor_id=None, now=NOON + 3 * HOUR
    )
    assert found.revoked == (after.code,)
    assert found.successor is not None
    now = NOON + 4 * HOUR
    assert (state(before, now), state(after, now)) == (State.VALID, State.REVOKED)
    assert Credential.objects.get(pk=after.pk).public_reason == "key"
    assert (bit(before), bit(after)) == (False, True)
    whole = find_by_code(before.code)
    assert whole is not None
    checks = {check.name: check for check in verify(whole, reader_id=None, now=now).checks}
    assert checks["Check the issuing key"].result is Result.PASSED
    assert "before that" in checks["Check the issuing key"].words
    method = next(
        m for m in published_did_document()["verificationMethod"] if m["id"].endswith(f"#{before.key.kid}")
    )
    assert method["revoked"] == "2026-11-23T13:00:00Z"
    assert IssuerKey.objects.get(purpose="credential", retired_at=None).kid == found.successor.kid
    with pytest.raises(KeyChangeRefused):
        declare_compromised(before.key.kid, since=LATER + HOUR, note="", actor_id=None, now=now)
    with pytest.raises(KeyChangeRefused, match="no key"):
        declare_compromised("nobodys", since=LATER, note="", actor_id=None, now=now)
