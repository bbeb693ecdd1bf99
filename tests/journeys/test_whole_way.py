"""The whole way of one professional on the shipped course: study, examination, certificate, and an employer."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, sign_in

pytestmark = pytest.mark.journey

COURSE = "/courses/ai-security-governance/"
LESSONS = """
import json
from courses.models import LessonPage
lessons = LessonPage.objects.live().filter(url_path__contains="/ai-security-governance/").order_by("path")
print(json.dumps([lesson.url for lesson in lessons]))
"""
KEYS = """
import json
from assessments.models import AttemptItem
items = AttemptItem.objects.filter(attempt__uuid="{uuid}").order_by("position").select_related("version")
print(json.dumps([item.version.content for item in items]))
"""


def answer_checks(page: Page) -> None:
    """Answer every knowledge check of the lesson shown, somehow: any answer completes. A lab's alternative is read."""
    if page.locator("a[href*='/labs/']").count():
        page.get_by_text("Read the alternative instead", exact=True).click()
        page.locator("#alternative").get_by_role("button", name=re.compile("Done|done")).click()
        page.wait_for_load_state()
        return
    for _round in range(6):
        forms = page.locator("form[action*='/checks/']")
        for number in range(forms.count()):
            form = forms.nth(number)
            options = form.locator("input[type=radio]:not([disabled]), input[type=checkbox]:not([disabled])")
            text = form.locator("input[name=text]:not([disabled])")
            rows = form.locator("select:not([disabled])")
            if options.count() and not form.locator("input:checked").count():
                options.first.check()
            elif text.count() and not text.input_value():
                text.fill("18")
            elif rows.count() and not rows.first.input_value():
                # A row's first choice; in an ordering each row takes the next place.
                for row in range(rows.count()):
                    in_order = str(rows.nth(row).get_attribute("name")).startswith("place-")
                    rows.nth(row).select_option(index=row + 1 if in_order else 1)
            else:
                continue
            form.locator("button[type=submit]").first.click()
            page.wait_for_load_state()
            break
        else:
            return


def answer_rightly(page: Page, content: dict[str, Any]) -> None:
    """Give the right answer to the item shown."""
    kind = content["type"]
    if kind == "single-choice":
        key = next(choice["id"] for choice in content["choices"] if choice["credit"] == 1)
        page.locator(f"input[name=choice][value={key}]").check()
    elif kind == "multiple-choice":
        for choice in content["choices"]:
            if not str(choice["credit"]).startswith(("0", "-")):
                page.locator(f"input[name=choices][value={choice['id']}]").check()
    elif kind == "true-false":
        page.locator(f"input[name=value][value={str(content['answer']).lower()}]").check()
    elif kind in {"matching", "categorise"}:
        for row in content.get("pairs") or content["entries"]:
            chosen = row.get("match") or row["category"]
            page.locator(f"select[name=row-{row['id']}]").select_option(label=chosen)
    elif kind == "ordering":
        for place, entry in enumerate(content["entries"], start=1):
            page.locator(f"select[name=place-{entry['id']}]").select_option(str(place))
    else:
        first = content["answers"][0]
        page.locator("input[name=text]").fill(first.get("value") or first["text"].replace("*", ""))


def test_a_professional_studies_passes_and_an_employer_verifies(
    page: Page, site: Site, tmp_path: Path
) -> None:
    sign_in(page, "learner@assay.example")
    page.wait_for_url("**/dashboard/")
    page.goto(COURSE)
    page.get_by_role("button", name=re.compile("Enrol")).first.click()
    addresses = json.loads(site.shell(LESSONS))
    for address in addresses:
        page.goto(address)
        answer_checks(page)
    page.goto("/dashboard/")
    expect(page.get_by_text(f"{len(addresses)} of {len(addresses)} lessons done")).to_be_visible()

    page.goto(COURSE)
    page.get_by_role("link", name="What to expect").first.click()
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Start the examination").click()
    uuid = page.url.split("/attempts/")[1].split("/")[0]
    for number, content in enumerate(json.loads(site.shell(KEYS.format(uuid=uuid))), start=1):
        answer_rightly(page, content)
        page.locator(".pager button.primary").click()
        page.wait_for_url(re.compile(rf"/(items/{number + 1}|check)/$"))
    expect(page.get_by_text("Every item is answered.")).to_be_visible()
    page.get_by_role("button", name="Submit attempt").click()
    expect(page.get_by_role("heading", level=1, name="You passed")).to_be_visible()

    # The worker issues, renders and writes; nobody presses anything.
    link = site.link_in(
        site.mail_to("learner@assay.example", containing="Your certificate"), r"http://\S+/credentials/\S+"
    )
    page.goto(link)
    expect(page.get_by_role("heading", level=1, name="AI Security Governance Practitioner")).to_be_visible()
    for _try in range(60):
        if page.get_by_role("link", name="Certificate, PDF").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    pdf = page.context.request.get(f"{link}.pdf")
    printed = tmp_path / "certificate.pdf"
    printed.write_bytes(pdf.body())
    words = subprocess.run(
        ["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Lea Lindqvist" in words
    code = re.search(r"ASY(?:-[0-9A-Z]{4}){3}", words)
    assert code
    attached = tmp_path / "attached"
    attached.mkdir()
    subprocess.run(["pdfdetach", "-saveall", "-o", attached, printed], check=True)
    stored = page.context.request.get(f"{link}.json").body()
    assert (attached / "credential.json").read_bytes() == stored

    employer = page.context.browser.new_context(base_url=site.url)  # type: ignore[union-attr]
    desk = employer.new_page()
    desk.goto("/verify/")
    desk.get_by_label("Certificate code or address").fill(code.group(0).lower().replace("-", " "))
    desk.get_by_role("button", name="Verify").click()
    expect(desk.get_by_role("heading", level=1, name="This certificate is valid")).to_be_visible()
    expect(desk.get_by_test_id("holder")).to_have_text("Lea Lindqvist")

    page.goto(link)
    page.get_by_role("button", name="Hide my name").click()
    desk.reload()
    expect(desk.get_by_test_id("holder")).to_have_text("Name hidden by the holder")
    assert employer.request.get(f"{link}.json").status == 403
    assert employer.request.get(f"{link}.pdf").status == 403
    employer.close()


def test_an_employer_types_a_code_with_a_slip_and_sees_each_specimen_for_what_it_is(
    page: Page, site: Site
) -> None:
    for name, heading in (
        ("A valid specimen", "This certificate is valid"),
        ("A revoked specimen", "This certificate has been revoked"),
        ("An expired specimen", "This certificate has expired"),
    ):
        page.goto("/verify/")
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        expect(page.get_by_text("SPECIMEN", exact=False).first).to_be_visible()
    code = page.url.rstrip("/").rpartition("/")[2]
    slip = code[:-1] + ("0" if code[-1] != "0" else "1")
    page.goto(f"/verify/{slip}/")
    expect(page.get_by_role("heading", level=1, name="No certificate has this code")).to_be_visible()
    page.get_by_role("link", name=re.compile("^ASY-")).first.click()
    expect(page.get_by_role("heading", level=1, name="This certificate has expired")).to_be_visible()


def test_two_windows_a_reload_and_the_end_of_the_time_lose_nothing(page: Page, site: Site) -> None:
    site.shell(
        "from accounts.models import User\n"
        "from allauth.account.models import EmailAddress\n"
        "u = User.objects.create_user('two@example.org', 'assay-demo-two', legal_name='Two Windows')\n"
        "EmailAddress.objects.create(user=u, email=u.email, verified=True, primary=True)"
    )
    sign_in(page, "two@example.org", "assay-demo-two")
    page.wait_for_url("**/dashboard/")
    page.goto(COURSE)
    page.get_by_role("link", name="What to expect").first.click()
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Start the examination").click()
    first = page.url
    second = page.context.new_page()
    second.goto(first)

    def answer(window: Page, number: int) -> None:
        options = window.locator(".item input[type=radio], .item input[type=checkbox]")
        lists = window.locator(".item select")
        if options.count():
            options.nth(number).check()
        elif lists.count():
            lists.first.select_option(index=number + 1)
        else:
            window.locator("input[name=text]").fill(str(number + 1))

    answer(page, 0)
    expect(page.locator("#save-state")).to_contain_text("Saved")
    page.reload()
    chosen = page.locator(".item input:checked")
    if not chosen.count():
        written = page.locator(".item select, input[name=text]").first
        assert written.input_value() not in {"", "0"}

    answer(second, 1)
    expect(second.get_by_role("heading", name="This item was answered in two places")).to_be_visible(
        timeout=15_000
    )
    second.get_by_role("button", name="Use this one").click()
    expect(second.get_by_role("heading", name="This item was answered in two places")).to_have_count(0)

    site.shell(
        "from django.utils import timezone\nfrom assessments.models import Attempt\n"
        "Attempt.objects.filter(candidate__email='two@example.org').update(deadline=timezone.now())"
    )
    second.goto(first)
    expect(second.get_by_role("heading", level=1, name="You have not passed yet")).to_be_visible()
    expect(second.get_by_text("when time ran out")).to_be_visible()
