"""J4 where the connection fails: cut and restored, a slow one, a second device, the end of the time while offline."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.journeys.conftest import Site, sign_in

pytestmark = pytest.mark.journey

PASSWORD = "assay-demo-cut"
STEPS = """
import json
from assessments.models import Response
rows = Response.objects.filter(attempt_item__attempt__uuid="{uuid}").order_by("received_at", "pk")
print(json.dumps([[r.attempt_item.position, r.status, r.data] for r in rows.select_related("attempt_item")]))
"""
_count = 0


@pytest.fixture
def sitting(page: Page, site: Site) -> str:
    """A fresh candidate in the middle of the examination; the attempt's uuid."""
    global _count
    _count += 1
    email = f"cut{_count}@example.org"
    site.shell(
        "from accounts.models import User\n"
        "from allauth.account.models import EmailAddress\n"
        f"u = User.objects.create_user('{email}', '{PASSWORD}', legal_name='Cut Off')\n"
        "EmailAddress.objects.create(user=u, email=u.email, verified=True, primary=True)"
    )
    sign_in(page, email, PASSWORD)
    page.wait_for_url("**/dashboard/")
    page.goto("/courses/ai-security-governance/")
    page.get_by_role("link", name="What to expect").first.click()
    page.get_by_label("I have read this").check()
    page.get_by_role("button", name="Start the examination").click()
    page.wait_for_url("**/items/1/")
    return page.url.split("/attempts/")[1].split("/")[0]


def steps(site: Site, uuid: str) -> list[list[Any]]:
    found: list[list[Any]] = json.loads(site.shell(STEPS.format(uuid=uuid)))
    return found


def choose(page: Page, number: int) -> None:
    """Answer the item shown, whatever kind it is."""
    options = page.locator(".item input[type=radio], .item input[type=checkbox]")
    lists = page.locator(".item select")
    if options.count():
        options.nth(number).check()
    elif lists.count():
        lists.first.select_option(index=number + 1)
    else:
        page.locator("input[name=text]").fill(str(number + 1))


def test_answers_given_without_a_connection_arrive_when_it_returns(
    page: Page, context: BrowserContext, site: Site, sitting: str
) -> None:
    context.set_offline(True)
    choose(page, 0)
    expect(page.locator("#save-state")).to_contain_text("Kept on this device")
    expect(page.get_by_text("You are offline.")).to_be_visible()
    expect(page.locator("#offline-left")).to_contain_text(re.compile(r"\d+:\d\d left"))
    # Moving on waits: the answer and the page stay.
    page.locator(".pager button.primary").click()
    page.wait_for_timeout(500)
    assert page.url.endswith("/items/1/")
    assert steps(site, sitting) == []

    context.set_offline(False)
    expect(page.locator("#save-state")).to_contain_text("Saved")
    expect(page.get_by_text("You are offline.")).to_be_hidden()
    kept = steps(site, sitting)
    assert [(position, status) for position, status, _data in kept] == [(1, "accepted")]
    page.locator(".pager button.primary").click()
    page.wait_for_url("**/items/2/")
    assert steps(site, sitting) == kept


def test_a_slow_connection_makes_no_conflict_with_oneself(page: Page, site: Site, sitting: str) -> None:
    held: list[Route] = []
    flows = False

    def hold(route: Route) -> None:
        if flows:
            route.continue_()
        else:
            held.append(route)

    page.route("**/save/", hold)
    choose(page, 0)
    expect(page.locator("#save-state")).to_contain_text("Saving")
    choose(page, 1)
    page.wait_for_timeout(1500)
    flows = True
    for route in held:
        route.continue_()
    expect(page.locator("#save-state")).to_contain_text("Saved")
    page.reload()
    expect(page.get_by_role("heading", name="This item was answered in two places")).to_have_count(0)
    assert {status for _position, status, _data in steps(site, sitting)} == {"accepted"}


def test_an_answer_whose_receipt_was_lost_is_not_kept_twice(page: Page, site: Site, sitting: str) -> None:
    lost = []

    def lose_the_answer(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())
            route.abort()

    page.route("**/save/", lose_the_answer)
    choose(page, 0)
    expect(page.locator("#save-state")).to_contain_text("Kept on this device")
    choose(page, 1)
    expect(page.locator("#save-state")).to_contain_text("Saved")
    found = steps(site, sitting)
    assert [status for _position, status, _data in found] == ["accepted", "accepted"]


def test_a_closed_tab_loses_nothing_and_a_second_device_goes_on(
    page: Page, context: BrowserContext, site: Site, sitting: str
) -> None:
    choose(page, 0)
    # Closed within the second before the save goes out.
    page.close(run_before_unload=False)
    back = context.new_page()
    back.goto(f"/attempts/{sitting}/items/1/")
    answered = back.locator(".item input:checked, .item select, .item input[name=text]")
    expect(answered.first).to_be_visible()
    for _try in range(40):
        if steps(site, sitting):
            break
        back.wait_for_timeout(250)
    assert [(p, s) for p, s, _data in steps(site, sitting)] == [(1, "accepted")]


def test_signed_out_elsewhere_keeps_the_answer_until_one_is_signed_in_again(
    page: Page, context: BrowserContext, site: Site, sitting: str
) -> None:
    cookies = context.cookies()
    context.clear_cookies(name="sessionid")
    choose(page, 0)
    expect(page.locator("#save-state")).to_contain_text("You are signed out")
    assert steps(site, sitting) == []
    context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])  # type: ignore[misc]
    expect(page.locator("#save-state")).to_contain_text("Saved")
    assert [(p, s) for p, s, _data in steps(site, sitting)] == [(1, "accepted")]


def test_time_that_runs_out_without_a_connection_submits_what_was_saved_and_keeps_the_rest_as_late(
    page: Page, context: BrowserContext, site: Site, sitting: str
) -> None:
    choose(page, 0)
    expect(page.locator("#save-state")).to_contain_text("Saved")
    site.shell(
        "from datetime import timedelta\nfrom django.utils import timezone\n"
        "from assessments.models import Attempt\n"
        f"Attempt.objects.filter(uuid='{sitting}').update(deadline=timezone.now() + timedelta(seconds=12))"
    )
    page.reload()
    context.set_offline(True)
    choose(page, 1)
    expect(page.locator("#save-state")).to_contain_text("Kept on this device")
    # Past the end the page waits for a connection rather than going where there is none.
    page.wait_for_timeout(13_000)
    assert page.url.endswith("/items/1/")
    context.set_offline(False)
    page.wait_for_url("**/outcome/")
    expect(page.get_by_text("1 answer reached us after the end.")).to_be_visible(timeout=10_000)
    assert [status for _position, status, _data in steps(site, sitting)] == ["accepted", "late"]
