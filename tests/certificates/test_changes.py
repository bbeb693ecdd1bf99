"""What may be done to a credential, and what it leaves: an event, a leaf, a mail, a fresh list."""

import json
from datetime import timedelta
from typing import Any

import pytest

from accounts.roles import Role
from certificates.credentials import State, decode, is_set
from certificates.models import CredentialEvent, CredentialNotice, LogCheckpoint, LogLeaf, StatusList
from certificates.services.changes import ChangeRefused, revoke_credential, set_name_visibility
from certificates.services.held import credentials_of
from certificates.services.status import SIGN_AFTER, sign_due_lists, stale_lists
from certificates.tasks import sign_checkpoint, sign_status_lists
from tests.factories.accounts import UserFactory, staff
from tests.factories.certificates import NOON, make_credential

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def revoke(credential: Any, reason: str = "error", *, now: Any = NOON + HOUR) -> CredentialEvent:
    return revoke_credential(credential.pk, reason=reason, private_text="p", actor_id=None, now=now)


def bit(credential: Any) -> bool:
    listed = StatusList.objects.get(pk=credential.status_list_id)
    document = json.loads(bytes(listed.document))
    return is_set(decode(document["credentialSubject"]["encodedList"]), credential.status_index)


def test_a_revocation_sets_the_bit_writes_a_leaf_and_owes_a_mail_together() -> None:
    credential, other = make_credential(), make_credential()
    event = revoke(credential)
    credential.refresh_from_db()
    assert credential.state(NOON + HOUR) is State.REVOKED
    assert (bit(credential), bit(other)) == (True, False)
    assert StatusList.objects.get().signed_at == NOON + HOUR
    assert event.leaf is not None
    assert json.loads(bytes(event.leaf.data))["event"] == "revoked"
    assert LogLeaf.objects.count() == 3
    assert CredentialNotice.objects.get(event=event).state == CredentialNotice.State.PENDING


def test_a_second_revocation_is_refused_and_changes_nothing() -> None:
    credential = make_credential()
    revoke(credential)
    with pytest.raises(ChangeRefused, match="already"):
        revoke(credential, "conduct")
    credential.refresh_from_db()
    assert credential.public_reason == "error"
    assert CredentialEvent.objects.filter(event="revoked").count() == 1


def test_a_reason_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(ChangeRefused, match="public reason"):
        revoke(make_credential(), "he was late")


def test_lists_are_signed_again_each_hour_and_are_valid_for_two_days() -> None:
    make_credential()
    assert sign_due_lists(now=NOON + SIGN_AFTER / 2) == 0
    assert sign_due_lists(now=NOON + SIGN_AFTER) == 1
    listed = StatusList.objects.get()
    assert listed.valid_until == NOON + SIGN_AFTER + timedelta(hours=48)
    assert stale_lists(now=NOON + timedelta(hours=24)) == []
    assert stale_lists(now=NOON + timedelta(hours=26)) == ["r1"]


def test_the_tasks_that_sign_may_run_at_any_time() -> None:
    sign_status_lists()
    sign_checkpoint()
    assert not LogCheckpoint.objects.exists()
    make_credential()
    sign_checkpoint()
    sign_checkpoint()
    # The certificate, and the set of keys that signed it.
    assert LogCheckpoint.objects.get().size == 2


def test_a_half_given_list_is_followed_by_another() -> None:
    first = make_credential()
    StatusList.objects.update(given=131_072 // 2)
    second = make_credential()
    assert {first.status_list.slug, second.status_list.slug} == {"r1", "r2"}
    assert StatusList.objects.get(slug="r2").given == 1


def test_only_the_recipient_hides_the_name() -> None:
    credential = make_credential()
    stranger = UserFactory.create()
    assert set_name_visibility(credential.pk, hidden=True, recipient_id=stranger.pk, now=NOON) is False
    assert (
        set_name_visibility(credential.pk, hidden=True, recipient_id=credential.recipient_id or 0, now=NOON)
        is True
    )


def test_a_person_sees_their_own_credentials_and_an_officer_sees_all(
    django_assert_num_queries: Any,
) -> None:
    mine, other = make_credential(), make_credential()
    assert mine.recipient is not None
    model = type(mine)
    assert list(model.objects.visible_to(mine.recipient)) == [mine]
    officer = staff(Role.CERTIFICATION_OFFICER)
    assert set(model.objects.visible_to(officer)) == {mine, other}
    with django_assert_num_queries(1):
        held = credentials_of(mine.recipient.pk, now=NOON)
    assert [(one.code, one.state) for one in held] == [(mine.code, State.VALID)]


def test_what_was_recorded_cannot_be_changed_or_deleted() -> None:
    credential = make_credential()
    assert credential.leaf is not None
    for record in (credential.leaf, credential.achievement_version):
        with pytest.raises(TypeError):
            record.save()
    with pytest.raises(TypeError):
        credential.leaf.delete()
