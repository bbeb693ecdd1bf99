"""J8, items: an instructor writes one with a live preview and sends it; a colleague approves; it is live."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site, sign_in_staff

pytestmark = pytest.mark.journey

STATE = """
from assessments.models import Item
item = Item.objects.get(slug="j8-four-eyes")
print(item.live, item.versions.count(), item.revisions.count())
"""


def write(page: Page, label: str, text: str, place: int = 0) -> None:
    page.get_by_label(label, exact=True).nth(place).fill(text)


def test_an_item_goes_live_only_by_a_colleagues_approval(page: Page, browser: Browser, site: Site) -> None:
    page.set_default_timeout(30_000)
    sign_in_staff(page, site, "instructor@assay.example")
    page.goto("/admin/snippets/assessments/item/add/")
    page.locator("#id_bank").select_option(index=1)
    page.locator("#id_slug").fill("j8-four-eyes")
    page.locator("[name=domain]").fill("auditing")
    page.locator("[name=level]").fill("apply")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Single choice").click()
    page.get_by_label("Question").fill("Who may approve an item?")
    for place, text in enumerate(
        ("A colleague who did not write it", "Its author", "Nobody", "Whoever asks")
    ):
        page.locator("[name$='-text']").nth(place).fill(text)
        page.locator("[name$='-rationale']").nth(place).fill("Four eyes see more than two.")
    page.get_by_label("The reasoning").fill("An approval is another person's.")
    page.locator("[name=measures]").fill("knows who approves")
    page.locator("[name=references]").fill("House rule on items, 2026")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url("**/edit/**")
    address = page.url

    # The preview panel shows it as a candidate would see it.
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("iframe[title='Preview']:visible")
    expect(preview.get_by_text("Who may approve an item?")).to_be_visible()
    assert "Four eyes see more" not in preview.locator("body").inner_text()

    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Submit to").click()
    page.wait_for_url("**/admin/snippets/assessments/item/**")
    before = site.shell(STATE).split()
    assert before[:2] == ["False", "0"]
    page.goto(address)
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)

    colleague = browser.new_context(base_url=site.url).new_page()
    colleague.set_default_timeout(30_000)
    sign_in_staff(colleague, site, "reviewer@assay.example")
    colleague.goto("/admin/")
    colleague.get_by_role("link", name="j8-four-eyes").first.click()
    expect(colleague.get_by_label("Question")).to_have_value("Who may approve an item?")
    colleague.get_by_role("button", name="More actions").last.click()
    colleague.get_by_role("button", name="Approve", exact=True).click()
    colleague.wait_for_url("**/admin/**")
    expect(colleague.get_by_text("has been approved").or_(colleague.get_by_text("published"))).to_be_visible()
    after = site.shell(STATE).split()
    assert after[:2] == ["True", "1"]
    assert after[2] == before[2]
    colleague.context.close()
