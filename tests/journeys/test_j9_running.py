"""J9 and the staff half of J5: what is decided about a cohort, from the form to what it does to people."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import Site, make_account, sign_in_staff
from tests.journeys.test_j9_marking import faults_in_main, mark

pytestmark = [pytest.mark.journey, pytest.mark.slow]

Desk = Callable[[str], Page]

# The worker may still print the certificates of a cohort that sat just before.
BUSY = 240
INSTRUCTOR, REVIEWER, OFFICER = (f"{name}@assay.example" for name in ("instructor", "reviewer", "officer"))
# An examination that ends tomorrow, of a bank that has its course's name.
ENDS = """
from datetime import timedelta
from django.utils import timezone
from assessments.models import Assessment
found = Assessment.objects.get(bank__slug="ai-security-governance", slug="examination")
found.closes_at = timezone.now() + timedelta(days=1)
found.save()
print(found.title)
"""
# Two essays, each marked twice, and any difference goes to a third person.
TWICE = """
from django.contrib.auth.models import Group
from django.utils import timezone
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from accounts.models import User
from accounts.services.demonstration import PASSWORD, TOTP_SECRET
from assessments.models import Assessment
from assessments.services.assessment_loading import load_assessment
from assessments.services.loading import load_bank, load_item
from assessments.services.outcomes import submit_attempt
from assessments.services.sitting import Answer, save_response
from assessments.services.starting import start_attempt
from tests.assessments.engine import samples
from tests.factories.assessments import item_data
now = timezone.now()
load_bank("twice", title="Twice", names={"domains": {"d1": "Reporting"}, "levels": {"apply": "Apply"}})
load_item("twice", item_data("twice-essay", interaction=samples.essay()), actor=None, now=now)
load_assessment("twice", {
    "slug": "twice", "title": "Marked twice", "kind": "examination", "instructions": "Answer.",
    "minutes": 30, "attempts": 2, "retake_delay_hours": 24, "cut_score": "0.5", "agreement": "I agree.",
    "review": ["outcome", "domains"], "blueprint": [{"domain": "d1", "level": "apply", "items": 1}],
})
assessment = Assessment.objects.get(slug="twice")
assessment.second_marking, assessment.marking_tolerance = "all", 10
assessment.save()
person = User.objects.create_user("tove.twice@example.org", "x", legal_name="Tove Twice")
attempt = start_attempt(assessment, person, agreed=True, now=now)
save_response(attempt.uuid, 1, Answer({"text": "The log has no entry for the change."}, 0), user_id=person.pk, now=now)
submit_attempt(attempt.pk, now=now)
for number in (1, 2, 3):
    marker = User.objects.create_user(f"marker{number}@example.org", PASSWORD, legal_name=f"Marker {number}", is_staff=True)
    EmailAddress.objects.create(user=marker, email=marker.email, verified=True, primary=True)
    marker.groups.add(Group.objects.get(name="Markers"))
    TOTP.activate(marker, TOTP_SECRET)
"""
OUTCOME = """
from assessments.models import Attempt
attempt = Attempt.objects.get(candidate__email="tove.twice@example.org")
print([str(one.score) for one in attempt.outcomes.order_by("number")])
"""
ASKED = """
from django.utils import timezone
from accounts.models import User
from assessments.models import AccommodationRequest
from assessments.services.adjustments import request_accommodation
person = User.objects.get(email="asks@example.org")
print(request_accommodation(person, needs=AccommodationRequest.Need.values[:1], words="Half as much again.", now=timezone.now()).pk)
"""
# An examination of two items, for which a panel judges.
PANEL = """
from django.utils import timezone
from assessments.services.assessment_loading import load_assessment
from assessments.services.loading import load_bank, load_item
from tests.factories.assessments import item_data, single_choice
now = timezone.now()
load_bank("panel", title="Panel", names={"domains": {"d1": "Reporting"}, "levels": {"apply": "Apply"}})
for number in (1, 2):
    load_item("panel", item_data(f"panel-{number}", interaction=single_choice()), actor=None, now=now)
load_assessment("panel", {
    "slug": "panel", "title": "Judged by a panel", "kind": "examination", "instructions": "Answer.",
    "minutes": 30, "attempts": 2, "retake_delay_hours": 24, "cut_score": "1", "agreement": "I agree.",
    "review": ["outcome", "domains"], "blueprint": [{"domain": "d1", "level": "apply", "items": 2}],
})
"""
CUT = "from assessments.models import Assessment; print(Assessment.objects.get(slug='panel').cut_score)"


@pytest.fixture
def desk(browser: Browser, site: Site) -> Iterator[Desk]:
    """A window of one of the staff, signed in."""
    windows: list[Page] = []

    def opened(email: str) -> Page:
        page = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900}).new_page()
        windows.append(page)
        page.set_default_timeout(30_000)
        sign_in_staff(page, site, email)
        return page

    yield opened
    for page in windows:
        page.context.close()


def test_a_cohort_is_filled_from_a_list_told_something_and_given_more_time(site: Site, desk: Desk) -> None:
    make_account(site, "known@example.org", "a long enough one", name="Kno Wn")
    title = site.shell(ENDS)
    page = desk(INSTRUCTOR)
    page.goto("/admin/cohorts/")
    page.get_by_role("link", name="Make a cohort").click()
    page.get_by_label("Name").fill("Winter")
    page.get_by_label("AI security governance").check()
    faults = faults_in_main(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nobody is in it yet")).to_be_visible()
    cohort = page.url
    page.get_by_role("link", name="Add people").click()
    rows = b"email\nknown@example.org\nnew@example.org\nknown@example.org\nno address\n"
    page.get_by_label("CSV file").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": rows}
    )
    page.get_by_role("button", name="Read the list").click()
    expect(page.get_by_text("2 people can be added or invited. Nothing was done yet.")).to_be_visible()
    faults += faults_in_main(page)
    page.get_by_role("button", name="Add and invite them").click()
    expect(page.get_by_text("Done: 2 of 2 were added or invited.")).to_be_visible(timeout=BUSY * 1000)
    site.mail_to("new@example.org", containing="Winter", seconds=BUSY)
    page.goto(cohort)
    expect(page.get_by_role("row", name=re.compile("known@example.org"))).to_contain_text("0 of")
    expect(page.get_by_text("new@example.org")).to_be_visible()

    page.get_by_role("link", name="Announce").click()
    page.get_by_label("Title").fill("We meet on Monday")
    page.get_by_label("Text").fill("At ten, in the **usual** room.")
    faults += faults_in_main(page)
    page.get_by_role("button", name="Announce").click()
    expect(page.get_by_text("We meet on Monday").first).to_be_visible()
    site.mail_to("known@example.org", containing="We meet on Monday", seconds=BUSY)

    officer = desk(OFFICER)
    officer.goto(f"{cohort}extend/")
    expect(officer.get_by_label("Assessment")).to_have_value("")
    officer.get_by_role("button", name="Extend").click()
    expect(officer.get_by_text("This field is required").first).to_be_visible()
    faults += faults_in_main(officer)
    officer.get_by_label("Assessment").select_option(label=title)
    officer.get_by_label("Until (UTC)").fill(
        (datetime.now(UTC) + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    )
    officer.get_by_label("Reason").fill("The site was away for a day.")
    officer.get_by_role("button", name="Extend").click()
    expect(officer.get_by_text("Extended. Running attempts follow.")).to_be_visible()
    officer.goto("/admin/overrides/")
    expect(officer.get_by_text("Winter").first).to_be_visible()
    faults += faults_in_main(officer)
    assert faults == []


def test_two_markers_differ_and_a_third_decides(site: Site, desk: Desk) -> None:
    site.shell(TWICE)
    for number, keys in ((1, "11"), (2, "32")):
        page = desk(f"marker{number}@example.org")
        page.goto("/admin/marking/")
        page.get_by_role("button", name="Mark answers to twice-essay").click()
        expect(page.get_by_test_id("answer")).to_contain_text("has no entry")
        # Nobody marks under the influence of another mark.
        assert page.get_by_text("The two marks").count() == 0
        mark(page, *keys)
        page.wait_for_url("**/admin/marking/")
    assert site.shell(OUTCOME).count("'") <= 2
    third = desk("marker3@example.org")
    third.goto("/admin/marking/")
    third.get_by_role("button", name="Mark answers to twice-essay").click()
    expect(third.get_by_text("The two marks")).to_be_visible()
    assert "Marker 1" not in third.content()
    faults = faults_in_main(third)
    mark(third, "2", "2")
    third.wait_for_url("**/admin/marking/")
    officer = desk(OFFICER)
    officer.goto("/admin/marking/figures/")
    officer.get_by_role("link", name="Marked twice").or_(
        officer.get_by_role("heading", name="Marked twice")
    ).first.click()
    expect(officer.get_by_role("row", name=re.compile("twice-essay")).first).to_be_visible()
    faults += faults_in_main(officer)
    assert len(site.shell(OUTCOME).split(",")) == 2
    assert faults == []


def test_an_officer_grants_what_somebody_asked_for(site: Site, desk: Desk) -> None:
    make_account(site, "asks@example.org", "a long enough one", name="Asta Sks")
    pk = site.shell(ASKED)
    page = desk(OFFICER)
    page.goto(f"/admin/accommodations/{pk}/decide/")
    expect(page.get_by_text("Half as much again.")).to_be_visible()
    page.get_by_label("Time multiplier").fill("a lot")
    page.get_by_role("button", name="Grant").click()
    expect(page.get_by_text("Enter a number such as 1.5 or 4/3.")).to_be_visible()
    faults = faults_in_main(page)
    page.get_by_label("Time multiplier").fill("1.5")
    page.get_by_label("Reason").fill("As you asked.")
    page.get_by_role("button", name="Grant").click()
    page.wait_for_url("**/admin/accommodations/")
    expect(page.get_by_role("row", name=re.compile("Asta Sks")).first).to_be_visible()
    faults += faults_in_main(page)
    site.mail_to("asks@example.org", seconds=BUSY)
    assert faults == []


def test_a_panel_judges_in_two_rounds_and_an_officer_adopts_its_cut(site: Site, desk: Desk) -> None:
    site.shell(PANEL)
    officer, judges = desk(OFFICER), [desk(INSTRUCTOR), desk(REVIEWER)]
    officer.goto("/admin/cut-scores/new/")
    officer.get_by_label("Examination").select_option(label="Judged by a panel")
    for name in ("Ines Okafor", "Rui Tanaka"):
        officer.get_by_label(name).check()
    officer.get_by_label("Who is just competent").fill("Finds what a report lacks.")
    officer.get_by_label("How the judges were prepared").fill("With two practice items.")
    faults = faults_in_main(officer)
    officer.get_by_role("button", name="Begin").click()
    officer.wait_for_url(re.compile(r"/cut-scores/[0-9a-f-]{36}/$"))
    study = officer.url
    for number, ratings in ((1, ((40, 60), (80, 60))), (2, ((50, 60), (70, 60)))):
        if number == 2:
            officer.get_by_label("What the panel talked about").fill("Item 1 lay apart.")
        officer.get_by_role("button", name=f"Open round {number}").click()
        for judge, given in zip(judges, ratings, strict=True):
            judge.goto("/admin/cut-scores/")
            judge.get_by_role("link", name=re.compile("Judged by a panel")).first.click()
            fields = judge.locator("input[type=number]")
            expect(fields).to_have_count(2)
            expect(judge.get_by_text("the panel's mean")).to_have_count(number - 1)
            for place, rating in enumerate(given):
                fields.nth(place).fill(str(rating))
            judge.get_by_role("button", name="Keep my ratings").click()
            expect(judge.get_by_text("you have judged every item")).to_be_visible()
        officer.goto(study)
        officer.get_by_role("button", name=f"Close round {number}").click()
        # Each item's mean, over two items that each stand for one: 0.6 + 0.6.
        expect(officer.get_by_test_id("cut").nth(number - 1)).to_have_text("1.200")
        faults += faults_in_main(officer)
    officer.get_by_label("Reason").fill("Two rounds, and the panel agrees.")
    officer.get_by_role("button", name="Adopt the cut of the last round").click()
    expect(officer.get_by_text("Adopted. New attempts use the cut from that day on")).to_be_visible()
    faults += faults_in_main(officer)
    assert site.shell(CUT).startswith("1.2")
    assert faults == []
