"""J3: a learner does the tabletop and the threat model by keys alone, reads what became of each, tries another variant."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import WATCH_POLICY, Site, sign_in
from tests.journeys.keyboard import Keyboard, scrolls_sideways
from tests.journeys.test_accessibility import faults_of

pytestmark = pytest.mark.journey

COURSE = "/courses/ai-security-governance/"
PASSWORD = "assay-demo-labs"
SET_UP = """
from allauth.account.models import EmailAddress
from django.utils import timezone
from accounts.models import User
from courses.models import CoursePage, Enrolment
user = User.objects.create_user("EMAIL", "PASSWORD", legal_name="Lou Labs")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
course = CoursePage.objects.get(slug="ai-security-governance")
Enrolment.objects.create(user=user, course=course, enrolled_at=timezone.now())
"""


# The fast suite sees each width and each scheme once.
@pytest.fixture(
    params=[
        pytest.param((1280, "light"), id="light-1280"),
        pytest.param((390, "dark"), id="dark-390"),
        pytest.param((1280, "dark"), id="dark-1280", marks=pytest.mark.slow),
        pytest.param((390, "light"), id="light-390", marks=pytest.mark.slow),
    ]
)
def page(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """A page at one width and scheme, signed in as somebody enrolled."""
    width, scheme = request.param
    email = f"labs-{width}-{scheme}-{request.function.__name__[9:17]}@example.org"
    site.shell(SET_UP.replace("EMAIL", email).replace("PASSWORD", PASSWORD))
    context = browser.new_context(
        base_url=site.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    faults: list[str] = []
    page.on(
        "console", lambda message: faults.append(message.text) if message.text.startswith("CSP ") else None
    )
    sign_in(page, email, PASSWORD)
    page.wait_for_url("**/dashboard/")
    yield page
    assert faults == []
    context.close()


def looked_at(page: Page, where: str) -> list[str]:
    """What axe finds on a page, and whether it scrolls sideways."""
    faults = [f"{where}: {fault}" for fault in faults_of(page)]
    return [*faults, f"{where}: scrolls sideways"] if scrolls_sideways(page) else faults


def open_lab(page: Page, keys: Keyboard, lesson: str) -> list[str]:
    page.goto(f"{COURSE}{lesson}/")
    faults = looked_at(page, "lesson")
    keys.tab_to("^Open the lab")
    keys.enter()
    expect(page.get_by_text("Training form: it sends nothing.")).to_be_visible()
    return faults


def decide_to_the_end(page: Page, keys: Keyboard) -> int:
    decisions = 0
    while page.get_by_role("button", name="Decide").count():
        keys.tab_to("", kind="radio")
        keys.press("Space")
        keys.tab_to("^Decide")
        keys.enter()
        decisions += 1
    return decisions


def test_the_tabletop_is_played_by_keys_alone(page: Page) -> None:
    keys = Keyboard(page)
    faults = open_lab(page, keys, "incident-response/lab-tabletop")
    faults += looked_at(page, "first inject")
    keys.tab_to("", kind="radio")
    keys.press("Space")
    keys.tab_to("^Decide")
    keys.enter()
    expect(page.get_by_role("status").filter(has_text="You decided:")).to_be_visible()
    faults += looked_at(page, "second inject")
    assert 12 <= decide_to_the_end(page, keys) <= 16
    expect(page.get_by_role("heading", name="The path that you took")).to_be_visible()
    faults += looked_at(page, "debrief")
    first = page.locator(".stem").inner_text()
    keys.tab_to("^Try another variant")
    keys.enter()
    assert page.locator(".stem").inner_text() != first
    expect(page.get_by_role("button", name="Decide")).to_be_visible()
    page.goto(f"{COURSE}incident-response/lab-tabletop/")
    expect(page.get_by_text("Your last result")).to_be_visible()
    expect(page.locator("article .badge.valid").first).to_contain_text("Done")
    assert faults == []


def test_the_threat_model_is_listed_by_keys_alone(page: Page) -> None:
    keys = Keyboard(page)
    faults = open_lab(page, keys, "threat-modelling/lab-threat-model")
    faults += looked_at(page, "form")
    for label in ("Statement", "Element", "Category", "Likelihood", "Impact", "Mitigation 1"):
        keys.tab_to(f"^{label}", kind="select-one")
        keys.press("ArrowDown")
    keys.tab_to("^Save, and add another threat")
    keys.enter()
    kept = page.get_by_label("Statement", exact=True).first
    assert kept.input_value()
    page.locator("summary").filter(has_text="The diagram in words").focus()
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Flows")).to_be_visible()
    keys.tab_to("^Hand in and see the verdicts")
    keys.enter()
    expect(page.get_by_role("heading", name=re.compile("^Not passed yet"))).to_be_visible()
    expect(page.get_by_role("heading", name="Your list and the model answer")).to_be_visible()
    faults += looked_at(page, "model answer")
    keys.tab_to("^Try again")
    keys.enter()
    assert page.get_by_label("Statement", exact=True).first.input_value()
    assert faults == []
