"""J8, lessons: an instructor edits the lesson that was just read, a reviewer publishes; what a learner has done stands."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site, sign_in, sign_in_staff
from tests.journeys.test_whole_way import answer_checks

pytestmark = pytest.mark.journey

EMAIL, PASSWORD = "reads@example.org", "assay-demo-reads"
PLACE = """
from courses.models import LessonPage
lesson = LessonPage.objects.live().filter(url_path__contains="/threat-modelling/").order_by("path").first()
print(lesson.pk, lesson.url)
"""


def test_an_instructor_edits_the_lesson_just_read_and_the_learner_keeps_what_is_done(
    page: Page, browser: Browser, site: Site
) -> None:
    site.shell(
        "from accounts.models import User\n"
        "from allauth.account.models import EmailAddress\n"
        f"u = User.objects.create_user('{EMAIL}', '{PASSWORD}', legal_name='Rea Reads')\n"
        "EmailAddress.objects.create(user=u, email=u.email, verified=True, primary=True)"
    )
    lesson_id, address = site.shell(PLACE).split()
    sign_in(page, EMAIL, PASSWORD)
    page.wait_for_url("**/dashboard/")
    page.goto("/courses/ai-security-governance/")
    page.get_by_role("button", name=re.compile("Enrol")).first.click()
    page.goto(address)
    answer_checks(page)
    page.goto("/dashboard/")
    expect(page.get_by_text(re.compile(r"1 of \d+ lessons done"))).to_be_visible()

    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    desk = context.new_page()
    desk.set_default_timeout(30_000)
    sign_in_staff(desk, site, "instructor@assay.example")
    desk.goto(f"/admin/pages/{lesson_id}/edit/")
    desk.locator("#id_title").fill("A title that an instructor changed")
    desk.get_by_role("button", name="More actions").last.click()
    desk.get_by_role("button", name="Submit to Review of lessons").click()
    expect(desk.get_by_text("submitted")).to_be_visible()
    context.close()
    # What waits for review changes nothing for learners.
    page.goto(address)
    expect(page.get_by_role("heading", level=1, name="A title that an instructor changed")).to_have_count(0)

    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    desk = context.new_page()
    desk.set_default_timeout(30_000)
    sign_in_staff(desk, site, "reviewer@assay.example")
    desk.goto(f"/admin/pages/{lesson_id}/edit/")
    desk.get_by_role("button", name="More actions").last.click()
    desk.get_by_role("button", name="Approve", exact=True).click()
    expect(desk.get_by_role("status")).to_contain_text(re.compile("published|updated"))
    context.close()

    page.goto(address)
    expect(page.get_by_role("heading", level=1, name="A title that an instructor changed")).to_be_visible()
    page.goto("/dashboard/")
    expect(page.get_by_text(re.compile(r"1 of \d+ lessons done"))).to_be_visible()
