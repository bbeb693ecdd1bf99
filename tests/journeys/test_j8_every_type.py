"""J8, one item of each kind: written in the editor, tried in its preview, sent, sent back, approved, found in the bank."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, ViewportSize, expect

from tests.assessments.engine import samples
from tests.journeys.conftest import WATCH_POLICY, Site, sign_in_staff
from tests.journeys.item_editor import ItemEditor
from tests.journeys.test_j8_desk import faults_of

pytestmark = pytest.mark.journey

LABELS = {
    "single-choice": "Single choice",
    "multiple-choice": "Multiple choice",
    "true-false": "True or false",
    "short-text": "Short text",
    "numeric": "Number",
    "matching": "Matching",
    "ordering": "Ordering",
    "categorise": "Categorise",
    "cloze": "Text with gaps",
    "hotspot": "Hotspot on a picture",
    "markers": "Markers on a picture",
    "essay": "Essay",
    "upload": "File upload",
    "threat-model": "Threat model (lab)",
    "branching-scenario": "Branching scenario (lab)",
    "report-form": "Report form (lab)",
    "audit-findings": "Audit findings (lab)",
}
# The preview is made anew in a moment, and the machine may be busy.
SOON = 30_000
EXAMINED = "AI security governance"
STATE = """
from assessments.models import Item
item = Item.objects.get(slug="{slug}")
writers = item.revisions.values_list("user__email", flat=True)
print(item.live, item.versions.count(), item.content["type"], *sorted(set(writers)))
"""


def picture() -> Any:
    """A gate and a store, as the samples' areas have them."""
    drawn = Image.new("RGB", (400, 300), "white")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((100, 100, 200, 200), outline="black", width=3)
    pen.ellipse((310, 110, 390, 190), outline="black", width=3)
    written = io.BytesIO()
    drawn.save(written, format="PNG")
    return {"name": "plan.png", "mimeType": "image/png", "buffer": written.getvalue()}


def choose(*names: str) -> Callable[[FrameLocator], None]:
    def answer(preview: FrameLocator) -> None:
        for name in names:
            preview.get_by_text(name, exact=True).click()

    return answer


def fill(*texts: str) -> Callable[[FrameLocator], None]:
    def answer(preview: FrameLocator) -> None:
        for place, text in enumerate(texts):
            preview.locator(".item input[type=text], .item textarea").nth(place).fill(text)

    return answer


def select(rows: dict[str, str]) -> Callable[[FrameLocator], None]:
    def answer(preview: FrameLocator) -> None:
        for row, chosen in rows.items():
            preview.get_by_label(row).select_option(label=chosen)

    return answer


def fill_gaps(preview: FrameLocator) -> None:
    fill("audit committee", "12")(preview)
    preview.get_by_role("combobox").select_option(label="Option a")


def decide(preview: FrameLocator) -> None:
    """The best path: the preview follows each decision."""
    for decision in ("Decision b for 10", "Decision a for 10", "Decision c for 10"):
        preview.get_by_text(decision, exact=True).click()
        preview.get_by_role("button", name="Decide").click()
        expect(preview.get_by_text(f"Rationale of {decision[9:]}").first).to_be_visible(timeout=SOON)


def list_a_threat(preview: FrameLocator) -> None:
    preview.get_by_label(re.compile("^Statement")).first.select_option(label="Records leak")


def enter_something(preview: FrameLocator) -> None:
    preview.locator(".item select").first.select_option(index=1)


def grade_something(preview: FrameLocator) -> None:
    preview.get_by_label("Major nonconformity").first.check()


# How the preview is answered, and what it says then.
ANSWERS: dict[str, tuple[Callable[[FrameLocator], None], str]] = {
    "single-choice": (choose("Option a"), "It earns 1 of 1."),
    "multiple-choice": (choose("Option a", "Option b"), "It earns 1 of 1."),
    "true-false": (choose("True"), "It earns 1 of 1."),
    "short-text": (fill("residual risk"), "It earns 1 of 1."),
    "numeric": (fill("299"), "It earns 1 of 1."),
    "matching": (
        select(
            {"Owns a risk": "Management", "Challenges it": "Risk function", "Decides on it": "Management"}
        ),
        "It earns 1 of 1.",
    ),
    "ordering": (select({"Scope": "1", "Plan": "2", "Test": "3", "Report": "4"}), "It earns 1 of 1."),
    "categorise": (
        select(
            {
                "The log's time": "Observed",
                "The age": "Inferred",
                "The upload": "Observed",
                "The motive": "Inferred",
            }
        ),
        "It earns 1 of 1.",
    ),
    "cloze": (fill_gaps, "It earns 1 of 1."),
    "hotspot": (
        select({"Choice 1": "The gate in the middle", "Choice 2": "The store at the right"}),
        "It earns 1 of 1.",
    ),
    "markers": (
        select({"Guard (1)": "The gate in the middle", "Guard (2)": "The store at the right"}),
        "It earns 1 of 1.",
    ),
    "essay": (fill("The log has no entry for the change of access rights."), "A person marks this"),
    "upload": (lambda preview: None, "A person marks this"),
    "threat-model": (list_a_threat, "It earns "),
    "branching-scenario": (decide, "It earns 1 of 1."),
    "report-form": (enter_something, "It earns "),
    "audit-findings": (grade_something, "It earns "),
}


def test_every_kind_of_item_that_the_engine_knows_is_walked() -> None:
    assert set(LABELS) == set(samples.EVERY) == set(ANSWERS)


def desk(
    browser: Browser, site: Site, email: str, size: ViewportSize
) -> tuple[BrowserContext, Page, list[str]]:
    """A signed-in page, and the faults that it reports."""
    context = browser.new_context(base_url=site.url, viewport=size)
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    page.set_default_timeout(30_000)
    faults: list[str] = []
    page.on(
        "console", lambda message: faults.append(message.text) if message.text.startswith("CSP ") else None
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("response", lambda got: faults.append(f"{got.status} {got.url}") if got.status >= 500 else None)
    sign_in_staff(page, site, email)
    return context, page, faults


def write(editor: ItemEditor, kind: str, slug: str) -> None:
    """Write the item but for its reasoning, as its author would."""
    page, content = editor.page, dict(samples.EVERY[kind][0])
    for name in ("variants", "general_feedback"):
        content.pop(name, None)
    page.goto("/admin/snippets/assessments/item/add/")
    editor.field("bank").select_option(label=EXAMINED)
    editor.write("slug", slug)
    editor.write("domain", "auditing")
    editor.write("level", "apply")
    editor.choose(LABELS[kind])
    # What nobody has touched yet has no faults.
    expect(page.locator("#panel-interaction-section [class*=error-message]:visible")).to_have_count(0)
    if kind in ("hotspot", "markers"):
        editor.add_picture(picture(), f"A plan for {slug}")
    editor.write_all(content)
    if kind == "hotspot":
        for name in ("places-0-value-at", "areas-0-value-coords", "areas-1-value-coords"):
            editor.field(f"interaction-0-value-{name}").fill("")
        editor.point("Place 1: The gate in the middle", (150, 150))
        editor.point("Area 1: Gate", (200, 200), (100, 100))
        editor.point("Area 2: Store", (350, 150), (390, 150))
        for name, value in (
            ("places-0-value-at", "150,150"),
            ("areas-0-value-coords", "100,100,200,200"),
            ("areas-1-value-coords", "350,150,40"),
        ):
            expect(editor.field(f"interaction-0-value-{name}")).to_have_value(close_to(value))
    editor.write("measures", "knows how it is done")
    editor.write("references", "House rule on items, 2026")


def close_to(coordinates: str) -> re.Pattern[str]:
    """A pixel more or less: the screen's pixels are not the picture's."""
    numbers = [f"({number - 1}|{number}|{number + 1})" for number in map(int, coordinates.split(","))]
    return re.compile("^" + ",".join(numbers) + "$")


def try_it(page: Page, kind: str) -> None:
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("iframe[title='Preview']:visible")
    # What it says instead, where it says something else, is told by the failure.
    expect(preview.locator("body")).to_contain_text("Mark this answer", timeout=SOON)
    assert "The reasoning." not in preview.locator("body").inner_text()
    answer, said = ANSWERS[kind]
    answer(preview)
    preview.get_by_role("button", name="Mark this answer").click()
    expect(preview.get_by_test_id("tried")).to_contain_text(said, timeout=SOON)
    expect(preview.get_by_text("The reasoning.").first).to_be_visible(timeout=SOON)
    page.get_by_role("button", name="Toggle preview").click()


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(LABELS))
def test_an_item_of_each_kind_is_written_tried_reviewed_and_published(
    browser: Browser, site: Site, kind: str
) -> None:
    slug = f"j8-each-{kind}"
    size: ViewportSize = {"width": 1280, "height": 900}
    context, page, faults = desk(browser, site, "instructor@assay.example", size)
    editor = ItemEditor(page)
    write(editor, kind, slug)
    editor.submit()
    reasoning = page.locator("[data-contentpath=general_feedback]")
    expect(reasoning.get_by_text("This field is required.")).to_be_visible(timeout=SOON)
    faults += faults_of(page)
    editor.write("interaction-0-value-general_feedback", "The reasoning.")
    editor.save()
    expect(page.get_by_test_id("advice")).to_be_visible(timeout=SOON)
    pk = page.url.rstrip("/").rsplit("/", 1)[-1]
    try_it(page, kind)
    faults += faults_of(page)
    editor.submit()
    expect(page.get_by_text("submitted")).to_be_visible(timeout=SOON)

    colleague, reviewer, more = desk(browser, site, "reviewer@assay.example", size)
    review(reviewer, pk, "Request changes", "Say it in fewer words.")
    expect(reviewer.get_by_text("went back to its author")).to_be_visible(timeout=SOON)

    page.goto(f"/admin/snippets/assessments/item/edit/{pk}/")
    editor.write("interaction-0-value-stem", "In fewer words?")
    editor.resubmit()
    expect(page.get_by_text(re.compile("submitted|resubmitted|updated")).first).to_be_visible(timeout=SOON)

    reviewer.goto(f"/admin/snippets/assessments/item/history/{pk}/")
    expect(reviewer.get_by_text("Say it in fewer words.").first).to_be_visible(timeout=SOON)
    # The oldest: an editor that saves by itself may have made two revisions of the same words since.
    reviewer.get_by_role("button", name="Actions").last.click()
    reviewer.get_by_role("link", name=re.compile("^Compare with current")).last.click()
    expect(reviewer.locator(".assay-differences")).to_contain_text("fewer", timeout=SOON)
    more += faults_of(reviewer)
    review(reviewer, pk, "Approve with comment", "Read twice.")
    expect(reviewer.get_by_text("It is live.")).to_be_visible(timeout=SOON)
    colleague.close()
    # Whoever reads and decides does not become an author.
    assert site.shell(STATE.format(slug=slug)).split() == ["True", "1", kind, "instructor@assay.example"]

    page.goto(f"/admin/snippets/assessments/item/?q={slug}")
    row = page.get_by_role("row").filter(has_text=slug)
    expect(row.first).to_contain_text(LABELS[kind])
    expect(row.first).to_contain_text("Live", timeout=SOON)
    context.close()
    assert faults + more == []


def review(page: Page, pk: str, action: str, comment: str) -> None:
    page.goto(f"/admin/snippets/assessments/item/edit/{pk}/")
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name=action).click()
    window = page.get_by_role("dialog")
    window.get_by_label("Comment").fill(comment)
    window.get_by_role("button", name=re.compile("Approve|Request changes|Submit")).click()


@pytest.mark.slow
@pytest.mark.parametrize("kind", list(LABELS))
def test_the_form_of_each_kind_fits_a_phone_in_the_dark(browser: Browser, site: Site, kind: str) -> None:
    context, page, faults = desk(browser, site, "instructor@assay.example", {"width": 390, "height": 900})
    page.emulate_media(color_scheme="dark")
    page.goto("/admin/snippets/assessments/item/add/")
    ItemEditor(page).choose(LABELS[kind])
    # Wagtail's own frame around the form is Wagtail's.
    faults += faults_of(page, "#panel-interaction-section")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        faults.append("scrolls sideways")
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("#panel-interaction-section :is(input, select, textarea)")]
        .filter(node => node.type !== "hidden" && node.getBoundingClientRect().right > innerWidth + 1)
        .map(node => node.name)"""
    )
    context.close()
    assert faults + beyond == []
