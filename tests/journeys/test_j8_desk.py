"""J8, the items' half: a first-time author answers in the preview, a colleague approves; the builder follows the form."""

import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

from tests.journeys.conftest import Site, sign_in_staff

pytestmark = pytest.mark.journey

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

DRAFTS = """
from accounts.models import User
from assessments.models import Item, ItemBank
from assessments.blocks import raw_interaction
author = User.objects.get(email="instructor@assay.example")
bank = ItemBank.objects.order_by("pk").first()
domain, level = next(iter(bank.names["domains"])), next(iter(bank.names["levels"]))
right = {"id": "a", "text": "A colleague", "credit": "1", "rationale": "Four eyes see more."}
wrong = [
    {"id": name, "text": text, "credit": "0", "rationale": "One pair of eyes."}
    for name, text in (("b", "The author"), ("c", "Nobody"), ("d", "Whoever asks"))
]
contents = {
    "j8-choice": {"type": "single-choice", "stem": "Who approves an item?", "shuffle": True,
        "choices": [right, *wrong], "general_feedback": "An approval is another person's."},
    "j8-truth": {"type": "true-false", "stem": "An author may approve what they wrote.", "answer": False,
        "rationale_true": "Then nobody else has read it.", "rationale_false": "Another person does.",
        "general_feedback": "Four eyes."},
    "j8-number": {"type": "numeric", "stem": "How many people have read a published item at least?",
        "answers": [{"value": "2", "credit": "1", "rationale": "Its author and whoever approved it."}],
        "general_feedback": "Four eyes are two pairs."},
}
for slug, content in contents.items():
    item = Item(bank=bank, slug=slug, purpose="practice", domain=domain, level=level, measures="knows who approves",
        references="House rule on items, 2026", live=False, has_unpublished_changes=True)
    item.interaction = Item._meta.get_field("interaction").to_python(raw_interaction(content, block_id="b1"))
    item.save()
    item.save_revision(user=author)
print(bank.pk, *Item.objects.filter(slug__startswith="j8-").order_by("slug").values_list("pk", flat=True))
"""
STATE = """
from assessments.models import Item
print(*Item.objects.filter(slug__startswith="j8-", live=True).order_by("slug").values_list("slug", flat=True))
"""


def faults_of(page: Page, part: str = "#main, main") -> list[str]:
    page.wait_for_load_state()
    page.locator(part).first.wait_for()
    page.evaluate(AXE)
    found = page.evaluate(
        # Wagtail's are the list of the form's headings beside it, and messages, which fade in.
        "async ([part, tags]) => (await axe.run({include: [[part]], exclude: [['.w-minimap'], ['.messages']]},"
        " {runOnly: {type: 'tag', values: tags}})).violations",
        [part, TAGS],
    )
    return [f"{page.url}: {fault['id']} {node['target']}" for fault in found for node in fault["nodes"][:3]]


def answer(page: Page, preview: FrameLocator, slug: str) -> None:
    if slug == "j8-choice":
        preview.get_by_text("A colleague").click()
    elif slug == "j8-truth":
        preview.get_by_text("False", exact=True).click()
    else:
        preview.get_by_role("textbox").fill("2")
    preview.get_by_role("button", name="Mark this answer").click()


def test_an_author_answers_in_the_preview_and_a_colleague_approves_what_was_sent_in_bulk(
    page: Page, browser: Browser, site: Site
) -> None:
    page.set_default_timeout(30_000)
    bank, *ids = site.shell(DRAFTS).split()
    sign_in_staff(page, site, "instructor@assay.example")
    faults: list[str] = []
    for pk, slug in zip(ids, ("j8-choice", "j8-number", "j8-truth"), strict=True):
        page.goto(f"/admin/snippets/assessments/item/edit/{pk}/")
        if slug == "j8-choice":
            # The editor remembers that its preview is open.
            page.get_by_role("button", name="Toggle preview").click()
        preview = page.frame_locator("iframe[title='Preview']:visible")
        expect(preview.get_by_role("button", name="Mark this answer")).to_be_visible()
        assert "Four eyes" not in preview.locator("body").inner_text()
        answer(page, preview, slug)
        expect(preview.get_by_text("It earns 1 of 1.")).to_be_visible()
        expect(preview.get_by_text(re.compile("Four eyes|another person")).first).to_be_visible()

    page.goto(f"/admin/snippets/assessments/item/?status=draft&bank={bank}")
    faults += faults_of(page)
    for pk in ids:
        page.locator(f"input[data-bulk-action-checkbox][data-object-id='{pk}']").check()
    page.get_by_role("link", name="Send the chosen items for review").click()
    expect(page.get_by_role("button", name="Send for review")).to_be_visible()
    faults += faults_of(page)
    page.get_by_role("button", name="Send for review").click()
    expect(page.get_by_text("Done with 3 items.")).to_be_visible()

    colleague = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900}).new_page()
    colleague.set_default_timeout(30_000)
    sign_in_staff(colleague, site, "reviewer@assay.example")
    for pk in ids:
        colleague.goto(f"/admin/snippets/assessments/item/edit/{pk}/")
        colleague.get_by_role("button", name="More actions").last.click()
        colleague.get_by_role("button", name="Approve", exact=True).click()
        expect(colleague.get_by_text("It is live.")).to_be_visible()
    colleague.context.close()
    assert site.shell(STATE).split() == ["j8-choice", "j8-number", "j8-truth"]

    page.goto(f"/admin/item-desk/{ids[0]}/uses/")
    faults += faults_of(page)
    page.goto("/admin/item-desk/duplicates/")
    faults += faults_of(page)

    practice = site.shell(
        "from assessments.models import Assessment; print(Assessment.objects.filter(kind='practice').first().pk)"
    )
    page.goto(f"/admin/assessment-policies/edit/{practice}/")
    faults += faults_of(page)
    words = page.locator("[data-assessment-words]")
    minutes = page.locator("[name=minutes]")
    minutes.fill("37")
    expect(words).to_contain_text("37 minutes")
    cell = page.locator("[data-cell]").first
    cell.locator("input").fill("150")
    expect(cell).to_have_attribute("data-state", "short")
    expect(words).to_contain_text("No form can be drawn now")
    page.goto(f"/admin/assessment-builder/{practice}/sample/?seed=5&keys=1")
    faults += faults_of(page)
    expect(page.get_by_test_id("key").first).to_be_visible()
    assert faults == []
