"""Renewal by passing again: when it opens, what counts in it, and what the old certificate then says."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import StaffAct
from assessments.models import Assessment, Attempt
from assessments.services.outcomes import submit_attempt
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import read_standing, start_attempt
from certificates.models import CertificationScheme, Credential
from certificates.services.changes import Act, revoke_credential, suspend_credential
from certificates.services.due import issue_due_credential
from certificates.services.erasing import erase_credential
from certificates.services.issuer import ensure_issuer
from certificates.services.reminders import due_reminders, remind
from certificates.services.renewing import WINDOW
from certificates.services.replacing import renew_credential, supersede_credential
from certificates.services.verifying import find_by_code, verify
from tests.factories.accounts import UserFactory
from tests.factories.assessments import NOON, RIGHT, WRONG, make_assessment, make_bank
from tests.factories.certificates import make_scheme

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def scheme() -> CertificationScheme:
    ensure_issuer(now=NOON)
    return make_scheme(examination=make_assessment(make_bank(items=8)), validity_months=24)


@pytest.fixture
def ada() -> Any:
    return UserFactory.create(legal_name="Ada Lindqvist")


def sit(examination: Assessment, user: Any, *, now: datetime, answer: dict[str, str] = RIGHT) -> Attempt:
    attempt = start_attempt(examination, user, agreed=True, now=now)
    for position in (1, 2):
        save_response(attempt.uuid, position, Answer(answer, 0), user_id=user.pk, now=now)
    submit_attempt(attempt.pk, now=now)
    return attempt


def earn(scheme: CertificationScheme, user: Any, *, now: datetime = NOON) -> Credential:
    credential = issue_due_credential(sit(scheme.examination, user, now=now).pk, now=now)
    assert credential is not None
    return credential


def window_of(credential: Credential) -> datetime:
    assert credential.valid_until is not None
    return credential.valid_until - WINDOW


def refusal(scheme: CertificationScheme, user: Any, now: datetime) -> str:
    return str(read_standing(scheme.examination, user, now=now).refusal or "")


def test_who_passes_again_near_the_end_renews_and_hears_no_more_of_the_old_one(
    scheme: CertificationScheme, ada: Any
) -> None:
    old = earn(scheme, ada)
    opens = window_of(old)
    assert [pk for pk, _kind in due_reminders(now=opens + DAY)] == [old.pk]
    new = earn(scheme, ada, now=opens + 2 * DAY)
    assert (new.replaces_id, new.attempt_id is not None) == (old.pk, True)
    assert old.events.order_by("-pk").values_list("event", flat=True)[0] == "renewed"
    assert not StaffAct.objects.filter(act="certificate.changed").exists()
    found = find_by_code(old.code)
    assert found is not None
    assert verify(found, reader_id=None, now=opens + 3 * DAY).successor == new.code
    assert old.valid_until is not None
    for days in (80, 20, -1):
        assert list(due_reminders(now=old.valid_until - days * DAY)) == []
    assert not remind(old.pk, "expired", now=old.valid_until + DAY)
    assert "passed" in refusal(scheme, ada, old.valid_until + DAY)


def test_the_pages_say_when_it_may_be_renewed_and_that_it_was(
    scheme: CertificationScheme, ada: Any, client: Client
) -> None:
    today = timezone.now()
    old = earn(scheme, ada, now=today - timedelta(days=725))
    client.force_login(ada)
    page, start = f"/credentials/{old.uuid}", f"/assessments/{scheme.examination.uuid}/"
    assert start in client.get(page).content.decode()
    assert "to renew your certificate" in client.get(start).content.decode()
    new = earn(scheme, ada, now=today)
    for address in (page, f"/verify/{old.code}/"):
        shown = client.get(address).content.decode()
        assert f"/verify/{new.code}/" in shown
        assert "It was renewed" in shown
    assert start not in client.get(page).content.decode()
    assert "You have passed this examination." in client.get(start).content.decode()


def test_before_the_window_a_second_start_after_passing_is_refused(
    scheme: CertificationScheme, ada: Any
) -> None:
    opens = window_of(earn(scheme, ada))
    assert "passed" in refusal(scheme, ada, opens - timedelta(seconds=1))
    assert refusal(scheme, ada, opens) == ""
    assert refusal(scheme, ada, opens + 900 * DAY) == ""


def test_a_renewal_has_attempts_of_its_own(scheme: CertificationScheme, ada: Any) -> None:
    sit(scheme.examination, ada, now=NOON - DAY, answer=WRONG)
    opens = window_of(earn(scheme, ada))
    assert read_standing(scheme.examination, ada, now=opens).left == 2
    for days in (1, 2):
        sit(scheme.examination, ada, now=opens + days * DAY, answer=WRONG)
    assert "every attempt" in refusal(scheme, ada, opens + 5 * DAY)
    numbers = scheme.examination.attempts.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]


def test_a_bank_lasts_for_any_number_of_renewals(scheme: CertificationScheme, ada: Any) -> None:
    forms, credential = [], earn(scheme, ada)
    for _year in range(5):
        forms.append(
            set(scheme.examination.attempts.latest("number").items.values_list("version", flat=True))
        )
        credential = earn(scheme, ada, now=window_of(credential) + DAY)
        newest = scheme.examination.attempts.latest("number").items.values_list("version", flat=True)
        assert not forms[-1] & set(newest)


@pytest.mark.parametrize(
    "deed",
    [
        lambda pk, at: revoke_credential(pk, reason="conduct", private_text="", actor_id=None, now=at),
        lambda pk, at: suspend_credential(pk, act=Act(at, private_text="So.")),
        lambda pk, at: erase_credential(pk, act=Act(at)),
    ],
    ids=["revoked", "suspended", "erased"],
)
def test_what_does_not_stand_is_not_renewed_by_passing(
    scheme: CertificationScheme, ada: Any, deed: Any
) -> None:
    old = earn(scheme, ada)
    deed(old.pk, NOON + DAY)
    assert "passed" in refusal(scheme, ada, window_of(old) + DAY)


def test_a_corrected_or_renewed_certificate_is_the_one_that_is_renewed(
    scheme: CertificationScheme, ada: Any
) -> None:
    old = earn(scheme, ada)
    corrected = supersede_credential(
        old.pk, name="Ada Öberg", act=Act(window_of(old) - DAY, private_text="So.")
    )
    by_hand = renew_credential(corrected.pk, act=Act(window_of(old) + DAY, private_text="Met."))
    assert "passed" in refusal(scheme, ada, window_of(old) + 2 * DAY)
    new = earn(scheme, ada, now=window_of(by_hand) + DAY)
    assert new.replaces_id == by_hand.pk


def test_a_pass_whose_renewal_was_erased_is_not_awarded_again(scheme: CertificationScheme, ada: Any) -> None:
    old = earn(scheme, ada)
    new = earn(scheme, ada, now=window_of(old) + DAY)
    erase_credential(new.pk, act=Act(window_of(old) + 2 * DAY))
    assert new.attempt_id is not None
    assert issue_due_credential(new.attempt_id, now=window_of(old) + 3 * DAY) is None
