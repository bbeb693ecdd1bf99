"""J2: a learner meets a content note and takes the alternative, leaves, and goes on where they were."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, sign_in
from tests.journeys.test_whole_way import answer_checks

pytestmark = pytest.mark.journey

EMAIL, PASSWORD = "studies@example.org", "assay-demo-studies"
COURSE = "/courses/ai-security-governance/"
SENSITIVE = f"{COURSE}reporting-semantics/observed-inferred-unknown/"
PROGRESS = """
from courses.models import LessonProgress
rows = LessonProgress.objects.filter(enrolment__user__email="studies@example.org", completed_at__isnull=False)
fields = [field.name for field in LessonProgress._meta.get_fields()]
print(rows.count(), any("alternative" in name for name in fields))
"""


def test_a_learner_takes_the_alternative_leaves_and_goes_on_where_they_were(page: Page, site: Site) -> None:
    site.shell(
        "from accounts.models import User\n"
        "from allauth.account.models import EmailAddress\n"
        f"u = User.objects.create_user('{EMAIL}', '{PASSWORD}', legal_name='Stu Dies')\n"
        "EmailAddress.objects.create(user=u, email=u.email, verified=True, primary=True)"
    )
    sign_in(page, EMAIL, PASSWORD)
    page.wait_for_url("**/dashboard/")
    page.goto(COURSE)
    page.get_by_role("button", name=re.compile("Enrol")).first.click()

    # The note stands before the text, with a way out and a way round.
    page.goto(SENSITIVE)
    note = page.get_by_role("note").filter(has_text="Before you read.")
    expect(note).to_be_visible()
    heading = page.locator(".prose h2").first.bounding_box()
    box = note.bounding_box()
    assert box
    assert heading
    assert box["y"] < heading["y"]
    expect(note.get_by_role("link", name="Content and care")).to_be_visible()
    page.get_by_text("Read the alternative instead", exact=True).click()
    page.locator("#alternative").get_by_role("button", name=re.compile("Done|done")).click()
    page.goto("/dashboard/")
    expect(page.get_by_text(re.compile(r"1 of \d+ lessons done"))).to_be_visible()
    # Which of the two was read is in no record.
    assert site.shell(PROGRESS) == "1 False"

    # Study, leave, come back on another day: the way on leads to the first lesson that is not done.
    page.goto(f"{COURSE}auditing/evidence-not-intent/")
    answer_checks(page)
    page.context.clear_cookies()
    sign_in(page, EMAIL, PASSWORD)
    page.wait_for_url("**/dashboard/")
    expect(page.get_by_text(re.compile(r"2 of \d+ lessons done"))).to_be_visible()
    page.get_by_role("link", name=re.compile("Continue|Go on")).first.click()
    page.wait_for_url(f"**{COURSE}auditing/**")
    assert not page.url.endswith("/evidence-not-intent/")
    expect(page.get_by_text("Module 2, lesson 2")).to_be_visible()
