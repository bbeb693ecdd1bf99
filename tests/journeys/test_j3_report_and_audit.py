"""J3: a learner fills in a report form and an audit with the keyboard alone, is told field by field, tries again."""

import json
import re
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import WATCH_POLICY, Site, sign_in
from tests.journeys.keyboard import Keyboard

pytestmark = pytest.mark.journey

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COURSE = "/courses/ai-security-governance/"
REPORT = f"{COURSE}reporting-semantics/lab-data-intake/"
AUDIT = f"{COURSE}auditing/lab-audit-findings/"
PASSWORD = "assay-demo-labs"
LOOKS = pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1280, "light"),
        (390, "dark"),
        pytest.param(1280, "dark", marks=pytest.mark.slow),
        pytest.param(390, "light", marks=pytest.mark.slow),
    ],
)
SIGN_UP = """
from accounts.models import User
from allauth.account.models import EmailAddress
u = User.objects.create_user("{email}", "{password}", legal_name="Lab Learner")
EmailAddress.objects.create(user=u, email=u.email, verified=True, primary=True)
"""


def opened(browser: Browser, site: Site, width: int, scheme: str, *, lesson: str) -> tuple[Page, Keyboard]:
    """The page of the lab that a lesson leads to, for a learner of its own, reached with the keyboard."""
    email = f"labs-{width}-{scheme}-{lesson.rsplit('/', 2)[-2]}@example.org"
    site.shell(SIGN_UP.format(email=email, password=PASSWORD))
    context = browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": 860},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    sign_in(page, email, PASSWORD)
    page.wait_for_url("**/dashboard/")
    page.goto(COURSE)
    page.get_by_role("button", name=re.compile("Enrol")).first.click()
    page.goto(lesson)
    keyboard = Keyboard(page)
    keyboard.tab_to("Open the lab")
    keyboard.enter()
    looks_right(page, width)
    assert said == []
    return page, keyboard


def looks_right(page: Page, width: int) -> None:
    """Nothing for axe to say, and nothing to scroll sideways for."""
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run({{runOnly: {json.dumps(TAGS)}}})")["violations"]
    assert [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@LOOKS
def test_a_report_is_filled_in_and_marked_field_by_field(
    browser: Browser, site: Site, width: int, scheme: str
) -> None:
    page, keyboard = opened(browser, site, width, scheme, lesson=REPORT)
    facts = page.locator(".case").inner_text()
    keyboard.tab_to("^reportCount")
    keyboard.write("1")
    # The menu that shows who is the suspect: the first entry after "left out" is the supplier.
    keyboard.tab_to("Person or user reported")
    keyboard.press("ArrowDown", "ArrowDown")
    keyboard.tab_to("Hand in and see the verdicts")
    keyboard.enter()
    expect(page.get_by_role("heading", name=re.compile("Not passed yet"))).to_be_visible()
    first = page.get_by_role("region", name="What to look at first")
    expect(first.get_by_role("listitem").first).to_contain_text("Person or user reported")
    expect(first.get_by_role("listitem").first).to_contain_text("Critical")
    expect(page.locator("#f-lab-reportCount")).to_contain_text("Right")
    expect(page.locator("#f-lab-fileViewedByEsp")).to_contain_text("Missing")
    expect(page.get_by_text("Signal")).to_be_visible()
    looks_right(page, width)
    keyboard.tab_to("Try another variant", most=250)
    keyboard.enter()
    assert page.locator(".case").inner_text() != facts
    expect(page.get_by_text("Not passed yet")).to_have_count(0)


@LOOKS
def test_an_audit_is_graded_and_its_report_put_together(
    browser: Browser, site: Site, width: int, scheme: str
) -> None:
    page, keyboard = opened(browser, site, width, scheme, lesson=AUDIT)
    keyboard.tab_to("Not graded yet", kind="radio")
    keyboard.press("ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    keyboard.tab_to("C01, document 1")
    keyboard.write("D01")
    keyboard.tab_to("^Clause")
    keyboard.write("NIST")
    keyboard.tab_to("Save and stay", most=250)
    keyboard.enter()
    report = page.get_by_role("region", name="Your audit report")
    expect(report).to_contain_text("Major nonconformity: 1")
    expect(report).to_contain_text("D01 Child-safety policy")
    expect(page.get_by_text("What the pack supports")).to_have_count(0)
    keyboard.tab_to("Hand in and see the verdicts", most=250)
    keyboard.enter()
    expect(page.get_by_role("heading", name=re.compile("Not passed yet"))).to_be_visible()
    expect(page.get_by_role("heading", name="What the pack supports")).to_be_visible()
    expect(page.locator("#f-lab-C01")).to_contain_text(re.compile("Misleading|Wrong"))
    looks_right(page, width)
    # On paper there is the report alone.
    page.emulate_media(media="print")
    expect(page.locator(".report")).to_be_visible()
    expect(page.locator(".halves")).to_be_hidden()
