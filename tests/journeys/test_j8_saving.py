"""J8, the editor that saves by itself: a cut connection takes nothing with it, and whoever decides writes nothing."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys.conftest import WATCH_POLICY, Site, sign_in_staff

pytestmark = [pytest.mark.journey, pytest.mark.slow]

ITEM = """
from accounts.models import User
from assessments.models import Item
author = User.objects.get(email="instructor@assay.example")
item = Item.objects.filter(live=True, _workflow_states=None, interaction_type="single-choice").order_by("pk").first()
item.save_revision(user=author)
if {is_sent}:
    item.get_workflow().start(item, author)
print(item.pk)
"""
KEPT = """
from assessments.models import Item
item = Item.objects.get(pk={pk})
print(item.get_latest_revision_as_object().measures)
"""
WRITERS = """
from assessments.models import Item
print(*Item.objects.get(pk={pk}).revisions.exclude(user=None).values_list("user__email", flat=True).distinct())
"""


def open_editor(page: Page, pk: str) -> None:
    page.goto(f"/admin/snippets/assessments/item/edit/{pk}/")
    # Two seconds after it was loaded the form as it is then counts as what was there; changes are seen from then on.
    page.wait_for_timeout(4_000)


@pytest.fixture
def desk(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page of the person whom the test names."""
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    page.set_default_timeout(30_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    sign_in_staff(page, site, f"{request.param}@assay.example")
    yield page
    assert faults == []
    context.close()


@pytest.mark.parametrize("desk", ["instructor"], indirect=True)
def test_a_cut_connection_takes_nothing_of_what_was_written(desk: Page, site: Site) -> None:
    page, pk = desk, site.shell(ITEM.format(is_sent=False))
    open_editor(page, pk)
    measures = page.locator("[name=measures]")
    measures.fill("written before")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert site.shell(KEPT.format(pk=pk)) == "written before"

    page.context.set_offline(True)
    measures.fill("written in a tunnel")
    expect(page.get_by_text("A network error occurred.")).to_be_visible()
    save = page.get_by_role("button", name="Save draft")
    save.click()
    # Wagtail warns first; whoever goes on all the same must not end on the browser's page of errors.
    again = page.get_by_role("dialog").get_by_role("button", name="Save draft")
    again.click()
    expect(page.get_by_text("There is no connection: nothing was sent.")).to_be_visible()
    expect(save).to_be_enabled()
    expect(measures).to_have_value("written in a tunnel")
    assert site.shell(KEPT.format(pk=pk)) == "written before"

    page.context.set_offline(False)
    with page.expect_navigation():
        save.click()
        # It warns once more, unless it has found out meanwhile that the connection is back.
        page.wait_for_timeout(500)
        if again.is_visible():
            again.click()
    expect(measures).to_have_value("written in a tunnel")
    assert site.shell(KEPT.format(pk=pk)) == "written in a tunnel"


@pytest.mark.parametrize("desk", ["instructor"], indirect=True)
def test_the_editor_saves_by_itself_once_the_connection_is_back(desk: Page, site: Site) -> None:
    page, pk = desk, site.shell(ITEM.format(is_sent=False))
    open_editor(page, pk)
    page.context.set_offline(True)
    page.locator("[name=measures]").fill("written on a train")
    expect(page.get_by_text("A network error occurred.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert site.shell(KEPT.format(pk=pk)) == "written on a train"


@pytest.mark.parametrize("desk", ["reviewer"], indirect=True)
def test_whoever_decides_writes_nothing_however_long_the_answer_takes(desk: Page, site: Site) -> None:
    page, pk = desk, site.shell(ITEM.format(is_sent=True)).splitlines()[-1]

    def answer_late(route: Route) -> None:
        if route.request.method == "POST" and route.request.is_navigation_request():
            time.sleep(8)
        route.continue_()

    page.route(re.compile(r"/edit/\d+/$"), answer_late)
    open_editor(page, pk)
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name="Request changes").click()
    window = page.get_by_role("dialog")
    window.get_by_label("Comment").fill("Say it in fewer words.")
    window.get_by_role("button", name=re.compile("Request changes|Submit")).click()
    expect(page.get_by_text("went back to its author")).to_be_visible()
    assert site.shell(WRITERS.format(pk=pk)) == "instructor@assay.example"
