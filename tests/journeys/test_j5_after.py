"""J5: a candidate who failed sees the decision by domain, reviews what the policy allows, waits, and appeals."""

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site, sign_in, sign_in_staff
from tests.journeys.test_accessibility import faults_of

pytestmark = pytest.mark.journey

PASSWORD = "assay-demo-after"
EMAIL = "after@example.org"
SET_UP = f"""
import json
from allauth.account.models import EmailAddress
from django.utils import timezone
from accounts.models import User
from assessments.models import Assessment
from assessments.services.assessment_loading import load_assessment
from assessments.services.loading import load_bank, load_item
from tests.factories.assessments import item_data
now = timezone.now()
load_bank("after", title="After", names={{"domains": {{"d1": "Reporting"}}, "levels": {{"apply": "Apply"}}}})
for number in range(16):
    load_item("after", item_data(f"after-{{number:02}}"), actor=None, now=now)
load_assessment("after", {{
    "slug": "after", "title": "The examination after", "kind": "examination", "instructions": "Answer.",
    "minutes": 30, "attempts": 2, "retake_delay_hours": 24, "cut_score": "4", "agreement": "I agree.",
    "review": ["outcome", "domains", "responses", "correctness"],
    "blueprint": [{{"domain": "d1", "level": "apply", "items": 6}}],
}})
user = User.objects.create_user("{EMAIL}", "{PASSWORD}", legal_name="Alex After")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
print(Assessment.objects.get(slug="after", bank__slug="after").uuid)
"""
A_DAY_LATER = """
from datetime import timedelta
from assessments.models import Attempt
for attempt in Attempt.objects.filter(candidate__email="after@example.org"):
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=attempt.started_at - timedelta(hours=25), submitted_at=attempt.submitted_at - timedelta(hours=25))
"""


def sit(page: Page, uuid: str, choice: str) -> str:
    """Sit the examination with one answer to everything; the address of the outcome."""
    page.goto(f"/assessments/{uuid}/")
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Start the examination").click()
    for number in range(1, 7):
        page.locator(f"input[name=choice][value={choice}]").check()
        page.locator(".pager button.primary").click()
        page.wait_for_url(re.compile(rf"/(items/{number + 1}|check)/$"))
    page.get_by_role("button", name="Submit attempt").click()
    page.wait_for_url("**/outcome/")
    return page.url


def test_a_candidate_who_failed_reviews_appeals_and_tries_again(
    page: Page, browser: Browser, site: Site
) -> None:
    page.set_default_timeout(30_000)
    uuid = site.shell(SET_UP)
    sign_in(page, EMAIL, PASSWORD)
    page.wait_for_url("**/dashboard/")
    outcome = sit(page, uuid, "b")
    expect(page.get_by_role("heading", level=1, name="You have not passed yet")).to_be_visible()
    expect(page.locator(".bars")).to_contain_text("Reporting")
    expect(page.get_by_text("You can try again from")).to_be_visible()
    faults = faults_of(page)

    # The review shows what was answered and whether it was right; the policy keeps the reasons.
    page.get_by_role("link", name="Review your answers").click()
    expect(page.get_by_text("0 of 1")).to_have_count(6)
    assert "canary-7f3k" not in page.content()
    faults += faults_of(page)

    page.goto(outcome)
    page.get_by_role("link", name="Appeal against the decision").click()
    faults += faults_of(page)
    page.get_by_label("What is it about?").select_option("item")
    page.get_by_label("In your own words").fill("Item 3 has two right answers.")
    page.get_by_role("button", name="File the appeal").click()
    expect(page.get_by_text("It waits for a decision.")).to_be_visible()
    faults += faults_of(page)
    site.mail_to(EMAIL, containing="there is a decision that concerns you")

    desk = browser.new_context(base_url=site.url).new_page()
    desk.set_default_timeout(30_000)
    sign_in_staff(desk, site, "officer@assay.example")
    desk.goto("/admin/appeals/")
    desk.locator("tr", has_text="Alex After").or_(desk.locator("tr", has_text="after@")).get_by_role(
        "link"
    ).click()
    desk.get_by_label("Dismiss").check()
    desk.get_by_label("Reasons").fill("The other answer names a different duty.")
    desk.get_by_role("button", name="Decide").click()
    desk.wait_for_url("**/admin/appeals/")
    # The officer's other desk: nothing is held for this scheme.
    desk.goto("/admin/decisions/")
    expect(desk.get_by_role("heading", name="Held for an officer")).to_be_visible()
    desk.context.close()

    page.reload()
    expect(page.get_by_text("The other answer names a different duty.")).to_be_visible()
    page.goto(f"/assessments/{uuid}/")
    expect(page.get_by_role("button", name="Start the examination")).to_have_count(0)
    site.shell(A_DAY_LATER)
    sit(page, uuid, "a")
    expect(page.get_by_role("heading", level=1, name="You passed")).to_be_visible()
    assert json.dumps(faults) == "[]"
