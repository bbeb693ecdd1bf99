"""`make screenshots`: pictures of the main pages for the documentation, from a site that runs as `make run` does."""

import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests import machine
from tests.journeys.conftest import BROWSER_ARGUMENTS, Site, sign_in, sign_in_staff
from tests.journeys.test_j9_marking import MARKER
from tests.journeys.test_j9_marking import SET_UP as ESSAYS

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = ROOT / "docs" / "pictures"
COURSE = "/courses/ai-security-governance/"
LESSON = f"{COURSE}auditing/evidence-not-intent/"
TALLEST = 1600
# Every page at both widths and in both schemes would be a book: each page once or twice.
SHOTS = (
    ("home", "/", 1280, "light", ""),
    ("home", "/", 390, "dark", ""),
    ("course", COURSE, 1280, "light", ""),
    ("course", COURSE, 390, "light", ""),
    ("lesson", LESSON, 1280, "light", "learner@assay.example"),
    ("lesson", LESSON, 390, "dark", "learner@assay.example"),
    ("dashboard", "/dashboard/", 1280, "dark", "learner@assay.example"),
    ("item", "item", 1280, "light", "learner@assay.example"),
    ("item", "item", 390, "dark", "learner@assay.example"),
    ("verify", "specimen", 1280, "light", ""),
    ("verify", "specimen", 390, "dark", ""),
    ("lab-report-form", "lab reporting-semantics/lab-data-intake/", 1280, "light", "learner@assay.example"),
    ("lab-threat-model", "lab threat-modelling/lab-threat-model/", 1280, "light", "learner@assay.example"),
    ("lab-audit-findings", "lab auditing/lab-audit-findings/", 390, "dark", "learner@assay.example"),
    ("lab-tabletop", "lab incident-response/lab-tabletop/", 1280, "dark", "learner@assay.example"),
    ("sign-in", "/accounts/login/", 390, "light", ""),
)

INSTRUCTOR = "instructor@assay.example"
# The instructors' guide: each screen once, as whoever works on it sees it.
DESK_SHOTS = (
    ("desk-course-map", "map", INSTRUCTOR),
    ("desk-items", "/admin/snippets/assessments/item/", INSTRUCTOR),
    ("desk-item", "item", INSTRUCTOR),
    ("desk-builder", "builder", "officer@assay.example"),
    ("desk-import", "import", INSTRUCTOR),
    ("desk-marking", "marking", MARKER),
    ("desk-results", "results", INSTRUCTOR),
    ("desk-results-items", "results items", INSTRUCTOR),
    ("desk-results-item", "results item", INSTRUCTOR),
)
COHORT = """
from django.utils import timezone
from assessments.services.tallying import count_assessment
from tests.factories.sittings import make_cohort, make_mixed_bank, make_mixed_examination
now = timezone.now()
examination = make_mixed_examination(
    make_mixed_bank("spring", items=6), each=3, slug="spring", title="Spring examination"
)
make_cohort(examination, 200, seed=9, now=now)
count_assessment(examination.pk, now=timezone.now())
print(examination.uuid)
"""
GIFT = """::seal::Who seals the log? {=The custody officer#Named in the plan. ~Whoever has time#Then nobody did.}

::order::What comes first? {=Seal->First =Copy->Second =Report->Third}

::rate::Two of eight alerts were right. The precision, in per cent? {#25:0.5}
"""


def reach_desk(page: Page, target: str, cohort: str) -> None:
    """Go to a screen of the desk."""
    if target == "map":
        page.goto("/admin/course-maps/")
        page.get_by_role("link", name="AI security").first.click()
    elif target == "item":
        page.goto("/admin/snippets/assessments/item/?q=au-x-01")
        page.get_by_role("link", name="au-x-01").first.click()
        page.get_by_role("button", name="Toggle preview").click()
        preview = page.frame_locator("iframe[title='Preview']:visible")
        preview.get_by_role("button", name="Mark this answer").wait_for()
    elif target == "builder":
        page.goto("/admin/assessment-policies/edit/1/")
        page.locator("#panel-blueprint-section").scroll_into_view_if_needed()
    elif target == "import":
        page.goto("/admin/item-files/import/")
        page.locator("input[type=file]").set_input_files(
            {"name": "items.gift", "mimeType": "text/plain", "buffer": GIFT.encode()}
        )
        page.get_by_label("Bank").select_option(label="AI security governance")
        page.get_by_label("Domain").fill("incident-response")
        page.get_by_label("Level").fill("understand")
        page.get_by_role("button", name="Read the file").click()
        # A worker reads it; the page follows.
        page.locator("[data-progress=still]").wait_for(timeout=60_000)
        page.locator("table.listing tbody tr").first.wait_for()
    elif target == "marking":
        page.goto("/admin/marking/")
        page.get_by_role("button", name="Mark answers to marks-essay").click()
    elif target.startswith("results"):
        page.goto(f"/admin/results/{cohort}/")
        if target != "results":
            page.get_by_role("navigation", name="Results").get_by_role("link", name="Items").click()
        if target == "results item":
            page.get_by_role("link", name="m-000").click()
    else:
        page.goto(target)
    page.wait_for_load_state("networkidle")


def reach(page: Page, target: str) -> None:
    """Go to a page by its address, or by the way that leads to it."""
    if target == "specimen":
        page.goto("/verify/")
        page.get_by_role("link", name="A valid specimen").click()
    elif target == "item":
        page.goto(COURSE)
        page.get_by_role("link", name="What to expect").first.click()
        start = page.get_by_role("button", name=re.compile("Start the examination|Go on with your attempt"))
        if page.get_by_label("I have read this").count():
            page.get_by_label("I have read this").check()
        start.click()
    elif target.startswith("lab "):
        page.goto(COURSE)
        enrol = page.get_by_role("button", name="Enrol")
        if enrol.count():
            enrol.first.click()
            page.wait_for_load_state("networkidle")
        page.goto(f"{COURSE}{target.removeprefix('lab ')}")
        page.locator("a[href*='/labs/']").first.click()
    else:
        page.goto(target)
    page.wait_for_load_state("networkidle")


def keep(page: Page, name: str) -> None:
    """The page as a picture, cut where it is taller than a reader scrolls, in few colours."""
    raw = Image.open(BytesIO(page.screenshot(full_page=True)))
    cut = raw.crop((0, 0, raw.width, min(raw.height, TALLEST))).convert("RGB")
    cut.quantize(128).save(PICTURES / f"{name}.png", optimize=True)


def shoot(browser: Browser, site: Site) -> None:
    """Take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, target, width, scheme, email in SHOTS:
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        page = context.new_page()
        if email:
            sign_in(page, email)
            page.wait_for_url("**/dashboard/")
        reach(page, target)
        keep(page, f"{name}-{width}-{scheme}")
        context.close()
    site.shell(ESSAYS)
    cohort = site.shell(COHORT).splitlines()[-1]
    for email in dict.fromkeys(email for _name, _target, email in DESK_SHOTS):
        context = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        sign_in_staff(page, site, email)
        for name, target, whose in DESK_SHOTS:
            if whose == email:
                reach_desk(page, target, cohort)
                keep(page, name)
        context.close()


def main() -> int:
    """Start the site on an empty folder, take the pictures, stop it."""
    chromium = machine.chromium()
    if chromium is None:
        return 1
    with tempfile.TemporaryDirectory(prefix="assay-pictures-") as folder:
        port = machine.free_port()
        base = f"http://localhost:{port}"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "ASSAY_VAR": folder,
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "SITE_URL": base,
            "DATABASE_URL": "",
            "BROKER_URL": "",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "config.run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            ready = False
            until = time.monotonic() + 180
            while not ready and time.monotonic() < until and process.poll() is None:
                with suppress(OSError), urlopen(f"{base}/readyz", timeout=2) as answer:
                    ready = answer.status == 200
                time.sleep(0.3)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
                shoot(browser, Site(base, Path(folder), environment))
                browser.close()
        finally:
            process.terminate()
            process.wait(timeout=40)
    return 0


if __name__ == "__main__":
    sys.exit(main())
