"""J6: a recipient takes the certificate with them, hides and shows the name, and is reminded to renew it."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from certificates.credentials.extracting import extract
from tests.journeys.conftest import Site, sign_in
from tests.journeys.looks import Look, every_look, window

pytestmark = pytest.mark.journey

PASSWORD = "a-long-enough-phrase"
ARABIC = "ليلى الحداد"
CHINESE = "欧阳 静怡"
# A certificate of the shipped course's achievement that ends within the 90 days of the first reminder, which is
# owed by mail as the sweep of each hour would have it.
SET_UP = """
import json
from allauth.account.models import EmailAddress
from django.utils import timezone
from accounts.models import User
from certificates.models import AchievementVersion, CertificationScheme, CredentialEvent
from certificates.services.pdfs import render_pdf
from certificates.services.reminders import remind
from tests.factories.certificates import make_credential
now = timezone.now()
user = User.objects.create_user({email!r}, {password!r}, legal_name={name!r})
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
scheme = CertificationScheme.objects.get(examination__bank__slug="ai-security-governance")
version = AchievementVersion.objects.filter(achievement=scheme.achievement_id).order_by("-number").first()
made = make_credential(
    version, now=now, recipient_id=user.pk, email=user.email, name=user.legal_name, validity_months=2
)
render_pdf(made.pk, now=now)
remind(made.pk, CredentialEvent.Kind.REMINDER_90, now=now)
print(json.dumps([made.code, str(made.uuid)]))
"""
FORMS = ("json", "pdf", "png", "svg", "zip")


def public(browser: Browser, site: Site, code: str, uuid: str) -> tuple[str, list[int]]:
    """What anybody is told of the holder, and how each form that holds the name answers."""
    anyone = browser.new_context(base_url=site.url)
    html = anyone.request.get(f"/verify/{code}/").text()
    holder = re.search(r'data-testid="holder">([^<]+)<', html)
    answers = [anyone.request.get(f"/credentials/{uuid}.{form}").status for form in FORMS]
    anyone.close()
    return holder.group(1) if holder else "", answers


@pytest.mark.parametrize("look", every_look(fast=Look(390, "light")))
@pytest.mark.parametrize(
    "name", [ARABIC, pytest.param(CHINESE, marks=pytest.mark.slow)], ids=["right-to-left", "han"]
)
def test_a_recipient_takes_shares_hides_shows_and_is_reminded(
    browser: Browser, site: Site, look: Look, name: str
) -> None:
    email = f"holder-{look}-{'rtl' if name == ARABIC else 'han'}@example.org"
    code, uuid = json.loads(site.shell(SET_UP.format(email=email, password=PASSWORD, name=name)))
    with window(browser, site, look) as judge:
        page = judge.page
        sign_in(page, email, PASSWORD)
        page.wait_for_url("**/dashboard/")
        page.goto(f"/credentials/{uuid}")
        expect(page.get_by_test_id("holder")).to_have_text(name)
        judge.look_at("holder")

        # Each file is saved under a name that says what it is, and holds what was signed.
        signed = page.request.get(f"/credentials/{uuid}.json").body()
        for link, suffix in (("Badge, PNG", "png"), ("Badge, SVG", "svg"), ("Open Badge 3.0, JSON", "json")):
            with page.expect_download() as saving:
                page.get_by_role("link", name=link).click()
            assert (
                saving.value.suggested_filename == f"{code if suffix != 'json' else f'assay-{uuid}'}.{suffix}"
            )
            assert extract(saving.value.path().read_bytes()).document == signed
        address = page.get_by_role("link", name="Certificate, PDF").get_attribute("href") or ""
        assert extract(page.request.get(address).body()).document == signed

        told = parse_qs(
            urlsplit(page.get_by_role("link", name="Add to LinkedIn").get_attribute("href") or "").query
        )
        assert told["startTask"] == ["CERTIFICATION_NAME"]
        assert told["certId"] == [code]
        assert page.request.get(told["certUrl"][0]).status == 200
        assert told["name"] == [page.get_by_role("heading", level=1).inner_text()]
        # LinkedIn is told what was earned, not by whom.
        assert name not in str(told)

        assert public(browser, site, code, uuid) == (name, [200] * len(FORMS))
        page.get_by_role("button", name="Hide my name").click()
        expect(page.get_by_role("button", name="Show my name")).to_be_visible()
        judge.look_at("holder-hidden")
        assert public(browser, site, code, uuid) == ("Name hidden by the holder", [403] * len(FORMS))
        page.get_by_role("button", name="Show my name").click()
        expect(page.get_by_role("button", name="Hide my name")).to_be_visible()
        assert public(browser, site, code, uuid) == (name, [200] * len(FORMS))

        mail = site.mail_to(email, containing="expires soon")
        page.goto(site.link_in(mail, r"http://\S+/credentials/\S+"))
        expect(page.get_by_text("Reminded, 90 days before expiry")).to_be_visible()
        judge.look_at("holder-reminded")
        page.get_by_role("link", name="Go to the examination").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()

        page.goto(f"/credentials/{uuid}")
        page.get_by_role("link", name="Something in it is wrong, or you do not want it?").click()
        judge.look_at("holder-case")
