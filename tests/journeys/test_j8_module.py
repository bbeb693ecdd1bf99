"""J8, a module: written in the admin, studied as a learner, sent for review, published; items brought in and taken out."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site, sign_in_staff
from tests.journeys.test_j9_marking import faults_in_main

pytestmark = pytest.mark.journey

COURSE = """
from courses.models import CoursePage
print(CoursePage.objects.get(slug="writing-fair-items").pk)
"""
GIFT = """::j8-seal::Who seals the log? {=The custody officer#Named in the plan. ~Whoever has time#Then nobody did. ####A role, not a mood.}

::j8-rate::Two of eight alerts were right. The precision, in per cent? {#25:0.5#Two in eight. ####Divide by all alerts.}
"""


def submit(page: Page) -> None:
    # The address follows the title in a moment.
    expect(page.locator("#id_slug")).not_to_have_value("")
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Submit to Review of lessons").click()
    expect(page.get_by_text("submitted for moderation")).to_be_visible(timeout=30_000)


def test_a_module_is_written_and_published_without_leaving_the_admin(
    page: Page, browser: Browser, site: Site
) -> None:
    page.set_default_timeout(30_000)
    course = site.shell(COURSE)
    sign_in_staff(page, site, "instructor@assay.example")
    page.goto(f"/admin/course-maps/{course}/")
    faults = faults_in_main(page)
    page.get_by_role("link", name="Add a module").click()
    page.locator("#id_title").press_sequentially("Reading the figures")
    submit(page)
    page.goto(f"/admin/course-maps/{course}/")
    page.get_by_role("link", name="Add a lesson to “Reading the figures”").click()
    page.locator("#id_title").press_sequentially("What a facility tells")
    page.locator("#id_minutes").fill("10")
    page.locator("#id_summary").fill("A share of right answers, and of whom.")
    body = page.locator("[data-contentpath=body]")
    body.get_by_role("button", name=re.compile("Insert a block")).first.click()
    page.get_by_role("option", name=re.compile("^Text")).first.click()
    text = body.locator("[contenteditable=true]").first
    text.click()
    expect(text).to_be_focused()
    text.press_sequentially("An item that everybody gets right tells nobody apart.")
    expect(text).to_contain_text("tells nobody apart.")
    # The editor hands its text to the form a moment after the last key; the preview shows the form.
    page.locator("#id_minutes").click()
    page.wait_for_timeout(2000)
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("iframe[title='Preview']:visible")
    expect(preview.get_by_text("tells nobody apart")).to_be_visible(timeout=30_000)
    submit(page)
    page.goto(f"/admin/course-maps/{course}/")
    page.get_by_role("link", name="Study “What a facility tells” as a learner").click()
    expect(page.get_by_text("tells nobody apart")).to_be_visible()

    reviewer = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900}).new_page()
    reviewer.set_default_timeout(30_000)
    sign_in_staff(reviewer, site, "reviewer@assay.example")
    for title in ("Reading the figures", "What a facility tells"):
        reviewer.goto(f"/admin/course-maps/{course}/")
        reviewer.get_by_role("link", name=f"Edit “{title}”").click()
        reviewer.get_by_role("button", name="More actions").last.click()
        reviewer.get_by_role("button", name="Approve", exact=True).click()
        expect(reviewer.get_by_role("status")).to_contain_text(re.compile("published|updated"))
    reviewer.goto("/courses/writing-fair-items/")
    expect(reviewer.get_by_text("Reading the figures").first).to_be_visible()
    reviewer.context.close()
    assert faults == []


def test_items_come_in_from_a_file_and_go_out_again(page: Page, site: Site) -> None:
    page.set_default_timeout(30_000)
    sign_in_staff(page, site, "instructor@assay.example")
    page.goto("/admin/item-files/import/")
    page.get_by_label("Bank").select_option(label="Writing fair items")
    page.get_by_label("Domain").fill("item-writing")
    page.get_by_label("Level").fill("apply")
    page.locator("input[type=file]").set_input_files(
        {"name": "items.gift", "mimeType": "text/plain", "buffer": GIFT.encode()}
    )
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("2 items can be taken in. Nothing was made yet.")).to_be_visible()
    # It stands on the page that opens by itself once the file is read.
    take = page.get_by_role("button", name="Take 2 items in as drafts")
    expect(take).to_be_visible()
    page.wait_for_load_state()
    faults = faults_in_main(page)
    take.click()
    expect(page.get_by_text("Done: 2 items are drafts now.")).to_be_visible(timeout=90_000)
    page.get_by_role("link", name="j8-seal").click()
    expect(page.get_by_text("Who seals the log?").first).to_be_visible()

    page.goto("/admin/item-files/export/")
    faults += faults_in_main(page)
    page.get_by_label("Bank").select_option(label="Writing fair items")
    page.get_by_label("Format").select_option(label="QTI 3.0")
    page.get_by_role("button", name="What would be lost?").click()
    faults += faults_in_main(page)
    with page.expect_download() as file:
        page.get_by_role("button", name="Download").click()
    assert file.value.suggested_filename.endswith(".zip")
    assert faults == []
