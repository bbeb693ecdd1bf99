"""/credentials/<uuid> in each of its forms, the recipient's page, and what an issuer publishes."""

import hashlib
import html
import json
import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from certificates.credentials import decode, is_set, public_bytes, verify_proof
from certificates.models import Credential
from certificates.services.changes import revoke_credential
from certificates.services.pdfs import render_pdf
from certificates.services.specimens import ensure_specimens
from tests.factories.accounts import UserFactory
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def credential() -> Credential:
    return make_credential(now=timezone.now() - DAY)


@pytest.fixture
def recipient(credential: Credential) -> User:
    assert credential.recipient is not None
    return credential.recipient


def get(client: Client, credential: Credential, suffix: str = "", **headers: str) -> Any:
    return client.get(f"/credentials/{credential.uuid}{suffix}", headers=headers)


@pytest.mark.parametrize(
    "accept", ["application/vc", "application/vc+ld+json", "application/ld+json", "application/json"]
)
def test_a_machine_gets_the_signed_bytes_in_the_type_it_asked_for(
    client: Client, credential: Credential, accept: str
) -> None:
    response = get(client, credential, accept=accept)
    assert response.status_code == 200
    assert response["Content-Type"] == accept
    assert hashlib.sha256(response.content).hexdigest() == credential.digest
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cache-Control"] == "no-cache"
    assert {"Accept", "Cookie"} <= set(response["Vary"].split(", "))
    again = get(client, credential, accept=accept, if_none_match=response["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_a_person_gets_the_page_and_the_suffix_forces_the_bytes(
    client: Client, credential: Credential
) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    response = get(client, credential, accept=browser)
    assert response["Content-Type"].startswith("text/html")
    assert "Accept" in response["Vary"]
    assert "This certificate is valid" in response.content.decode()
    assert json.loads(get(client, credential, ".json", accept=browser).content)["id"].endswith(
        str(credential.uuid)
    )


def test_the_json_costs_one_query_and_no_session(
    client: Client, credential: Credential, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):
        response = get(client, credential, ".json")
    assert not response.cookies


def test_the_bytes_stay_the_same_after_a_revocation(client: Client, credential: Credential) -> None:
    before = get(client, credential, ".json").content
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    response = get(client, credential, ".json")
    assert (response.status_code, response.content) == (200, before)


def test_nobody_finds_a_credential_that_is_not_there(client: Client) -> None:
    for suffix in ("", ".json", ".pdf"):
        assert client.get(f"/credentials/{uuid4()}{suffix}").status_code == 404


def test_the_pdf_says_to_wait_until_it_is_there_and_is_then_always_the_same(
    client: Client, credential: Credential
) -> None:
    assert get(client, credential, ".pdf").status_code == 503
    render_pdf(credential.pk, now=timezone.now())
    response = get(client, credential, ".pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    assert get(client, credential, ".pdf", if_none_match=response["ETag"]).status_code == 304


def test_the_recipient_gets_downloads_linkedin_and_the_choice_about_the_name(
    client: Client, credential: Credential, recipient: User
) -> None:
    render_pdf(credential.pk, now=timezone.now())
    client.force_login(recipient)
    response = get(client, credential)
    text = response.content.decode()
    assert f"/credentials/{credential.uuid}.pdf" in text
    assert f"/credentials/{credential.uuid}.json" in text
    assert "linkedin.com/profile/add?startTask=CERTIFICATION_NAME" in text
    assert f"certId={credential.code}" in text
    assert 'value="hide"' in text
    assert "private" in response["Cache-Control"]


def test_hiding_and_showing_the_name_is_the_recipients_alone(
    client: Client, credential: Credential, recipient: User
) -> None:
    address = f"/credentials/{credential.uuid}/visibility/"
    assert client.post(address, {"name": "hide"})["Location"].startswith("/accounts/login/")
    client.force_login(UserFactory.create())
    assert client.post(address, {"name": "hide"}).status_code == 404
    client.force_login(recipient)
    assert client.get(address).status_code == 405
    client.post(address, {"name": "hide"})
    credential.refresh_from_db()
    assert credential.name_hidden
    assert 'value="show"' in get(client, credential).content.decode()
    client.post(address, {"name": "show"})
    credential.refresh_from_db()
    assert not credential.name_hidden


def test_while_the_name_is_hidden_every_form_that_holds_it_opens_for_the_recipient_alone(
    client: Client, credential: Credential, recipient: User
) -> None:
    render_pdf(credential.pk, now=timezone.now())
    Credential.objects.filter(pk=credential.pk).update(name_hidden=True)
    strangers = [Client(), Client()]
    strangers[1].force_login(UserFactory.create())
    for stranger in strangers:
        for suffix in (".json", ".pdf"):
            response = get(stranger, credential, suffix)
            assert response.status_code == 403
            assert credential.recipient_name.encode() not in response.content
        assert get(stranger, credential, accept="application/vc").status_code == 403
        page = get(stranger, credential, accept="text/html")
        assert page.status_code == 200
        assert credential.recipient_name not in page.content.decode()
    client.force_login(recipient)
    for suffix in (".json", ".pdf"):
        assert get(client, credential, suffix).status_code == 200


def test_revoking_does_not_change_who_sees_the_name(client: Client, credential: Credential) -> None:
    Credential.objects.filter(pk=credential.pk).update(name_hidden=True)
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    assert get(client, credential, ".json").status_code == 403
    assert credential.recipient_name not in get(client, credential).content.decode()


def test_the_did_document_holds_the_key_that_verifies_the_credential(
    client: Client, credential: Credential
) -> None:
    response = client.get("/.well-known/did.json")
    assert response["Access-Control-Allow-Origin"] == "*"
    document = response.json()
    served = json.loads(get(client, credential, ".json").content)
    method = served["proof"]["verificationMethod"]
    assert document["id"] == served["issuer"]["id"] == "did:web:localhost%3A8000"
    assert method in document["assertionMethod"]
    keys = {entry["id"]: entry["publicKeyMultibase"] for entry in document["verificationMethod"]}
    verify_proof(served, public_bytes(keys[method]))


def test_the_status_list_shows_the_revocation_at_once_and_names_nobody(
    client: Client, credential: Credential
) -> None:
    address = f"/status/{credential.status_list.slug}"
    before = client.get(address)
    assert before["Content-Type"] == "application/vc"
    assert not is_set(
        decode(json.loads(before.content)["credentialSubject"]["encodedList"]), credential.status_index
    )
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    after = client.get(address, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert is_set(
        decode(json.loads(after.content)["credentialSubject"]["encodedList"]), credential.status_index
    )
    verify_proof(json.loads(after.content), bytes(credential.key.public))
    assert client.get(address, headers={"if-none-match": after["ETag"]}).status_code == 304
    assert client.get("/status/nothing").status_code == 404


def test_the_achievement_says_the_same_at_its_address_as_in_the_credential(
    client: Client, credential: Credential
) -> None:
    inside = json.loads(bytes(credential.document))["credentialSubject"]["achievement"]
    path = inside["id"].partition("localhost:8000")[2]
    published = client.get(path, headers={"accept": "application/json"}).json()
    assert {**published, "tag": None} == {**inside, "tag": None}
    assert published["tag"] == ["pilot"]
    page = client.get(path, headers={"accept": "text/html"})
    assert "Passed an examination." in page.content.decode()
    assert client.get(path.replace("/v1", "/v9")).status_code == 404


def test_the_issuer_says_who_signs_to_machines_and_to_people(client: Client, credential: Credential) -> None:
    profile = client.get("/issuer", headers={"accept": "application/json"}).json()
    assert profile["id"] == "did:web:localhost%3A8000"
    assert (
        "did:web:localhost%3A8000" in client.get("/issuer", headers={"accept": "text/html"}).content.decode()
    )


def test_specimens_have_a_key_and_a_list_of_their_own_and_stay_out_of_the_log(client: Client) -> None:
    real = make_credential(now=timezone.now() - DAY)
    ensure_specimens(now=timezone.now())
    ensure_specimens(now=timezone.now())
    specimens = Credential.objects.filter(is_specimen=True)
    assert specimens.count() == 3
    for specimen in specimens:
        document = json.loads(get(client, specimen, ".json").content)
        assert document["name"].startswith("SPECIMEN")
        assert "specimen" in document["credentialSubject"]["achievement"]["tag"]
        assert document["proof"]["verificationMethod"].endswith("#specimen-1")
        assert specimen.status_list != real.status_list
        assert specimen.leaf is None
        verify_proof(document, bytes(specimen.key.public))


def test_the_recipient_finds_every_form_with_words_on_what_it_is_for(
    client: Client, credential: Credential, recipient: User
) -> None:
    render_pdf(credential.pk, now=timezone.now())
    client.force_login(recipient)
    text = get(client, credential).content.decode()
    for suffix in (".pdf", ".png", ".svg", ".json", ".zip"):
        assert f'href="/credentials/{credential.uuid}{suffix}"' in text
    for words in ("To print or to send", "For a profile", "For wallets", "to check it with no network"):
        assert words in text


def test_the_link_to_linkedin_carries_the_facts_and_is_the_recipients_alone(
    client: Client, credential: Credential, recipient: User
) -> None:
    client.force_login(recipient)
    found = re.search(
        r'<a [^>]*href="(https://www\.linkedin\.com/[^"]*)"[^>]*>', get(client, credential).content.decode()
    )
    assert found is not None
    assert 'rel="noopener noreferrer"' in found.group()
    facts = dict(parse_qsl(urlsplit(html.unescape(found[1])).query))
    until = credential.valid_until
    assert until is not None
    assert facts == {
        "startTask": "CERTIFICATION_NAME",
        "name": "Governance Practitioner",
        "organizationName": "Assay",
        "issueYear": str(credential.awarded_at.year),
        "issueMonth": str(credential.awarded_at.month),
        "expirationYear": str(until.year),
        "expirationMonth": str(until.month),
        "certUrl": f"http://localhost:8000/credentials/{credential.uuid}",
        "certId": credential.code,
    }
    assert "linkedin.com" not in get(Client(), credential).content.decode()
