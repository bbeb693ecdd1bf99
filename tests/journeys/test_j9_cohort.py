"""J9 at the size of a cohort: 500 candidates sat, and every staff screen of it is read, by day and on a phone at night."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import WATCH_POLICY, Site, sign_in_staff
from tests.journeys.looks import keep
from tests.journeys.test_j9_marking import faults_in_main

pytestmark = [pytest.mark.journey, pytest.mark.slow]

COHORT = 500
LOOKS: tuple[tuple[int, Any], ...] = ((1280, "light"), (390, "dark"))
INSTRUCTOR, OFFICER = "instructor@assay.example", "officer@assay.example"

# What candidates and staff leave behind around an examination, beside its attempts.
AROUND = """
import json
from django.utils import timezone
from accounts.models import User
from assessments.models import AccommodationRequest, Appeal, Assessment, Attempt
from assessments.services.adjustments import request_accommodation
from assessments.services.appeals import file_appeal
from assessments.services.tallying import count_assessment
from courses.models import Cohort, CohortMember, CoursePage
from courses.services.cohorts import save_cohort
now = timezone.now()
examination = Assessment.objects.get(bank__slug="ai-security-governance", slug="examination")
count_assessment(examination.pk, now=now)
sat = Attempt.objects.filter(assessment=examination, candidate__email__endswith="synthetic.invalid")
failed = sat.filter(outcomes__decision="fail").select_related("candidate")[:3]
for attempt in failed:
    file_appeal(attempt, by=attempt.candidate, grounds="item", words="An item had two right answers.", now=now)
    request_accommodation(attempt.candidate, needs=AccommodationRequest.Need.values[:1], words="", now=now)
course = CoursePage.objects.get(slug="ai-security-governance")
leader = User.objects.get(email="instructor@assay.example")
cohort = save_cohort(Cohort(title="Autumn"), courses=[course], leaders=None, by=leader, now=now)
CohortMember.objects.bulk_create(
    CohortMember(cohort=cohort, user_id=pk, added_at=now, added_by=leader)
    for pk in sat.values_list("candidate_id", flat=True)
)
print(json.dumps({
    "examination": str(examination.uuid), "cohort": str(cohort.uuid),
    "attempt": str(failed[0].uuid), "appeal": Appeal.objects.order_by("pk").last().pk,
    "request": AccommodationRequest.objects.order_by("pk").last().pk,
}))
"""

# The same figures by the shortest way from the records, without anything that was counted.
FIGURES = """
import json
from fractions import Fraction
from statistics import mean, median, stdev
from assessments.models import Assessment, AttemptItem, Outcome
examination = Assessment.objects.get(bank__slug="ai-security-governance", slug="examination")
newest = {}
for outcome in Outcome.objects.filter(attempt__assessment=examination).order_by("number"):
    newest[outcome.attempt_id] = outcome
scores = [one.score for one in newest.values()]
passed = sum(one.decision == "pass" for one in newest.values())
marks = {}
for attempt_id, outcome in newest.items():
    for entry in outcome.items:
        marks[attempt_id, entry["position"]] = Fraction(entry["score"])
by_item = {}
had = AttemptItem.objects.filter(attempt__assessment=examination, is_scored=True).select_related("version__item")
for one in had.exclude(attempt__submitted_at=None):
    by_item.setdefault((one.version.item_id, one.version.item.slug, one.version.content["type"], one.version_id), []).append(one)
(item_id, slug, _type, version_id), often = max(
    (one for one in by_item.items() if one[0][2] == "single-choice"), key=lambda one: (len(one[1]), one[0])
)
version = often[0].version
taken = {choice["text"]: sum(one.response.get("choice") == choice["id"] for one in often) for choice in version.content["choices"]}
print(json.dumps({
    "attempts": len(newest), "passed": passed, "share": f"{100 * passed / len(newest):.1f}",
    "mean": f"{float(mean(scores)):.2f}", "median": f"{float(median(scores)):.2f}", "sd": f"{stdev(map(float, scores)):.2f}",
    "item": item_id, "slug": slug, "version": version_id, "had": len(often), "taken": taken,
    "stem": version.content["stem"], "key": next(c["text"] for c in version.content["choices"] if str(c["credit"]) == "1"),
    "rationale": version.content["choices"][0]["rationale"],
    "facility": f"{100 * float(mean(marks[one.attempt_id, one.position] for one in often)):.1f}",
}))
"""


@pytest.fixture(scope="module")
def places(site: Site) -> dict[str, Any]:
    """The cohort has sat; where its screens are, and what their figures have to be."""
    site.manage("seed_scale", "--cohort", str(COHORT))
    return json.loads(site.shell(AROUND).splitlines()[-1]) | json.loads(site.shell(FIGURES).splitlines()[-1])


def _desk(browser: Browser, site: Site, email: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    page.set_default_timeout(60_000)
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    sign_in_staff(page, site, email)
    yield page
    context.close()
    assert said == []


@pytest.fixture(scope="module")
def instructor(browser: Browser, site: Site, places: dict[str, Any]) -> Iterator[Page]:
    yield from _desk(browser, site, INSTRUCTOR)


@pytest.fixture(scope="module")
def officer(browser: Browser, site: Site, places: dict[str, Any]) -> Iterator[Page]:
    yield from _desk(browser, site, OFFICER)


def fact(page: Page, name: str) -> str:
    """What a report says beside a name."""
    found = page.locator(".facts div").filter(has=page.locator("dt", has_text=re.compile(f"^{name}$")))
    return found.locator("dd").inner_text()


def file(page: Page, kind: str) -> bytes:
    """The page as a file."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=kind, exact=True).click()
    return waiting.value.path().read_bytes()


def rows_of(page: Page, table: str) -> list[list[str]]:
    """A table as the screen shows it."""
    found: list[list[str]] = (
        page.get_by_test_id(table)
        .locator("tbody tr")
        .evaluate_all("rows => rows.map(row => [...row.children].map(cell => cell.innerText.trim()))")
    )
    return found


def rows_of_file(data: bytes, head: str) -> list[list[str]]:
    """The rows under the head that begins so, up to an empty line."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    start = next(place for place, line in enumerate(lines) if line and line[0] == head and len(line) > 1)
    rest = lines[start + 1 :]
    return rest[: next((place for place, line in enumerate(rest) if not line), len(rest))]


def table_rows_of(pdf: pikepdf.Pdf) -> int:
    """How many rows the tables of a tagged document have, as a screen reader counts them."""
    found, waiting = 0, [pdf.Root.StructTreeRoot.K]
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += list(one)
        elif isinstance(one, pikepdf.Dictionary):
            found += one.get("/S") == "/TR"
            waiting += [one.K] if "/K" in one else []
    return found


def test_an_instructor_reads_true_figures_of_five_hundred(instructor: Page, places: dict[str, Any]) -> None:
    page = instructor
    page.goto(f"/admin/results/{places['examination']}/")
    assert places["attempts"] >= COHORT
    assert fact(page, "Attempts") == str(places["attempts"])
    assert fact(page, "Mean score") == places["mean"]
    assert fact(page, "Median") == places["median"]
    assert fact(page, "Standard deviation") == places["sd"]
    assert fact(page, "Passed, % of decided attempts") == places["share"]
    bars = rows_of(page, "distribution")
    assert sum(int(row[1]) for row in bars) == places["attempts"]
    # What may have marked somebody wrongly comes before what could only be better.
    grave = page.locator("ul.flagged li").evaluate_all(
        "all => all.map(li => li.querySelector('.badge.void') !== null)"
    )
    assert grave == sorted(grave, reverse=True)
    page.goto(f"/admin/results/{places['examination']}/items/?q={places['slug']}")
    row = rows_of(page, "items")[0]
    assert (row[0], row[5], row[7]) == (places["slug"], str(places["had"]), places["facility"])
    page.get_by_role("link", name=places["slug"], exact=True).click()
    assert {one[0]: int(one[2]) for one in rows_of(page, "options") if one[0] in places["taken"]} == places[
        "taken"
    ]
    shown = rows_of(page, "options")
    assert rows_of_file(file(page, "CSV"), "Option") == [
        ["" if cell == "–" else re.sub("^-", "-", cell) for cell in row] for row in shown
    ]
    # What single candidates did is not an author's to see.
    page.goto("/admin/results/attempts/")
    expect(page).not_to_have_url(re.compile("/attempts/"))


def test_files_hold_what_the_screens_show_of_everybody(officer: Page, places: dict[str, Any]) -> None:
    page = officer
    page.goto(f"/admin/results/attempts/?assessment={places['examination']}&decision=pass&state=submitted")
    shown = rows_of(page, "attempts")
    saved = rows_of_file(file(page, "CSV"), "Started")
    assert len(shown) == 50
    assert len(saved) == places["passed"]
    assert [" ".join(row) for row in saved[:50]] == [" ".join(row) for row in shown]
    book = load_workbook(io.BytesIO(file(page, "XLSX")))
    sheet = next(sheet for sheet in book if sheet["A1"].value == "Started")
    assert [str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True)] == [row[0] for row in saved]
    with pikepdf.open(io.BytesIO(file(page, "PDF"))) as pdf:
        # Under the head of the table, which stands in it once however many pages there are.
        assert table_rows_of(pdf) == places["passed"] + 1
    page.goto("/admin/results/gradebook/?kind=examination")
    shown = rows_of(page, "gradebook")
    saved = rows_of_file(file(page, "CSV"), "Candidate")
    everybody = [row for row in saved if row[0]]
    assert len(everybody) >= COHORT
    assert saved[: len(shown)] == shown


def test_who_decides_on_a_re_mark_sees_the_item_and_what_it_did_before_anything_is_done(
    officer: Page, site: Site, places: dict[str, Any]
) -> None:
    page = officer
    page.goto(f"/admin/remarks/?q={places['slug']}")
    page.get_by_role("link", name=places["slug"], exact=True).click()
    expect(page.get_by_test_id("stem")).to_be_visible()
    expect(page.get_by_test_id("key")).to_have_text(places["key"])
    expect(page.locator("dl.assay-told")).to_contain_text(places["rationale"][:30])
    assert rows_of(page, "figures")[0][1:3] == [str(places["had"]), places["facility"]]
    assert sum(int(row[2]) for row in rows_of(page, "options")) == places["had"]
    assert "synthetic.invalid" not in page.content()
    page.get_by_label("Full marks for everybody").check()
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_text(f"{places['had']} attempts had this version.")).to_be_visible()
    # Everybody who did not have the whole mark would gain.
    gaining = places["had"] - max(places["taken"].get(places["key"], 0), 0)
    expect(page.get_by_text(f"Scores that change: {gaining}.")).to_be_visible()
    assert (
        site.shell(
            "from assessments.models import Remark; print(Remark.objects.filter(action='award', finished_at=None).count())"
        )
        == "0"
    )


@pytest.mark.parametrize(("width", "scheme"), LOOKS, ids=["light-1280", "dark-390"])
def test_nothing_bars_anybody_from_the_screens_of_a_cohort(
    instructor: Page, officer: Page, places: dict[str, Any], width: int, scheme: Any
) -> None:
    results = f"/admin/results/{places['examination']}/"
    cohort = f"/admin/cohorts/{places['cohort']}/"
    screens = {
        instructor: [
            "/admin/results/", results, f"{results}items/?flag=any", f"{results}items/{places['item']}/",
            "/admin/cohorts/", cohort, f"{cohort}edit/", f"{cohort}enrol/", f"{cohort}announce/", "/admin/cut-scores/",
        ],
        officer: [
            "/admin/results/attempts/", f"/admin/results/attempts/{places['attempt']}/", "/admin/results/gradebook/",
            "/admin/remarks/?q=au-x", f"/admin/remarks/version/{places['version']}/?action=drop",
            "/admin/appeals/", f"/admin/appeals/{places['appeal']}/", "/admin/decisions/", "/admin/accommodations/",
            f"/admin/accommodations/{places['request']}/decide/", "/admin/accommodations/grant/",
            "/admin/overrides/", "/admin/overrides/add/", "/admin/marking/figures/", "/admin/cut-scores/",
            "/admin/cut-scores/new/", f"{cohort}extend/", "/admin/reports/audit-trail/",
        ],
    }  # fmt: skip
    faults = []
    for page, addresses in screens.items():
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for address in addresses:
            answer = page.goto(address)
            assert answer is not None, address
            if answer.status != 200 or answer.request.redirected_from is not None:
                faults.append(f"{address}: {answer.status}, {page.url}")
            page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
            faults += faults_in_main(page)
            # Wagtail's main part cuts off what is too wide instead of scrolling sideways.
            cut = page.evaluate(
                "[...document.querySelectorAll('main h1, main button, main select, main input:not([type=hidden]), main label')]"
                ".filter(one => one.offsetParent && one.getBoundingClientRect().right > innerWidth + 1"
                " && !one.closest('.scroll, .desk-scroll'))"
                ".map(one => one.outerHTML.slice(0, 80))"
            )
            faults += [f"{address}: cut off: {one}" for one in cut]
            keep(page, f"cohort-{re.sub('[^a-z]+', '-', address)}-{width}-{scheme}")
    assert faults == [], "\n".join(faults)
