"""What an employer sees: /verify/ and /verify/<code>/."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates.models import Credential
from certificates.services.changes import revoke_credential, set_name_visibility
from certificates.services.log import sign_head
from certificates.services.specimens import ensure_specimens
from certificates.services.status import sign_list
from tests.factories.accounts import UserFactory
from tests.factories.certificates import NOON, make_credential

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
CHECKS = 6


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(client: Client, credential: Credential, **headers: str) -> Any:
    return client.get(f"/verify/{credential.code}/", headers=headers)


def results(response: Any) -> list[str]:
    stepper = response.content.decode().partition('class="stepper"')[2].partition("</ol>")[0]
    return re.findall(r'<span class="figure">([^<]+)</span>', stepper)


@pytest.fixture
def credential() -> Credential:
    return make_credential(now=timezone.now() - DAY)


def test_a_valid_certificate_shows_every_claim_and_six_checks(client: Client, credential: Credential) -> None:
    response = page(client, credential)
    assert response.status_code == 200
    text = text_of(response)
    assert "This certificate is valid" in text
    for claim in (
        credential.recipient_name,
        "Governance Practitioner (GV-201)",
        "Practitioner",
        "Examination of governance, 24 items",
        "Unsupervised",
        "Self-declared",
        "Specimen item bank",
        "Pilot",
        credential.code,
        "did:web:",
    ):
        assert claim in text, claim
    assert results(response) == ["Passed"] * CHECKS
    assert "does not show that the person in front of you is the holder" in text
    assert "Not witnessed" not in text
    sign_head(now=timezone.now())
    assert "Not witnessed" in text_of(page(client, credential))


def test_the_page_costs_two_queries_and_no_session(
    client: Client, credential: Credential, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(2):
        response = page(client, credential)
    assert response.status_code == 200
    assert not response.cookies
    assert django_settings.SESSION_COOKIE_NAME not in client.cookies


def test_a_revoked_certificate_says_when_and_why_and_is_never_a_missing_page(
    client: Client, credential: Credential
) -> None:
    revoke_credential(
        credential.pk, reason="conduct", private_text="Private remark", actor_id=None, now=timezone.now()
    )
    response = page(client, credential)
    text = text_of(response)
    assert response.status_code == 200
    assert "This certificate has been revoked" in text
    assert "A decision on conduct" in text
    assert "Private remark" not in text
    assert "is valid" not in text
    assert results(response).count("Failed") == 1


def test_an_expired_certificate_says_so(client: Client) -> None:
    credential = make_credential(now=timezone.now() - 3 * 365 * DAY)
    text = text_of(page(client, credential))
    assert "This certificate has expired" in text
    assert "It was genuine and held until" in text


def test_a_certificate_of_tomorrow_is_not_valid_yet(client: Client) -> None:
    credential = make_credential(now=timezone.now() + DAY)
    assert "This certificate is not valid yet" in text_of(page(client, credential))


def test_bytes_that_were_changed_in_the_store_are_called_changed(
    client: Client, credential: Credential
) -> None:
    changed = bytes(credential.document).replace(b"Ada Lindqvist", b"Eva Lindqvist")
    Credential.objects.filter(pk=credential.pk).update(document=changed)
    response = page(client, credential)
    assert "has been changed since it was signed" in text_of(response)
    assert results(response)[1] == "Failed"


def test_bytes_changed_together_with_their_digest_are_found_out_by_the_log(
    client: Client, credential: Credential
) -> None:
    changed = bytes(credential.document).replace(b"Ada Lindqvist", b"Eva Lindqvist")
    digest = hashlib.sha256(changed).hexdigest()
    Credential.objects.filter(pk=credential.pk).update(document=changed, digest=digest)
    response = page(client, credential)
    assert "has been changed since it was signed" in text_of(response)
    assert results(response)[3] == "Failed"


def test_a_stale_revocation_list_is_not_done_and_not_failed(client: Client, credential: Credential) -> None:
    sign_list(credential.status_list, now=timezone.now() - 3 * DAY)
    assert results(page(client, credential))[4] == "Not done"


def test_a_hidden_name_is_in_nothing_that_the_public_gets(client: Client, credential: Credential) -> None:
    assert credential.recipient_id is not None
    set_name_visibility(credential.pk, hidden=True, recipient_id=credential.recipient_id, now=NOON)
    response = page(client, credential)
    assert credential.recipient_name not in response.content.decode()
    assert "Name hidden by the holder" in text_of(response)
    assert f"/credentials/{credential.uuid}.json" not in response.content.decode()


@pytest.mark.parametrize("typed", ["", "x" * 2000, "ASY-0000-0000-0001", "%00", "’’’", "<script>", "ASY"])
def test_whatever_is_typed_is_answered_calmly(client: Client, typed: str) -> None:
    response = client.get("/verify/", {"code": typed}, follow=True)
    assert response.status_code in {200, 404}
    assert "<script>" not in response.content.decode()


def test_unknown_and_malformed_codes_are_answered_in_the_same_shape_for_the_same_work(client: Client) -> None:
    bodies, queries = [], []
    for code in ("ASY-7777-7777-7777", "NOT-A-CODE-AT-ALL"):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(f"/verify/{code}/")
        assert response.status_code == 404
        bodies.append(response.content.decode().replace(code, "").split("sm muted")[0])
        queries.append(
            [query["sql"] for query in captured.captured_queries if "certificates_" in query["sql"]]
        )
    assert bodies[0] == bodies[1]
    assert len(queries[0]) == len(queries[1]) == 1
    assert "more than one character differs" in bodies[0]


def test_one_slip_is_offered_as_a_link_without_asking_the_database_and_never_verified_by_itself(
    client: Client, credential: Credential
) -> None:
    wrong = credential.code[:-1] + ("0" if credential.code[-1] != "0" else "1")
    with CaptureQueriesContext(connection) as captured:
        response = client.get(f"/verify/{wrong}/")
    assert not [query for query in captured.captured_queries if "certificates_" in query["sql"]]
    assert response.status_code == 404
    assert "Did you mean" in text_of(response)
    assert f'href="/verify/{credential.code}/"' in response.content.decode()
    assert credential.recipient_name not in response.content.decode()


def test_swapped_neighbours_are_offered(client: Client, credential: Credential) -> None:
    code = credential.code
    place = next(
        index
        for index in range(4, 17)
        if "-" not in code[index : index + 2] and code[index] != code[index + 1]
    )
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert f'href="/verify/{code}/"' in client.get(f"/verify/{wrong}/").content.decode()


@pytest.mark.parametrize(
    "form",
    [
        "{code}",
        " {code} ",
        "{lower}",
        "{loose}",
        "http://localhost:8000/verify/{code}/",
    ],
)
def test_the_form_takes_a_code_or_an_address_as_people_paste_it(
    client: Client, credential: Credential, form: str
) -> None:
    code = credential.code
    typed = form.format(code=code, lower=code.lower(), loose=code[4:].replace("-", " "))
    response = client.get("/verify/", {"code": typed})
    assert response["Location"] == f"/verify/{code}/"


def test_the_form_takes_the_address_of_the_credential(client: Client, credential: Credential) -> None:
    response = client.get("/verify/", {"code": f"http://localhost:8000/credentials/{credential.uuid}.json"})
    assert response["Location"] == f"/credentials/{credential.uuid}"


def test_the_page_is_asked_for_again_and_not_sent_again(client: Client, credential: Credential) -> None:
    response = page(client, credential)
    assert response["Cache-Control"] == "no-cache"
    etag = response["ETag"]
    assert page(client, credential, if_none_match=etag).status_code == 304
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    again = page(client, credential, if_none_match=etag)
    assert again.status_code == 200
    assert "has been revoked" in text_of(again)


def test_the_version_tag_depends_on_language_and_visibility(client: Client, credential: Credential) -> None:
    etag = page(client, credential)["ETag"]
    assert page(client, credential, accept_language="fr")["ETag"] != etag
    assert credential.recipient_id is not None
    set_name_visibility(credential.pk, hidden=True, recipient_id=credential.recipient_id, now=NOON)
    assert page(client, credential)["ETag"] != etag


def test_a_signed_in_reader_gets_a_page_that_no_cache_keeps_for_others(
    client: Client, credential: Credential
) -> None:
    client.force_login(UserFactory.create())
    response = page(client, credential)
    assert "private" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_the_start_page_links_the_specimens_and_each_says_specimen_on_its_face(client: Client) -> None:
    ensure_specimens(now=timezone.now())
    start = client.get("/verify/").content.decode()
    states = {}
    for specimen in Credential.objects.filter(is_specimen=True):
        assert f'href="/verify/{specimen.code}/"' in start
        response = page(client, specimen)
        assert "SPECIMEN" in text_of(response)
        assert results(response)[3] == "Not done"
        states[re.search(r'data-state="([^"]+)"', response.content.decode())[1]] = specimen
    assert set(states) == {"valid", "revoked", "expired"}


def test_head_is_answered_and_post_is_refused(client: Client, credential: Credential) -> None:
    assert client.head(f"/verify/{credential.code}/").status_code == 200
    assert client.post(f"/verify/{credential.code}/").status_code == 405
