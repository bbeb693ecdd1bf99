"""J10 and J7: an officer issues, suspends, corrects and revokes; an employer sees each for what it is."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site, sign_in_staff
from tests.journeys.looks import OURS, Judge, Look, every_look, window

pytestmark = pytest.mark.journey

NAME = "ليلى الحداد"
CORRECTED = "ليلى حداد"
CODE = re.compile(r"ASY-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
OFFICER = "officer@assay.example"


def deed(page: Page, label: str, **fields: str) -> None:
    """Press a deed on the page of a certificate, say why, and carry it out."""
    page.get_by_role("link", name=label, exact=True).click()
    for name, value in fields.items():
        control = page.locator(f"#id_{name}")
        if control.evaluate("node => node.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value)
    page.locator("form[method=post] button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/admin/certificates/[0-9a-f-]{36}/$"))


def state_of(page: Page, code: str) -> str:
    """What an employer is told of a code."""
    page.goto(f"/verify/{code}/")
    return page.locator("[data-state]").get_attribute("data-state") or ""


# Officer and employer sit before windows of different widths.
@pytest.mark.parametrize("look", every_look(fast=Look(1280, "light")))
def test_an_officer_runs_the_life_of_a_certificate_and_an_employer_sees_each_turn(
    browser: Browser, site: Site, tmp_path: Path, look: Look
) -> None:
    others = Look(390 if look.width == 1280 else 1280, look.scheme)
    with window(browser, site, look, where=OURS) as officer, window(browser, site, others) as employer:
        walk(officer.page, employer, site, tmp_path)


def walk(page: Page, judge: Judge, site: Site, tmp_path: Path) -> None:
    """The whole life of a certificate, seen from both sides."""
    employer, email = judge.page, f"laila-{judge.look}@example.org"
    sign_in_staff(page, site, OFFICER)

    page.goto("/admin/certificates/issue/")
    page.locator("#id_version").select_option(index=1)
    page.locator("#id_name").fill(NAME)
    page.locator("#id_email").fill(email)
    page.locator("#id_note").fill("Equivalent examination accepted.")
    page.get_by_role("button", name="Issue", exact=True).click()
    page.wait_for_url(re.compile(r"/admin/certificates/[0-9a-f-]{36}/$"))
    expect(page.get_by_text("Equivalent examination accepted.")).to_be_visible()
    code = CODE.findall(page.locator("h1").inner_text())[0]
    uuid = page.url.rstrip("/").rpartition("/")[2]
    assert state_of(employer, code) == "valid"
    expect(employer.get_by_test_id("holder")).to_have_text(NAME)
    judge.look_at("employer-valid")

    # The files that the recipient may hand on, each handed in by an employer.
    site.mail_to(email, containing=code)
    for suffix in ("pdf", "png", "svg", "json", "zip"):
        for _try in range(60):
            answer = employer.request.get(f"/credentials/{uuid}.{suffix}")
            if answer.status == 200:
                break
            employer.wait_for_timeout(1000)
        file = tmp_path / f"certificate.{suffix}"
        file.write_bytes(answer.body())
        employer.goto("/verify/")
        employer.locator("#file").set_input_files(file)
        employer.get_by_role("button", name="Check the file").click()
        expect(employer.locator("[data-state]")).to_have_attribute("data-state", "valid")
        expect(employer.get_by_test_id("holder")).to_have_text(NAME)
    judge.look_at("employer-file")
    forged = tmp_path / "forged.json"
    forged.write_text((tmp_path / "certificate.json").read_text().replace(NAME, "Somebody Else"))
    employer.goto("/verify/")
    employer.locator("#file").set_input_files(forged)
    employer.get_by_role("button", name="Check the file").click()
    expect(employer.locator("[data-state]")).to_have_attribute("data-state", "altered")

    deed(page, "Suspend", text="A complaint came in.")
    assert state_of(employer, code) == "suspended"
    judge.look_at("employer-suspended")
    deed(page, "Reinstate", text="It was unfounded.")
    assert state_of(employer, code) == "valid"
    deed(page, "Correct and issue again", text="The article was wrong.", name=CORRECTED)
    new = CODE.findall(page.locator("h1").inner_text())[0]
    assert new != code
    assert state_of(employer, code) == "superseded"
    employer.get_by_role("link", name="See the certificate that took its place").click()
    employer.wait_for_url(f"**/verify/{new}/")
    expect(employer.get_by_test_id("holder")).to_have_text(CORRECTED)
    deed(page, "Revoke", text="Found out.", reason="conduct")
    assert state_of(employer, new) == "revoked"
    expect(employer.get_by_text("A decision on conduct")).to_be_visible()
    assert "Found out." not in employer.content()

    # Many at once: one wrong line hinders all, and nothing was issued.
    people = tmp_path / "people.csv"
    for text, said in (
        ("name,email\nAnna Amsel,anna@example.org\nBo,no address\n", "1 line has a problem"),
        ("name,email\nAnna Amsel,anna@example.org\nBo Berg,bo@example.org\n", "2 certificates are ready"),
    ):
        people.write_text(text)
        page.goto("/admin/certificates/lists/")
        page.locator("#id_version").select_option(index=1)
        page.locator("#id_note").fill("A workshop.")
        page.locator("#id_file").set_input_files(people)
        page.get_by_role("button", name="Check the list").click()
        expect(page.get_by_text(said)).to_be_visible()
    page.get_by_role("button", name="Issue 2 certificates").click()
    expect(page.get_by_text("Done: 2 of 2 issued.")).to_be_visible(timeout=90_000)
    page.reload()
    issued = CODE.findall(page.locator("table.listing").inner_text())
    assert len(issued) == 2

    employer.goto("/verify/list/")
    employer.locator("textarea").fill("\n".join([*issued, new, "ASY-0000-0000-0000"]))
    employer.locator("form[method=post] button[type=submit]").first.click()
    for shown in [*issued, new]:
        expect(employer.locator("table").get_by_text(shown)).to_be_visible()
    judge.look_at("employer-list")

    page.goto("/admin/certificates/keys-and-log/")
    expect(page.get_by_role("heading", name="Revocation lists")).to_be_visible()


SCREENS = """
import json
from certificates.models import AchievementVersion, BulkIssue
from certificates.services.bulk import check_list
from certificates.services.cases import report_credential
from accounts.models import User
from django.utils import timezone
from tests.factories.certificates import make_credential
now = timezone.now()
officer = User.objects.get(email="officer@assay.example")
version = AchievementVersion.objects.order_by("achievement_id", "-number").first()
made = make_credential(version, now=now, recipient_id=None, email="desk@example.org", name="ليلى الحداد")
case = report_credential(made, text="Somebody shows it as theirs.", contact="who@example.org", now=now)
people = "name,email\\nAnna Amsel,anna@example.org\\nBo,no address\\n".encode()
bulk = check_list(version, people, note="A workshop.", by_id=officer.pk, now=now)
print(json.dumps([str(made.uuid), str(case.uuid), str(bulk.uuid)]))
"""
DEEDS = ("suspend", "revoke", "supersede", "renew", "erase")


@pytest.mark.slow
@pytest.mark.parametrize("look", every_look(fast=None))
def test_the_screens_of_the_desk_are_fit_to_be_seen(browser: Browser, site: Site, look: Look) -> None:
    made, case, bulk = json.loads(site.shell(SCREENS))
    with window(browser, site, look, where=OURS) as judge:
        page = judge.page
        sign_in_staff(page, site, OFFICER)
        for name, address in {
            "desk-find": "",
            "desk-find-one": "?q=desk@example.org&state=valid",
            "desk-issue": "issue/",
            "desk-lists": "lists/",
            "desk-list": f"lists/{bulk}/",
            "desk-cases": "cases/",
            "desk-case": f"cases/{case}/",
            "desk-machinery": "keys-and-log/",
            "desk-life": f"{made}/",
            **{f"desk-{deed}": f"{made}/{deed}/" for deed in DEEDS},
        }.items():
            page.goto(f"/admin/certificates/{address}")
            # The second factor is asked for again after a while: then it is another page that is shown.
            assert page.url.endswith(f"/admin/certificates/{address}")
            judge.look_at(name)
        page.locator("form[method=post] button[type=submit]").last.click()
        expect(page.get_by_text("This field is required.").first).to_be_visible()
        judge.look_at("desk-refused")
