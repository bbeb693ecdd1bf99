"""J7: every state in which a certificate can be found, in each look; the receipt, and the printed page."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Site
from tests.journeys.looks import Look, every_look, window

pytestmark = pytest.mark.journey

ARABIC = "ليلى الحداد"
CHINESE = "欧阳 静怡"
SET_UP = f"""
import json
from datetime import timedelta
from certificates.models import AchievementVersion, Credential
from certificates.services.changes import Act, revoke_credential, suspend_credential
from certificates.services.replacing import supersede_credential
from certificates.services.pdfs import render_pdf
from django.utils import timezone
from tests.factories.certificates import make_credential
now, day = timezone.now(), timedelta(days=1)
version = AchievementVersion.objects.order_by("achievement_id", "-number").first()
def made(name, at=now, **fields):
    return make_credential(version, now=at, recipient_id=None, name=name, **fields)
shown = {{
    "valid": made("{ARABIC}"), "chinese": made("{CHINESE}"), "expired": made("Edda Expired", now - 800 * day),
    "suspended": made("Sune Suspended"), "revoked": made("Rita Revoked"), "superseded": made("{ARABIC}"),
    "altered": made("Alma Altered"), "by-officer": made("{ARABIC}", basis={{}}, validity_months=None),
    "hidden": made("Hedda Hidden"), "not-yet-valid": made("Nils Next", now + day),
}}
render_pdf(shown["valid"].pk, now=now)
suspend_credential(shown["suspended"].pk, act=Act(now, None, "A claim came in."))
revoke_credential(shown["revoked"].pk, reason="conduct", private_text="", actor_id=None, now=now)
supersede_credential(shown["superseded"].pk, name="ليلى حداد", act=Act(now, None, "The article was wrong."))
Credential.objects.filter(pk=shown["altered"].pk).update(digest="0" * 64)
Credential.objects.filter(pk=shown["hidden"].pk).update(name_hidden=True)
print(json.dumps({{name: [one.code, str(one.uuid)] for name, one in shown.items()}}))
"""
# Of what is shown, the state that the page tells, where its name is another.
STATES = {"chinese": "valid", "by-officer": "valid", "hidden": "valid"}
UNKNOWN = "ASY-0000-0000-0000"


@pytest.fixture(scope="module")
def shown(site: Site) -> dict[str, tuple[str, str]]:
    """Code and id of a certificate in each state."""
    found: dict[str, tuple[str, str]] = json.loads(site.shell(SET_UP))
    return found


@pytest.mark.parametrize("look", every_look(fast=Look(390, "dark")))
def test_each_state_is_told_for_what_it_is_in_every_look(
    browser: Browser, site: Site, shown: dict[str, tuple[str, str]], look: Look
) -> None:
    with window(browser, site, look) as judge:
        page = judge.page
        for name, (code, _uuid) in shown.items():
            page.goto(f"/verify/{code}/")
            expect(page.locator("[data-state]")).to_have_attribute("data-state", STATES.get(name, name))
            judge.look_at(name)
        page.goto(f"/verify/{UNKNOWN}/")
        expect(page.locator("[data-state]")).to_have_attribute("data-state", "no-such-code")
        judge.look_at("unknown")


@pytest.mark.slow
@pytest.mark.parametrize("look", every_look(fast=None))
def test_files_receipts_the_name_test_and_the_print_are_fit_to_be_seen(
    browser: Browser, site: Site, shown: dict[str, tuple[str, str]], look: Look, tmp_path: Path
) -> None:
    code, uuid = shown["valid"]
    with window(browser, site, look) as judge:
        page = judge.page
        document = page.request.get(f"/credentials/{uuid}.json").text()
        pdf = page.request.get(f"/credentials/{uuid}.pdf").body()
        handed: dict[str, tuple[str, bytes, str]] = {
            "file-forged": ("c.json", document.replace(ARABIC, "Somebody Else").encode(), "altered"),
            "file-foreign": ("c.json", _foreign(document), "cannot-check"),
            "file-whole": ("c.pdf", pdf, "valid"),
            "file-page-changed": ("c.pdf", pdf + b"\n% a remark\n", "valid"),
        }
        for name, (file, data, state) in handed.items():
            (tmp_path / file).write_bytes(data)
            page.goto("/verify/")
            page.locator("#file").set_input_files(tmp_path / file)
            page.get_by_role("button", name="Check the file").click()
            expect(page.locator("[data-state]")).to_have_attribute("data-state", state)
            judge.look_at(name)
        page.goto(f"/verify/{shown['hidden'][0]}/name/")
        page.get_by_role("textbox", name="Name").fill("Hedda Hidden")
        page.get_by_role("button", name="Compare").click()
        expect(page.get_by_text("Yes: the certificate was issued to this name.")).to_be_visible()
        judge.look_at("name-test")
        page.goto(f"/verify/{code}/receipt/")
        expect(page.get_by_role("heading", level=1, name="Receipt of a check")).to_be_visible()
        judge.look_at("receipt")
        page.emulate_media(media="print")
        for name, address in (
            ("print-receipt", f"/verify/{code}/receipt/"),
            ("print-page", f"/verify/{code}/"),
        ):
            page.goto(address)
            expect(page.get_by_test_id("holder")).to_have_text(ARABIC)
            expect(page.get_by_text("Check another")).to_be_hidden()
            judge.look_at(name)


def _foreign(document: str) -> bytes:
    """The same in another issuer's name."""
    found: Any = json.loads(document)
    did = found["issuer"]["id"]
    return document.replace(did, "did:web:elsewhere.example").encode()


@pytest.mark.slow
@pytest.mark.parametrize("look", every_look(fast=None))
def test_the_longer_words_of_french_fit_as_well(
    browser: Browser, site: Site, shown: dict[str, tuple[str, str]], look: Look
) -> None:
    with window(browser, site, look) as judge:
        page = judge.page
        page.goto("/verify/?lang=fr")
        for name in ("valid", "suspended", "superseded", "altered", "not-yet-valid"):
            page.goto(f"/verify/{shown[name][0]}/")
            expect(page.locator("html")).to_have_attribute("lang", "fr")
            judge.look_at(f"fr-{name}")
