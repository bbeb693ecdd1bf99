"""J8, the map of a course: modules and lessons are moved with the mouse and with the keyboard, and stay where they were put."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.conftest import Site, sign_in_staff
from tests.journeys.keyboard import Keyboard
from tests.journeys.test_j8_desk import faults_of

pytestmark = [pytest.mark.journey, pytest.mark.slow]

COURSE = """
from courses.models import CoursePage
print(CoursePage.objects.get(slug="writing-fair-items").pk)
"""
MODULES = ".course-map__module > .course-map__head h3"
LESSONS = ".course-map__module:nth-child({place}) .course-map__lesson h4"


def names(found: Locator) -> list[str]:
    """The titles without the numbers before them."""
    return [text.split(" ", 1)[1] for text in found.all_inner_texts()]


def drag(page: Page, what: Locator, onto: Locator) -> None:
    """Drag one heading onto the upper edge of another, as a hand does, and wait for the map that follows."""
    with page.expect_navigation():
        what.drag_to(onto, target_position={"x": 5, "y": 2})
    page.reload()


def test_modules_and_lessons_are_dragged_and_moved_by_keys_and_stay_where_they_were_put(
    browser: Browser, site: Site
) -> None:
    # So tall that nothing is scrolled on the way of the mouse.
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 3000})
    page = context.new_page()
    page.set_default_timeout(30_000)
    sign_in_staff(page, site, "reviewer@assay.example")
    page.goto(f"/admin/course-maps/{site.shell(COURSE)}/")
    modules = page.locator(MODULES)
    first, second = (page.locator(LESSONS.format(place=place)) for place in (1, 2))
    before = names(modules), names(first), names(second)
    assert min(map(len, before)) > 1

    drag(page, first.nth(1), first.nth(0))
    swapped = [before[1][1], before[1][0], *before[1][2:]]
    assert names(first) == swapped
    drag(page, second.nth(0), first.nth(0))
    assert (names(first), names(second)) == ([before[2][0], *swapped], before[2][1:])
    drag(page, first.nth(0), second.nth(0))
    assert (names(first), names(second)) == (swapped, before[2])
    drag(page, modules.nth(1), modules.nth(0))
    assert names(modules) == [before[0][1], before[0][0], *before[0][2:]]
    faults = faults_of(page)

    # The keys do the same, and bring everything back.
    keys = Keyboard(page)
    for title in (before[0][1], before[1][1]):
        page.reload()
        keys.tab_to(f"^Move “{title}” down", most=400)
        keys.enter()
        expect(page.get_by_text("Moved.").first).to_be_visible(timeout=30_000)
    page.reload()
    assert (names(modules), names(first), names(second)) == before
    context.close()
    assert faults == []
