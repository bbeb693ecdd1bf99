"""J1: a visitor finds a course, reads what it takes and gives, signs up by e-mail and enrols."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site

pytestmark = pytest.mark.journey


def sign_up(page: Page, site: Site, email: str, name: str, password: str = "a-long-enough-phrase") -> None:
    """Sign up, follow the confirmation mail, sign in."""
    page.goto("/accounts/signup/")
    page.get_by_label("Full legal name").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_label("I am 18 or older").check()
    page.get_by_role("button", name="Sign Up").click()
    link = site.link_in(site.mail_to(email, containing="confirm"), r"http://localhost:\d+/accounts/\S+")
    page.goto(link)
    page.get_by_role("button", name="Confirm").click()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_url("**/dashboard/")


def test_a_visitor_finds_a_course_signs_up_and_enrols(page: Page, site: Site) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/courses/")
    page.get_by_label("Search").fill("reporting")
    page.get_by_role("button", name="Show courses").click()
    page.get_by_role("link", name="AI security governance").first.click()
    expect(page.get_by_role("heading", level=1, name="AI security governance")).to_be_visible()
    expect(page.get_by_text("60 items").first).to_be_visible()

    sign_up(page, site, "jo@example.org", "Jo Example")
    page.goto("/courses/ai-security-governance/")
    page.get_by_role("button", name="Enrol").first.click()
    # Enrolling opens the first lesson.
    page.wait_for_url("**/landscape/which-file-is-it/")
    expect(page.get_by_role("heading", level=1, name="Which file is it?")).to_be_visible()


def test_an_empty_search_says_what_to_do(page: Page, site: Site) -> None:
    page.goto("/courses/?q=zzzz")
    expect(page.get_by_text("No courses match")).to_be_visible()
