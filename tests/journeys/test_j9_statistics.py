"""J9, the half on statistics: an instructor reads what a cohort's attempts say of an examination and its items."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Site, sign_in_staff
from tests.journeys.test_accessibility import faults_of

pytestmark = pytest.mark.journey

SEED = """
from django.utils import timezone
from assessments.services.tallying import count_assessment
from tests.factories.sittings import make_cohort, make_mixed_bank, make_mixed_examination
now = timezone.now()
examination = make_mixed_examination(
    make_mixed_bank("j9", items=6), each=3, slug="j9", title="Examination of the cohort"
)
make_cohort(examination, 40, seed=9, now=now)
print(examination.uuid)
"""


def test_an_instructor_reads_the_results_of_a_cohort(page: Page, site: Site) -> None:
    page.set_default_timeout(30_000)
    uuid = site.shell(SEED).splitlines()[-1]
    sign_in_staff(page, site, "instructor@assay.example")
    page.goto("/admin/results/?q=cohort")
    page.get_by_role("link", name="Examination of the cohort").click()
    # The worker counts within a minute; nobody has to wait for it.
    page.get_by_role("button", name="Count now").click()
    # It may have begun while the cohort was still being made.
    everybody = page.locator("dl.facts", has_text="Attempts40")
    for _try in range(60):
        if everybody.count():
            break
        page.wait_for_timeout(1000)
        page.goto(f"/admin/results/{uuid}/")
    expect(everybody).to_be_visible()
    expect(page.get_by_role("img")).to_have_count(3)
    faults = faults_of(page)
    trail = page.get_by_role("navigation", name="Results")
    trail.get_by_role("link", name="Items").click()
    page.get_by_role("link", name="Discrimination, %").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Discrimination, %")
    faults += faults_of(page)
    with page.expect_download() as file:
        page.get_by_role("link", name="PDF").click()
    assert file.value.suggested_filename.endswith(".pdf")
    page.get_by_role("link", name="m-000").click()
    expect(page.get_by_role("img", name="Options by fifths of attempts")).to_be_visible()
    expect(page.get_by_test_id("options")).to_contain_text("Alpha")
    faults += faults_of(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # What single candidates did is not an author's to see.
    page.goto("/admin/results/gradebook/")
    expect(page).not_to_have_url("**/gradebook/")
    assert faults == []
