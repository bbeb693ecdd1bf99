"""J4, every kind of item: answered with the keyboard alone, saved, checked by axe while open and in the review."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import WATCH_POLICY, Site, sign_in
from tests.journeys.keyboard import Keyboard, scrolls_sideways
from tests.journeys.test_accessibility import faults_of

pytestmark = pytest.mark.journey

REPORT: Any = {"name": "report.txt", "mimeType": "text/plain", "buffer": b"The log has no entry."}
PASSWORD = "assay-demo-kinds"
# One item of each kind, each in a cell of its own so that a form has all of them.
SET_UP = """
import json
from allauth.account.models import EmailAddress
from django.utils import timezone
from accounts.models import User
from assessments.models import Assessment
from assessments.services.assessment_loading import load_assessment
from assessments.services.loading import load_bank, load_item
from assessments.services.starting import start_attempt
from tests.assessments.engine import samples
from tests.factories.pictures import sample_picture
sample_picture()
now = timezone.now()
kinds = list(samples.EVERY)
load_bank("kinds", title="Kinds", names={"domains": {kind: kind for kind in kinds}, "levels": {"apply": "Apply"}})
for kind in kinds:
    load_item("kinds", {
        "slug": kind, "use": "practice", "domain": kind, "level": "apply", "outcome": "", "measures": kind,
        "references": ["A source"], "interaction": samples.EVERY[kind][0],
    }, actor=None, now=now)
load_assessment("kinds", {
    "slug": "kinds", "title": "Every kind", "kind": "practice", "instructions": "Answer.", "item_order": "blueprint",
    "review": ["outcome", "domains", "responses", "correctness", "feedback", "key"],
    "blueprint": [{"domain": kind, "level": "apply", "items": 1} for kind in kinds],
})
user = User.objects.create_user("EMAIL", "PASSWORD", legal_name="Kim Kinds")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
attempt = start_attempt(Assessment.objects.get(slug="kinds"), user, agreed=True, now=now)
items = attempt.items.order_by("position").select_related("version")
print(json.dumps([str(attempt.uuid), [item.version.content["type"] for item in items]]))
"""
SAVED = """
import json
from assessments.models import AttemptItem
rows = AttemptItem.objects.filter(attempt__uuid="UUID").order_by("position").select_related("version")
print(json.dumps({row.version.content["type"]: [row.response, row.answered] for row in rows}))
"""


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["light-1280", "dark-390"])
def sitting(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[tuple[Page, str, Any]]:
    """A page at one width and scheme, signed in; the attempt's uuid and the kinds of its items in order."""
    width, scheme = request.param
    email = f"kinds{width}-{request.function.__name__[:20]}@example.org"
    made = site.shell(SET_UP.replace("EMAIL", email).replace("PASSWORD", PASSWORD))
    uuid, kinds = json.loads(made)
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
    yield page, uuid, kinds
    assert faults == []
    context.close()


def answer_by_keys(page: Page, keys: Keyboard, kind: str) -> None:
    """Answer every control of the item shown."""
    controls = page.locator(".item").locator("input:not([type=hidden]), select, textarea")
    if kind in ("single-choice", "true-false", "multiple-choice"):
        keys.tab_to("", kind="checkbox" if kind == "multiple-choice" else "radio")
        keys.press("Space")
        return
    if kind == "upload":
        # The browser's own window for choosing a file is not the page's: the file is set, the rest is keys.
        page.set_input_files("input[type=file]", files=[REPORT])
        keys.tab_to("^Hand this file in")
        keys.enter()
        expect(page.locator(".item")).to_contain_text("report.txt")
        return
    if kind == "branching-scenario":
        while page.get_by_role("button", name="Decide").count():
            keys.tab_to("", kind="radio")
            keys.press("Space")
            keys.tab_to("^Decide")
            keys.enter()
        return
    if kind == "threat-model":
        keys.tab_to("^Statement")
        keys.press("ArrowDown")
        return
    if kind in ("report-form", "audit-findings"):
        # One entry is an answer; the labs' own journeys fill in all of it.
        first = str(controls.first.evaluate("node => node.type"))
        keys.tab_to("", kind=first)
        if first in ("radio", "select-one"):
            keys.press("ArrowDown")
        else:
            keys.write("12")
        return
    for number in range(controls.count()):
        control = controls.nth(number)
        tag = control.evaluate("node => node.localName")
        keys.tab_to("", kind={"select": "select-one", "textarea": "textarea"}.get(tag, "text"))
        if tag == "select":
            keys.press(*["ArrowDown"] * (number + 1))
        else:
            keys.write("12" if tag == "input" else "The log has no entry for that change.")


def test_every_kind_of_item_is_answered_by_keys_alone_and_axe_finds_nothing(
    sitting: tuple[Page, str, list[str]], site: Site
) -> None:
    page, uuid, kinds = sitting
    keys = Keyboard(page)
    faults: list[str] = []
    for position, kind in enumerate(kinds, start=1):
        page.goto(f"/attempts/{uuid}/items/{position}/")
        # A name for every control, as a screen reader says it.
        for control in page.locator(".item").locator("input:not([type=hidden]), select, textarea").all():
            name = control.evaluate(
                "node => node.getAttribute('aria-label')"
                " || [...node.labels].map(label => label.innerText).join(' ').trim()"
            )
            assert name, f"{kind}: a control has no name"
        answer_by_keys(page, keys, kind)
        if kind not in ("upload", "branching-scenario"):
            expect(page.locator("#save-state")).to_contain_text("Saved")
        faults += [f"{kind}: {fault}" for fault in faults_of(page)]
        if scrolls_sideways(page):
            faults.append(f"{kind}: scrolls sideways")
    saved = json.loads(site.shell(SAVED.replace("UUID", uuid)))
    assert [kind for kind, (_response, answered) in saved.items() if not answered] == []

    page.goto(f"/attempts/{uuid}/check/")
    keys.tab_to("^Submit attempt")
    keys.enter()
    page.goto(f"/attempts/{uuid}/review/")
    faults += [f"review: {fault}" for fault in faults_of(page)]
    if scrolls_sideways(page):
        faults.append("review: scrolls sideways")
    assert faults == []


def test_pointing_on_a_picture_gives_the_place_to_a_list(
    sitting: tuple[Page, str, list[str]], site: Site
) -> None:
    page, uuid, kinds = sitting
    page.goto(f"/attempts/{uuid}/items/{kinds.index('markers') + 1}/")
    picture = page.locator(".picture svg")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box is not None
    # The middle of the gate, which is at 150, 150 of 400 by 300.
    page.mouse.click(box["x"] + box["width"] * 150 / 400, box["y"] + box["height"] * 150 / 300)
    expect(page.locator(".picture .spots circle")).to_have_count(1)
    expect(page.locator("#save-state")).to_contain_text("Saved")
    saved = json.loads(site.shell(SAVED.replace("UUID", uuid)))
    [spot] = saved["markers"][0]["markers"]["m2"]
    x, y = map(int, spot.split(","))
    assert abs(x - 150) <= 2
    assert abs(y - 150) <= 2
    page.reload()
    expect(page.locator(".picture .spots circle")).to_have_count(1)
