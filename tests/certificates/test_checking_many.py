"""Many codes at once: the states of their own pages, in as many queries for 200 as for one."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.credentials import MAX_CODES, State, TooManyCodes, new_code
from certificates.models import Credential, CredentialPdf
from certificates.services.awards import Award
from certificates.services.changes import revoke_credential, set_name_visibility
from certificates.services.checking_many import verify_codes
from certificates.services.issuer import ensure_issuer
from certificates.services.issuing import issue_credentials
from certificates.services.specimens import ensure_specimens
from certificates.services.verifying import find_by_code, verify
from tests.factories.certificates import BASIS, NOON, make_credential, make_version

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def make_many(count: int) -> list[Credential]:
    ensure_issuer(now=NOON - DAY)
    version = make_version()
    awards = [Award(version, f"Holder {n}", basis=BASIS, validity_months=24) for n in range(count)]
    return issue_credentials(awards, actor_id=None, now=NOON)


def slip_of(code: str) -> str:
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def test_a_certificate_is_told_with_every_claim() -> None:
    credential = make_credential()
    [checked] = verify_codes([credential.code.lower().replace("-", " ")], now=NOON + DAY)
    award = checked.award
    assert (checked.state, checked.since, checked.reason) == (State.VALID, credential.awarded_at, "")
    assert checked.checked_at == NOON + DAY
    assert award is not None
    assert (award.code, award.uuid, award.name) == (credential.code, credential.uuid, "Ada Lindqvist")
    assert (award.title, award.achievement_code, award.level) == (
        "Governance Practitioner",
        "GV-201",
        "practitioner",
    )
    assert award.version_address == "http://localhost:8000/achievements/governance-practitioner/v1"
    assert award.address == f"http://localhost:8000/credentials/{credential.uuid}"
    assert award.public_address == f"http://localhost:8000/verify/{credential.code}/"
    assert (award.supervision, award.identity_basis) == ("unsupervised", "self-declared")
    assert (award.is_pilot, award.is_specimen, award.name_hidden) == (True, False, False)


def test_results_stand_in_the_order_of_the_codes_and_a_code_twice_is_told_twice() -> None:
    codes = [credential.code for credential in make_many(5)]
    asked = [codes[3], "nonsense", codes[0], codes[3]]
    found = verify_codes(asked, now=NOON + DAY)
    assert [checked.typed for checked in found] == asked
    assert [checked.award.code if checked.award else None for checked in found] == [
        codes[3],
        None,
        codes[0],
        codes[3],
    ]


def test_as_many_queries_for_two_hundred_as_for_one_and_for_none_that_exists() -> None:
    codes = [credential.code for credential in make_many(200)]
    counts = []
    for asked in (codes[:1], codes, ["nonsense"], [new_code()], [slip_of(codes[0])]):
        with CaptureQueriesContext(connection) as captured:
            verify_codes(asked, now=NOON + DAY)
        counts.append(len(captured.captured_queries))
        assert not [
            query for query in captured.captured_queries if CredentialPdf._meta.db_table in query["sql"]
        ]
    assert set(counts) == {2}


def test_a_slip_is_reported_with_what_was_likely_meant_and_is_never_verified() -> None:
    code = make_credential().code
    [checked] = verify_codes([slip_of(code)], now=NOON + DAY)
    assert checked.state is State.NO_SUCH_CODE
    assert checked.offers == (code,)
    assert checked.award is None


def test_unknown_malformed_and_erased_codes_have_the_same_result() -> None:
    erased = make_credential()
    Credential.objects.filter(pk=erased.pk).update(document=b"", standing="superseded")
    found = verify_codes([erased.code, new_code(), "nonsense", ""], now=NOON + DAY)
    assert {
        (checked.state, checked.offers, checked.since, checked.reason, checked.award) for checked in found
    } == {(State.NO_SUCH_CODE, (), None, "", None)}


def test_a_hidden_name_is_not_told_and_the_rest_is() -> None:
    credential = make_credential()
    set_name_visibility(credential.pk, hidden=True, recipient_id=credential.recipient_id, now=NOON)
    [checked] = verify_codes([credential.code], now=NOON + DAY)
    assert checked.state is State.VALID
    assert checked.award is not None
    assert (checked.award.name, checked.award.name_hidden) == (None, True)


def test_a_revoked_certificate_is_told_with_the_day_and_the_public_reason() -> None:
    credential = make_credential()
    revoke_credential(credential.pk, reason="conduct", private_text="x", actor_id=None, now=NOON + DAY)
    [checked] = verify_codes([credential.code], now=NOON + 2 * DAY)
    assert (checked.state, checked.since, checked.reason) == (State.REVOKED, NOON + DAY, "conduct")


def _changed(credential: Credential) -> bytes:
    return bytes(credential.document).replace(b"Ada Lindqvist", b"Eva Lindqvist")


def _bytes(credential: Credential) -> None:
    Credential.objects.filter(pk=credential.pk).update(document=_changed(credential))


def _bytes_and_digest(credential: Credential) -> None:
    digest = hashlib.sha256(_changed(credential)).hexdigest()
    Credential.objects.filter(pk=credential.pk).update(document=_changed(credential), digest=digest)


def _revoked(credential: Credential) -> None:
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=NOON)


def _nothing(credential: Credential) -> None:
    pass


@pytest.mark.parametrize("later", [-DAY, DAY, 3 * 365 * DAY], ids=["before", "in date", "after"])
@pytest.mark.parametrize("harm", [_nothing, _bytes, _bytes_and_digest, _revoked])
def test_the_state_is_that_of_the_certificates_own_page(harm: Any, later: timedelta) -> None:
    credential = make_credential()
    harm(credential)
    found = find_by_code(credential.code)
    assert found is not None
    [checked] = verify_codes([credential.code], now=NOON + later)
    assert checked.state is verify(found, reader_id=None, now=NOON + later).state


def test_specimens_are_told_as_such_in_each_of_their_states() -> None:
    ensure_issuer(now=NOON - DAY)
    ensure_specimens(now=NOON)
    codes = list(Credential.objects.filter(is_specimen=True).values_list("code", flat=True))
    found = verify_codes(codes, now=NOON + DAY)
    assert {checked.state for checked in found} == {State.VALID, State.REVOKED, State.EXPIRED}
    assert all(checked.award and checked.award.is_specimen for checked in found)


def test_more_than_a_thousand_are_refused_with_their_number() -> None:
    with pytest.raises(TooManyCodes) as refusal:
        verify_codes(["x"] * (MAX_CODES + 1), now=NOON)
    assert refusal.value.count == MAX_CODES + 1
