"""J12: J1, J4 and J7 with the keyboard alone, at 1280 and at 390 pixels."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import WATCH_POLICY, Site
from tests.journeys.keyboard import Keyboard, scrolls_sideways

pytestmark = pytest.mark.journey

COURSE = "/courses/ai-security-governance/"
PASSWORD = "a-long-enough-phrase"


@pytest.fixture(params=[1280, 390], ids=["1280", "390"])
def narrow(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[Page]:
    """A page of one width."""
    context = browser.new_context(base_url=site.url, viewport={"width": request.param, "height": 900})
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    faults: list[str] = []
    page.on(
        "console", lambda message: faults.append(message.text) if message.text.startswith("CSP ") else None
    )
    yield page
    assert faults == []
    context.close()


def test_by_keys_alone_a_visitor_finds_a_course_signs_up_and_enrols(narrow: Page, site: Site) -> None:
    keys = Keyboard(narrow)
    email = f"keys{narrow.viewport_size['width']}@example.org"  # type: ignore[index]
    narrow.goto("/courses/")
    keys.press("Tab")
    expect(narrow.locator(":focus")).to_have_text(re.compile("^Skip to"))
    keys.press("Enter")
    keys.tab_to("^Search")
    keys.write("reporting")
    keys.tab_to("^Show courses")
    keys.enter()
    narrow.wait_for_url("**q=reporting**")
    keys.tab_to("^AI security governance")
    keys.enter()
    expect(narrow.get_by_role("heading", level=1, name="AI security governance")).to_be_visible()
    assert not scrolls_sideways(narrow)

    narrow.goto("/accounts/signup/")
    keys.tab_to("^Email")
    keys.write(email)
    keys.tab_to("^Full legal name")
    keys.write("Kim Keys")
    keys.tab_to("^Password")
    keys.write(PASSWORD)
    keys.tab_to("18 or older")
    keys.press("Space")
    keys.tab_to("^Sign Up")
    keys.enter()
    narrow.wait_for_url("**/confirm-email/")
    narrow.goto(site.link_in(site.mail_to(email, containing="confirm"), r"http://localhost:\d+/accounts/\S+"))
    keys.tab_to("^Confirm")
    keys.enter()
    narrow.wait_for_load_state()
    narrow.goto(f"/accounts/login/?next={COURSE}")
    keys.tab_to("^Email")
    keys.write(email)
    keys.tab_to("^Password")
    keys.write(PASSWORD)
    keys.enter()
    narrow.wait_for_url(f"{site.url}{COURSE}")
    keys.tab_to("^Enrol")
    keys.enter()
    narrow.wait_for_url("**/auditing/evidence-not-intent/")
    assert not scrolls_sideways(narrow)


def test_by_keys_alone_a_candidate_sits_flags_moves_and_submits(narrow: Page, site: Site) -> None:
    email = f"sits{narrow.viewport_size['width']}@example.org"  # type: ignore[index]
    site.shell(
        "from accounts.models import User\n"
        "from allauth.account.models import EmailAddress\n"
        f"u = User.objects.create_user('{email}', '{PASSWORD}', legal_name='Sam Sits')\n"
        "EmailAddress.objects.create(user=u, email=u.email, verified=True, primary=True)"
    )
    keys = Keyboard(narrow)
    narrow.goto(f"/accounts/login/?next={COURSE}")
    keys.tab_to("^Email")
    keys.write(email)
    keys.tab_to("^Password")
    keys.write(PASSWORD)
    keys.enter()
    narrow.wait_for_url(f"{site.url}{COURSE}")
    keys.tab_to("^What to expect")
    keys.enter()
    keys.tab_to("I have read this")
    keys.press("Space")
    keys.tab_to("^Start the examination")
    keys.enter()
    narrow.wait_for_url("**/items/1/")
    for number in range(1, 25):
        kind = narrow.locator(".item input:not([type=hidden])").first.get_attribute("type")
        # Into the first box; an arrow takes a radio button, Space a tick box, letters a line.
        keys.tab_to("", kind=str(kind))
        if kind == "text":
            keys.write("12")
        else:
            keys.press("Space")
        if number == 2:
            keys.tab_to("^Flag for review")
            keys.enter()
            expect(narrow.get_by_role("button", name="Flagged", exact=True)).to_be_visible()
        assert not scrolls_sideways(narrow)
        keys.tab_to("^Save and")
        keys.enter()
        narrow.wait_for_url(re.compile(rf"/(items/{number + 1}|check)/$"))
    expect(narrow.get_by_text("Every item is answered.")).to_be_visible()
    expect(narrow.get_by_text("Flagged:")).to_be_visible()
    keys.tab_to("^Submit attempt")
    keys.enter()
    narrow.wait_for_url("**/outcome/")
    expect(narrow.get_by_test_id("score")).to_be_visible()
    assert not scrolls_sideways(narrow)


def test_by_keys_alone_an_employer_types_a_code_with_a_slip_and_takes_the_offer(
    narrow: Page, site: Site
) -> None:
    code = site.shell(
        "from certificates.models import Credential\n"
        "from django.utils import timezone\n"
        "now = timezone.now()\n"
        "print(next(c.code for c in Credential.objects.filter(is_specimen=True) if c.state(now).value == 'valid'))"
    )
    slip = code[:-1] + ("0" if code[-1] != "0" else "1")
    keys = Keyboard(narrow)
    narrow.goto("/verify/")
    keys.tab_to("Certificate code or address")
    keys.write(slip)
    keys.enter()
    expect(narrow.get_by_role("heading", level=1, name="No certificate has this code")).to_be_visible()
    keys.tab_to(f"^{code}")
    keys.enter()
    expect(narrow.get_by_role("heading", level=1, name="This certificate is valid")).to_be_visible()
    assert not scrolls_sideways(narrow)
