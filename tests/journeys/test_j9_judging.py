"""J9, the panel: a judge rates the shipped bank by pages, with the keyboard, in every look."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.conftest import Site, sign_in_staff
from tests.journeys.keyboard import Keyboard
from tests.journeys.looks import LOOKS, Look, window

pytestmark = [pytest.mark.journey, pytest.mark.slow]

JUDGE = "instructor@assay.example"
# One panel for all looks, with an open round; how many items it judges.
OPENED = """
from django.utils import timezone
from accounts.models import User
from assessments.models import Assessment, CutScoreStudy
from assessments.services.cut_studies import open_round, open_study
officer, *judges = [User.objects.get(email=f"{name}@assay.example") for name in ("officer", "instructor", "reviewer")]
found = Assessment.objects.get(bank__slug="ai-security-governance", slug="examination")
study = CutScoreStudy.objects.filter(assessment=found).first()
if study is None:
    now = timezone.now()
    study = open_study(
        found, judges=judges, definition="Finds what a report lacks.", training="Two items.", by=officer, now=now
    )
    open_round(study, by=officer, now=now)
study.judges.get(person=judges[0]).ratings.all().delete()
print(study.uuid, study.items.count())
"""
KEPT = """
from assessments.models import JudgeRating
print(sorted(JudgeRating.objects.filter(judge__person__email="instructor@assay.example").values_list("item__position", "percent")))
"""


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_a_judge_rates_a_bank_by_pages(browser: Browser, site: Site, look: Look) -> None:
    uuid, count = site.shell(OPENED).split()
    pages = -(-int(count) // 20)
    assert pages > 2
    with window(browser, site, look) as judge:
        page, keys = judge.page, Keyboard(judge.page)
        sign_in_staff(page, site, JUDGE)
        page.goto("/admin/cut-scores/")
        page.goto(f"/admin/cut-scores/{uuid}/judge/")
        expect(page.get_by_test_id("progress")).to_have_text(
            f"0 of {count} items have your rating. Here are items 1 to 20."
        )
        judge.look_at("judging-first")
        # Enter in a field keeps the page, and goes on.
        page.locator("input[type=number]").first.focus()
        keys.write("64")
        keys.enter()
        page.wait_for_url(re.compile(r"\?page=2$"))
        expect(page.get_by_test_id("progress")).to_contain_text(f"1 of {count} items have your rating.")
        page.locator("input[type=number]").nth(19).focus()
        keys.write("140")
        keys.enter()
        expect(page.get_by_role("alert")).to_contain_text("less than or equal to 100")
        judge.look_at("judging-refused")
        page.locator("input[type=number]").nth(19).fill("40")
        keys.tab_to(f"^{pages}$", kind="submit")
        keys.enter()
        page.wait_for_url(re.compile(rf"\?page={pages}$"))
        fields = page.locator("input[type=number]")
        for place in range(fields.count()):
            fields.nth(place).fill("50")
        page.get_by_role("button", name="Keep my ratings").click()
        page.wait_for_url(re.compile(r"\?page=1$"))
        expect(page.get_by_role("button", name=f"{pages} (all rated)")).to_be_visible()
        judge.look_at("judging-again")
        kept = site.shell(KEPT)
        assert kept.startswith(f"[(1, 64), (40, 40), ({(pages - 1) * 20 + 1}, 50)")
