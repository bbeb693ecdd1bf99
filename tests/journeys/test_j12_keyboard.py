"""J12: J1, J4 and J7 with the keyboard alone, at 1280 and at 390 pixels."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import WATCH_POLICY, Site, make_account
from tests.journeys.keyboard import Keyboard, scrolls_sideways

pytestmark = pytest.mark.journey

COURSE = "/courses/ai-security-governance/"
PASSWORD = "a-long-enough-phrase"
# An examination of 24 of the course's items, of several kinds: the course's own has 66.
SET_UP = """
from assessments.models import Assessment, ItemBank
from assessments.services.assessment_loading import load_assessment
from assessments.services.loading import export_items, load_bank, load_item
from django.utils import timezone
if not ItemBank.objects.filter(slug="by-keys").exists():
    course = ItemBank.objects.get(slug="ai-security-governance")
    load_bank("by-keys", title="By keys", names=course.names)
    for one in export_items("ai-security-governance"):
        if one["use"] == "examination" and one["domain"] == "auditing":
            one.pop("enemies", None)
            load_item("by-keys", one, actor=None, now=timezone.now())
    cells = [{"domain": "auditing", "level": level, "items": count} for level, count in (("understand", 8), ("apply", 16))]
    load_assessment("by-keys", {
        "slug": "by-keys", "title": "An examination by keys", "kind": "examination", "instructions": "Answer.",
        "minutes": 60, "attempts": 1, "cut_score": "17", "agreement": "I agree.", "review": ["outcome"],
        "blueprint": cells,
    })
print(Assessment.objects.get(slug="by-keys", bank__slug="by-keys").uuid)
"""
SPECIMENS = """
from certificates.models import Credential
print(*Credential.objects.filter(is_specimen=True).order_by("pk").values_list("code", flat=True))
"""

# The fast suite walks before the narrow window alone.
NARROW_FIRST = [pytest.param(1280, id="1280", marks=pytest.mark.slow), pytest.param(390, id="390")]


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
    narrow.wait_for_url("**/landscape/which-file-is-it/")
    assert not scrolls_sideways(narrow)


def test_by_keys_alone_a_candidate_sits_flags_moves_and_submits(narrow: Page, site: Site) -> None:
    email = f"sits{narrow.viewport_size['width']}@example.org"  # type: ignore[index]
    make_account(site, email, PASSWORD, name="Sam Sits")
    keys = Keyboard(narrow)
    address = f"/assessments/{site.shell(SET_UP)}/"
    narrow.goto(f"/accounts/login/?next={address}")
    keys.tab_to("^Email")
    keys.write(email)
    keys.tab_to("^Password")
    keys.write(PASSWORD)
    keys.enter()
    narrow.wait_for_url(f"{site.url}{address}")
    keys.tab_to("I have read this")
    keys.press("Space")
    keys.tab_to("^Start the examination")
    keys.enter()
    narrow.wait_for_url("**/items/1/")
    for number in range(1, 25):
        first = narrow.locator(".item :is(input:not([type=hidden]), select)").first
        kind = str(first.evaluate("node => node.type"))
        # Into the first control; Space takes a radio button or a tick box, an arrow a row's choice, letters a line.
        keys.tab_to("", kind=kind)
        if kind == "text":
            keys.write("12")
        else:
            keys.press("ArrowDown" if kind == "select-one" else "Space")
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


@pytest.mark.parametrize("narrow", NARROW_FIRST, indirect=True)
def test_by_keys_alone_an_employer_checks_a_list_saves_it_and_hands_a_file_in(
    narrow: Page, site: Site, tmp_path: Path
) -> None:
    codes = site.shell(SPECIMENS).split()
    keys = Keyboard(narrow)
    narrow.goto("/verify/")
    keys.tab_to("^Check a list")
    keys.enter()
    keys.tab_to("^Codes")
    keys.write("\n".join(codes))
    keys.tab_to("^Check the list")
    keys.enter()
    expect(narrow.get_by_role("heading", name="3 codes checked")).to_be_visible()
    assert not scrolls_sideways(narrow)
    keys.tab_to("^Check again and save as CSV")
    with narrow.expect_download() as saving:
        keys.press("Enter")
    rows = saving.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + len(codes)
    assert all(any(code in row for row in rows) for code in codes)

    # The table is a region of its own, which arrows can move in; each code in it leads to its page.
    keys.tab_to(f"^{codes[1]}")
    keys.enter()
    expect(narrow.get_by_role("heading", level=1, name="This certificate has been revoked")).to_be_visible()

    uuid = site.shell(
        f"from certificates.models import Credential; print(Credential.objects.get(code='{codes[0]}').uuid)"
    )
    badge = tmp_path / "badge.png"
    badge.write_bytes(narrow.request.get(f"/credentials/{uuid}.png").body())
    narrow.goto("/verify/")
    keys.tab_to("", kind="file")
    # What opens on Enter is the system's window, not ours.
    narrow.locator(":focus").set_input_files(badge)
    keys.tab_to("^Check the file")
    keys.enter()
    expect(narrow.get_by_role("heading", level=1, name="This certificate is valid")).to_be_visible()
    assert not scrolls_sideways(narrow)


@pytest.mark.parametrize("narrow", NARROW_FIRST, indirect=True)
def test_by_keys_alone_an_employer_makes_a_key_copies_it_and_revokes_it(narrow: Page, site: Site) -> None:
    email = f"keeps{narrow.viewport_size['width']}@example.org"  # type: ignore[index]
    make_account(site, email, PASSWORD, name="Kit Keeps")
    keys = Keyboard(narrow)
    narrow.goto("/accounts/login/?next=/verify/keys/")
    keys.tab_to("^Email")
    keys.write(email)
    keys.tab_to("^Password")
    keys.write(PASSWORD)
    keys.enter()
    # What whoever holds a key may do is guarded like the account: the password is asked for once more.
    narrow.wait_for_url("**/reauthenticate/**")
    keys.tab_to("^Password")
    keys.write(PASSWORD)
    keys.enter()
    narrow.wait_for_url("**/verify/keys/")
    keys.tab_to("^Name")
    keys.write("Hiring database")
    keys.tab_to("", kind="checkbox")
    if not narrow.locator(":focus").is_checked():
        keys.press("Space")
    keys.tab_to("^Make a key")
    keys.enter()
    expect(narrow.get_by_role("heading", name="Your new key")).to_be_visible()
    assert not scrolls_sideways(narrow)
    # The key is chosen whole when the focus comes to it: one chord copies it.
    keys.tab_to("^Your new key")
    copied = str(narrow.locator(":focus").evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)"))
    assert re.fullmatch(r"assay_[0-9a-f]{8}_[0-9a-f]{64}", copied)
    ask = {"Authorization": f"Bearer {copied}"}
    codes = {"codes": site.shell(SPECIMENS).split()}
    assert narrow.request.post("/api/v1/verify", data=codes, headers=ask).status == 200
    keys.tab_to(r"^Revoke\s+Hiring database")
    keys.enter()
    expect(narrow.get_by_text("The key is revoked")).to_be_visible()
    assert narrow.request.post("/api/v1/verify", data=codes, headers=ask).status == 401
    assert not scrolls_sideways(narrow)
