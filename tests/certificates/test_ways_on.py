"""Where pages of verification lead: to a report, to the issuer, to another language; and where they do not."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from certificates.models import Credential
from certificates.services.changes import Act, revoke_credential, suspend_credential
from certificates.services.erasing import erase_credential
from certificates.services.other_hosts import other_host
from certificates.services.replacing import renew_credential, supersede_credential
from tests.factories.certificates import make_credential

pytestmark = pytest.mark.django_db
HTML = {"Accept": "text/html"}


@pytest.fixture
def credential() -> Credential:
    return make_credential(now=timezone.now() - timedelta(days=1))


def told(what: str) -> str:
    out = StringIO()
    try:
        call_command("verify", what, stdout=out)
    except CommandError as error:
        out.write(str(error))
    return out.getvalue()


def test_a_forgery_can_be_reported_where_it_is_found(client: Client, credential: Credential) -> None:
    assert 'href="/verify/report/"' in client.get("/verify/").content.decode()
    unknown = client.get("/verify/ASY-0000-0000-0000/").content.decode()
    assert 'href="/verify/ASY-0000-0000-0000/report/"' in unknown
    forged = bytes(credential.document).replace(b"Ada", b"Eve")
    page = client.post("/verify/file/", {"file": SimpleUploadedFile("c.json", forged)}).content.decode()
    assert 'href="/verify/report/"' in page


def test_the_issuer_is_a_link_from_the_claim_and_from_the_log(client: Client, credential: Credential) -> None:
    for page in (f"/verify/{credential.code}/", "/log/"):
        assert 'href="/issuer"' in client.get(page).content.decode()


@pytest.mark.parametrize("what", ["never issued", "erased"])
def test_an_address_of_no_certificate_is_the_same_finding_as_its_code(
    client: Client, credential: Credential, what: str
) -> None:
    erase_credential(credential.pk, act=Act(timezone.now(), None, "Asked for."))
    uuid = credential.uuid if what == "erased" else uuid4()
    response = client.get(f"/credentials/{uuid}", headers=HTML)
    assert response.status_code == 404
    assert 'data-state="no-such-code"' in response.content.decode()
    assert "No certificate has this code" in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("https://assay.example.net/verify/ASY-1", "assay.example.net"),
        ("http://evil.example/credentials/x", "evil.example"),
        ("http://localhost:8000@evil.example/verify/x", "evil.example"),
        ("evil.example/verify/x", "evil.example"),
        ("http://[/x", "http://[/x"),
        ("http://localhost:8000/verify/x", ""),
        ("ASY-1234-1234-1234", ""),
        ("/verify/ASY-1/", ""),
    ],
)
def test_an_address_of_another_host_is_known_for_one(typed: str, host: str) -> None:
    assert other_host(typed) == host


def test_an_address_of_another_host_is_called_so_before_our_register_is_shown(
    client: Client, credential: Credential
) -> None:
    pasted = f"https://evil.example/verify/{credential.code}/"
    html = client.get("/verify/", {"code": pasted}).content.decode()
    assert "That address is not on our site" in html
    assert "It is on evil.example" in html
    assert f'href="/verify/{credential.code}/"' in html
    assert "That address is on evil.example" in told(pasted)
    ours = client.get("/verify/", {"code": f"http://testserver/verify/{credential.code}/"})
    assert ours.headers["Location"] == f"/verify/{credential.code}/"


def test_a_certificate_that_does_not_hold_is_not_offered_for_a_profile(
    client: Client, credential: Credential
) -> None:
    assert credential.recipient is not None
    client.force_login(credential.recipient)
    own = f"/credentials/{credential.uuid}"
    assert "linkedin.com" in client.get(own, headers=HTML).content.decode()
    suspend_credential(credential.pk, act=Act(timezone.now(), None, "A claim."))
    html = client.get(own, headers=HTML).content.decode()
    assert "linkedin.com" not in html
    assert "the certificate does not hold now" in html
    dashboard = client.get("/learn/", follow=True).content.decode()
    assert ">suspended<" not in dashboard


def test_a_successor_that_was_withdrawn_or_erased_is_not_announced(
    client: Client, credential: Credential
) -> None:
    act = Act(timezone.now(), None, "Examined again.")
    renewed = renew_credential(credential.pk, act=act)
    page = f"/verify/{credential.code}/"
    assert renewed.code in client.get(page).content.decode()
    revoke_credential(renewed.pk, reason="error", private_text="", actor_id=None, now=timezone.now())
    assert renewed.code not in client.get(page).content.decode()
    again = renew_credential(credential.pk, act=act)
    erase_credential(again.pk, act=act)
    assert again.code not in client.get(page).content.decode()


def test_the_command_says_when_why_and_what_followed(credential: Credential) -> None:
    new = supersede_credential(credential.pk, name="Ada Lindquist", act=Act(timezone.now(), None))
    said = told(credential.code)
    credential.refresh_from_db()
    assert credential.standing_since is not None
    assert f"Superseded: {credential.standing_since.isoformat()}, The name was corrected" in said
    assert f"Followed by: {new.code}" in said
    assert "Criteria: version 1 of governance-practitioner" in said


def test_what_came_by_post_leads_to_its_form_in_the_other_language(
    client: Client, credential: Credential
) -> None:
    posted = client.post("/verify/list/", {"codes": credential.code}).content.decode()
    assert 'href="/verify/list/?lang=fr"' in posted
    assert "The form opens in that language" in posted
    file = SimpleUploadedFile("c.json", bytes(credential.document))
    assert 'href="/verify/?lang=fr"' in client.post("/verify/file/", {"file": file}).content.decode()


def test_every_page_around_a_check_has_its_language_link(client: Client, credential: Credential) -> None:
    Credential.objects.filter(pk=credential.pk).update(name_hidden=True)
    for page in (
        "report/",
        f"{credential.code}/report/",
        f"{credential.code}/name/",
        "receipt/",
        f"{credential.code}/receipt/",
    ):
        assert 'href="?lang=fr"' in client.get(f"/verify/{page}").content.decode(), page
    french = client.get(
        f"/verify/{credential.code}/name/", headers={"Accept-Language": "fr"}
    ).content.decode()
    assert '<html lang="fr"' in french
    assert "Comparer un nom" in french
