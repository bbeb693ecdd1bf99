"""J9 and the staff half of J5: essays marked by keyboard and unnamed, an item marked again, an appeal followed up."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site, sign_in_staff
from tests.journeys.test_accessibility import AXE, TAGS

pytestmark = pytest.mark.journey

MARKER = "marker@example.org"
SET_UP = f"""
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.utils import timezone
from accounts.models import User
from accounts.services.demonstration import PASSWORD, TOTP_SECRET
from assessments.models import Assessment
from assessments.services.appeals import file_appeal
from assessments.services.assessment_loading import load_assessment
from assessments.services.loading import load_bank, load_item
from assessments.services.outcomes import submit_attempt
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import start_attempt
from tests.assessments.engine import samples
from tests.factories.assessments import item_data, single_choice
now = timezone.now()
load_bank("marks", title="Marks", names={{"domains": {{"d1": "Reporting"}}, "levels": {{"apply": "Apply"}}}})
load_item("marks", item_data("marks-essay", interaction=samples.essay()), actor=None, now=now)
load_item("marks", item_data("marks-choice", interaction=single_choice()), actor=None, now=now)
load_assessment("marks", {{
    "slug": "marks", "title": "The written examination", "kind": "examination", "instructions": "Answer.",
    "minutes": 30, "attempts": 2, "retake_delay_hours": 24, "cut_score": "1.5", "agreement": "I agree.",
    "review": ["outcome", "domains"], "blueprint": [{{"domain": "d1", "level": "apply", "items": 2}}],
}})
assessment = Assessment.objects.get(slug="marks")
for name in ("Maud Marks", "Milo Marks"):
    person = User.objects.create_user(name.replace(" ", ".").lower() + "@example.org", "x", legal_name=name)
    attempt = start_attempt(assessment, person, agreed=True, now=now)
    for item in attempt.items.select_related("version"):
        essay = item.version.content["type"] == "essay"
        said = {{"text": "The log of " + name[:2] + " has no entry for the change."}} if essay else {{"choice": "b"}}
        save_response(attempt.uuid, item.position, Answer(said, 0), user_id=person.pk, now=now)
    submit_attempt(attempt.pk, now=now)
marker = User.objects.create_user("{MARKER}", PASSWORD, legal_name="Mia Marker", is_staff=True)
EmailAddress.objects.create(user=marker, email=marker.email, verified=True, primary=True)
marker.groups.add(Group.objects.get(name="Markers"))
TOTP.activate(marker, TOTP_SECRET)
"""
APPEAL = """
from django.utils import timezone
from assessments.models import Attempt
from assessments.services.appeals import file_appeal
attempt = Attempt.objects.get(candidate__email="maud.marks@example.org")
file_appeal(attempt, by=attempt.candidate, grounds="item", words="My finding names the cause.", now=timezone.now())
"""
OUTCOME = """
from assessments.models import Attempt
attempt = Attempt.objects.get(candidate__email="maud.marks@example.org")
print([(str(one.score), one.decision) for one in attempt.outcomes.order_by("number")])
"""
LEVELS = "[data-criterion] input"


def faults_in_main(page: Page) -> list[str]:
    """What axe finds in our part of the admin's page; its frame and its messages, which fade in, are Wagtail's."""
    # A page that is still on its way has nothing to look at yet.
    page.wait_for_load_state()
    page.locator("main").wait_for()
    page.evaluate(AXE)
    found = page.evaluate(
        "async tags => (await axe.run({include: [['main']], exclude: [['.messages']]},"
        " {runOnly: {type: 'tag', values: tags}})).violations",
        TAGS,
    )
    return [f"{page.url} {one['id']}: {node['target']}" for one in found for node in one["nodes"][:3]]


def mark(page: Page, first: str, second: str) -> None:
    """Mark the answer on the page by keyboard alone, and go on."""
    page.locator(LEVELS).first.focus()
    page.keyboard.press(first)
    page.keyboard.press(second)
    expect(page.get_by_label("Comment")).to_be_focused()
    page.keyboard.press("Control+Enter")


def test_essays_are_marked_unnamed_an_item_again_and_an_appeal_followed(
    page: Page, browser: Browser, site: Site
) -> None:
    page.set_default_timeout(30_000)
    site.shell(SET_UP)
    sign_in_staff(page, site, MARKER)
    page.goto("/admin/marking/")
    # Other people's answers may wait as well.
    waiting = page.get_by_role("row", name=re.compile("marks-essay"))
    expect(waiting.get_by_role("cell", name="2", exact=True)).to_be_visible()
    faults = faults_in_main(page)
    page.get_by_role("button", name="Mark answers to marks-essay").click()
    expect(page.get_by_test_id("answer")).to_contain_text("has no entry for the change")
    assert "Marks@" not in page.content()
    assert "Maud" not in page.content()
    faults += faults_in_main(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 391
    page.set_viewport_size({"width": 1280, "height": 900})
    first = page.url
    # The lowest level of both criteria, and again for the other one.
    mark(page, "1", "1")
    page.wait_for_url(lambda url: url != first and "/marking/" in url)
    mark(page, "1", "1")
    page.wait_for_url("**/admin/marking/")
    expect(page.get_by_text("Nothing more waits here")).to_be_visible()

    other = browser.new_context(base_url=site.url).new_page()
    other.set_default_timeout(30_000)
    sign_in_staff(other, site, "admin@assay.example")
    # The key of the other item was wrong: everybody gets its mark.
    other.goto("/admin/remarks/?q=marks-choice")
    other.get_by_role("link", name="marks-choice").click()
    other.get_by_label("Full marks for everybody").check()
    other.get_by_role("button", name="Show what it would do").click()
    expect(other.get_by_text("2 attempts had this version.")).to_be_visible()
    faults += faults_in_main(other)
    other.get_by_label("Reason").fill("Both answers are right.")
    other.get_by_role("button", name="Mark these attempts again").click()
    expect(other.get_by_text("Done: 2 of 2 attempts have a new outcome")).to_be_visible(timeout=60_000)

    site.shell(APPEAL)
    # Somebody else than whoever decided on the re-mark, which stands in this attempt.
    officer = browser.new_context(base_url=site.url).new_page()
    officer.set_default_timeout(30_000)
    sign_in_staff(officer, site, "officer@assay.example")
    officer.goto("/admin/appeals/")
    officer.locator("tr", has_text="Maud Marks").get_by_role("link").click()
    officer.get_by_label("Uphold").check()
    officer.get_by_label("Reasons").fill("The finding does name a cause.")
    officer.get_by_role("button", name="Decide").click()
    officer.wait_for_url(re.compile(r"/follow/$"))
    officer.get_by_role("checkbox", name=re.compile("Item")).check()
    officer.get_by_label("What follows").fill("Another person marks your essay again.")
    faults += faults_in_main(officer)
    officer.get_by_role("button", name="Record it and tell the candidate").click()
    site.mail_to("maud.marks@example.org", containing="there is a decision that concerns you")

    page.goto("/admin/marking/")
    expect(page.get_by_text(re.compile("that you may mark"))).to_be_visible()
    expect(waiting).to_have_count(0)
    other.goto("/admin/marking/")
    other.get_by_role("button", name="Mark answers to marks-essay").click()
    mark(other, "3", "2")
    other.wait_for_url("**/admin/marking/")
    assert site.shell(OUTCOME).endswith("('2', 'pass')]")

    officer.goto("/admin/marking/figures/")
    which = officer.get_by_role("link", name="The written examination")
    if which.count():
        which.click()
    expect(officer.get_by_role("row", name=re.compile("marks-essay"))).to_be_visible()
    faults += faults_in_main(officer)
    officer.goto("/admin/reports/audit-trail/?q=marks-choice")
    expect(
        officer.get_by_role("rowheader", name="Decided that an item is marked again").first
    ).to_be_visible()
    faults += faults_in_main(officer)
    officer.get_by_role("button", name="Check the whole trail").click()
    expect(officer.get_by_text(re.compile("entries hold"))).to_be_visible()
    for done in (officer, other):
        done.context.close()
    assert faults == []
