"""Handing in a file on the page, and receipts."""

import base64
import hashlib
import json
import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from certificates.models import Credential, VerificationRecord
from certificates.services import limits
from certificates.services.changes import revoke_credential, set_name_visibility
from certificates.services.handed_in import MAX_FILE
from certificates.services.limits import allow
from certificates.services.pdfs import render_pdf
from tests.certificates import carriers
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
BOUNDARY = "assay-boundary"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture(autouse=True)
def _no_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    # No window ends while a test counts.
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1_800_000_010.0))


@pytest.fixture
def credential() -> Credential:
    return make_credential(now=timezone.now() - DAY)


def hand_in(client: Client, data: bytes, name: str = "whatever.txt", **extra: Any) -> Any:
    return client.post("/verify/file/", {"file": SimpleUploadedFile(name, data), **extra})


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def state_of(response: Any) -> str:
    return str(re.search(r'data-state="([^"]+)"', response.content.decode())[1])  # type: ignore[index]


def test_the_start_page_offers_the_form_and_says_that_no_file_is_kept(client: Client) -> None:
    response = client.get("/verify/")
    assert 'enctype="multipart/form-data"' in response.content.decode()
    assert "no file is kept" in text_of(response)


def test_a_genuine_file_shows_the_register_s_page_with_one_check_more(
    client: Client, credential: Credential
) -> None:
    response = hand_in(client, carriers.png(bytes(credential.document)), "photo.exe")
    assert (response.status_code, state_of(response)) == (200, "valid")
    text = text_of(response)
    for words in (
        "This certificate is valid",
        credential.recipient_name,
        "verified now over its content",
        "A picture in PNG. Everything shown on this page comes from our register",
        "Receipt of this check",
    ):
        assert words in text, words
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"


def test_a_forged_page_around_a_genuine_credential_is_said_first(
    client: Client, credential: Credential
) -> None:
    render_pdf(credential.pk, now=timezone.now())
    response = hand_in(client, carriers.pdf(bytes(credential.document)))
    assert "The credential is valid, but this printed page is not ours" in text_of(response)
    assert "nothing in it has changed" not in text_of(response)
    assert "The page itself is not the one we made" in text_of(response)
    assert "This certificate is valid" not in text_of(response)
    assert 'class="verdict caution"' in response.content.decode()
    own = hand_in(client, bytes(credential.pdf.__class__.objects.get(credential=credential).data))
    assert "This PDF is the one that we rendered" in text_of(own)
    assert 'class="verdict valid"' in own.content.decode()


def test_an_altered_file_shows_neither_its_claims_nor_those_of_the_register(
    client: Client, credential: Credential
) -> None:
    changed = bytes(credential.document).replace(b"Ada Lindqvist", b"Eva Lindqvist")
    response = hand_in(client, changed)
    assert (response.status_code, state_of(response)) == (200, "altered")
    content = response.content.decode()
    assert "This file is not what we issued" in content
    assert "Lindqvist" not in content
    assert "Governance Practitioner" not in content
    assert f'href="/verify/{credential.code}/"' in content


def test_a_foreign_file_names_its_issuer_as_unchecked_and_as_text(
    client: Client, credential: Credential
) -> None:
    document = json.loads(bytes(credential.document))
    document["issuer"] |= {"id": "did:web:elsewhere.example", "name": "<script>alert(1)</script>"}
    response = hand_in(client, json.dumps(document).encode())
    content = response.content.decode()
    assert state_of(response) == "cannot-check"
    assert "Nobody has checked this" in content
    assert "&lt;script&gt;alert(1)" in content
    assert "<script>alert" not in content
    assert "did:web:elsewhere.example" in content
    assert "Lindqvist" not in content


def test_a_revoked_certificate_is_revoked_whatever_file_it_comes_in(
    client: Client, credential: Credential
) -> None:
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    response = hand_in(client, carriers.svg(bytes(credential.document)))
    assert state_of(response) == "revoked"
    assert "This certificate has been revoked" in text_of(response)


def test_a_hidden_name_is_not_shown_though_the_file_has_it_but_to_its_recipient(
    client: Client, credential: Credential
) -> None:
    assert credential.recipient is not None
    set_name_visibility(credential.pk, hidden=True, recipient_id=credential.recipient.pk, now=timezone.now())
    assert "Lindqvist" not in hand_in(client, bytes(credential.document)).content.decode()
    receipt = client.get(f"/verify/{credential.code}/receipt/").content.decode()
    assert "Lindqvist" not in receipt
    client.force_login(credential.recipient)
    assert "Ada Lindqvist" in hand_in(client, bytes(credential.document)).content.decode()
    assert "Ada Lindqvist" in client.get(f"/verify/{credential.code}/receipt/").content.decode()


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b" ", 422, "file is empty"),
        (b"hello", 422, "Its content decides"),
        (carriers.plain_png(), 422, "no credential in it"),
        (carriers.pdf(b"{}", catalogue="/OpenAction [3 0 R /Fit]"), 422, "holds a script"),
        (b"{" + b" " * 300_000, 413, "too large"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    client: Client, data: bytes, status: int, words: str
) -> None:
    response = hand_in(client, data)
    assert response.status_code == status
    assert words in text_of(response)
    assert 'id="file-form"' in response.content.decode()
    assert not VerificationRecord.objects.exists()


def test_a_form_without_a_file_is_asked_for_one_and_the_address_alone_leads_to_the_form(
    client: Client,
) -> None:
    assert client.post("/verify/file/", {"other": "x"}).status_code == 422
    assert client.get("/verify/file/")["Location"] == "/verify/#file-form"


def test_a_form_of_another_site_is_refused(credential: Credential) -> None:
    client = Client(enforce_csrf_checks=True)
    assert hand_in(client, bytes(credential.document)).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/verify/").content.decode())
    assert token is not None
    assert hand_in(client, bytes(credential.document), csrfmiddlewaretoken=token[1]).status_code == 200


class Endless:
    """A body that never ends, and counts what was read of it."""

    def __init__(self) -> None:
        self.head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'.encode()
        )
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0, "the whole of an endless stream was asked for"
        head, self.head = self.head[:size], self.head[size:]
        self.read_bytes += size
        return head + b"{" * (size - len(head))

    readline = read


def send(client: Client, body: Endless, **environment: str) -> Any:
    return client.request(
        **{
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/verify/file/",
            "CONTENT_TYPE": FORM,
            "wsgi.input": body,
            **environment,
        }
    )


@pytest.mark.parametrize(
    ("environment", "status", "most"),
    [
        ({"CONTENT_LENGTH": "1000000000000"}, 413, 0),
        ({"CONTENT_LENGTH": str(MAX_FILE + 60_000)}, 413, MAX_FILE + 200_000),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 411, 0),
        ({"CONTENT_LENGTH": ""}, 411, 0),
        ({"CONTENT_LENGTH": "-1"}, 411, 0),
        ({"CONTENT_LENGTH": "many"}, 411, 0),
        ({"CONTENT_LENGTH": "5000"}, 422, 10_000),
    ],
)
def test_an_endless_stream_is_refused_in_words_before_it_was_read(
    client: Client, environment: dict[str, str], status: int, most: int
) -> None:
    body = Endless()
    response = send(client, body, **environment)
    assert response.status_code in {status, 403}
    assert "file" in text_of(response)
    assert body.read_bytes <= most


def test_a_second_file_is_not_looked_at(client: Client, credential: Credential) -> None:
    good, bad = bytes(credential.document), b"x"
    response = client.post(
        "/verify/file/", {"file": [SimpleUploadedFile("a", good), SimpleUploadedFile("b", bad)]}
    )
    assert state_of(response) == "valid"


def test_a_broken_form_is_refused_in_words(client: Client) -> None:
    response = client.post("/verify/file/", b"no form", content_type="multipart/form-data; boundary=")
    assert response.status_code == 400
    assert "no form with a file" in text_of(response)


def test_whoever_hands_in_too_many_files_is_asked_to_wait(client: Client) -> None:
    answers = [client.post("/verify/file/") for _time in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {422}
    assert answers[-1].status_code == 429
    assert 50 <= int(answers[-1]["Retry-After"]) <= 51
    assert "Come back in" in text_of(answers[-1])
    other = client.post("/verify/file/", {"file": SimpleUploadedFile("a", b"x")}, REMOTE_ADDR="198.51.100.7")
    assert other.status_code == 422


def test_behind_a_proxy_the_last_address_that_it_wrote_counts(client: Client, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(30):
        forged = {"x-forwarded-for": f"203.0.113.{number}, 198.51.100.9"}
        assert client.get("/verify/receipt/" + "0" * 64 + "/", headers=forged).status_code == 404
    assert client.get("/verify/receipt/" + "0" * 64 + "/", headers=forged).status_code == 429


def test_a_limit_counts_each_asker_and_scope_alone() -> None:
    assert [allow("a", "one", limit=2, seconds=3600) for _time in range(2)] == [0, 0]
    assert 1 <= allow("a", "one", limit=2, seconds=3600) <= 3600
    assert allow("a", "two", limit=2, seconds=3600) == 0
    assert allow("b", "one", limit=2, seconds=3600) == 0


def saved(response: Any) -> tuple[str, dict[str, Any]]:
    """The digest that a page shows and the receipt that it lets one save."""
    content = response.content.decode()
    shown = re.search(r'data-testid="receipt-digest">([0-9a-f]{64})<', content)
    packed = re.search(r'href="data:application/json;base64,([A-Za-z0-9+/=]+)"', content)
    assert shown is not None
    assert packed is not None
    text = base64.b64decode(packed[1])
    assert hashlib.sha256(text).hexdigest() == shown[1]
    return shown[1], json.loads(text)


def test_a_receipt_says_what_was_found_when_and_is_recognized_by_its_digest(
    client: Client, credential: Credential
) -> None:
    assert (
        f'href="/verify/{credential.code}/receipt/"'
        in client.get(f"/verify/{credential.code}/").content.decode()
    )
    response = client.get(f"/verify/{credential.code}/receipt/")
    assert response.status_code == 200
    digest, receipt = saved(response)
    assert receipt["state"] == "valid"
    assert receipt["certificate"]["code"] == credential.code
    assert receipt["certificate"]["sha256"] == credential.digest
    assert [check["result"] for check in receipt["checks"]] == ["passed"] * 6
    assert "proves only what was found then" in text_of(response)
    revoke_credential(credential.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    found = client.get("/verify/receipt/", {"digest": f" {digest[:32]} {digest[32:].upper()} "}, follow=True)
    assert found.status_code == 200
    assert "We gave this receipt" in text_of(found)
    assert re.search(r'data-testid="found-then">\s*Valid\s*<', found.content.decode())
    assert credential.code in text_of(found)
    assert "Lindqvist" not in text_of(found)


def test_a_receipt_of_a_file_has_the_file_s_digest_and_none_of_its_claims(
    client: Client, credential: Credential
) -> None:
    data = bytes(credential.document).replace(b"Ada Lindqvist", b"Eva Lindqvist")
    digest, receipt = saved(hand_in(client, data))
    assert receipt["file"] == {"kind": "json", "sha256": hashlib.sha256(data).hexdigest()}
    assert receipt["state"] == "altered"
    assert "certificate" not in receipt
    assert "Lindqvist" not in json.dumps(receipt)
    assert "led to no certificate of ours" in text_of(client.get(f"/verify/receipt/{digest}/"))


@pytest.mark.parametrize("digest", ["0" * 64, "%00", "0" * 65, "receipt", "Ⅷ", "g" * 64])
def test_a_receipt_that_we_did_not_give_is_unknown(client: Client, digest: str) -> None:
    response = client.get(f"/verify/receipt/{digest}/")
    assert response.status_code == 404
    assert "We know no such receipt" in text_of(response)


def test_a_code_that_nobody_has_gets_no_receipt(client: Client) -> None:
    assert client.get("/verify/ASY-7777-7777-7777/receipt/").status_code == 404
    assert client.get("/verify/receipt/").status_code == 200
    assert client.head("/verify/receipt/").status_code == 405
    assert not VerificationRecord.objects.exists()
