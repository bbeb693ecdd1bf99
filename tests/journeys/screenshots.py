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
from tests.journeys.conftest import BROWSER_ARGUMENTS, sign_in

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
    ("sign-in", "/accounts/login/", 390, "light", ""),
)


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
    else:
        page.goto(target)
    page.wait_for_load_state("networkidle")


def shoot(browser: Browser, base: str) -> None:
    """Take every picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, target, width, scheme, email in SHOTS:
        context = browser.new_context(
            base_url=base, viewport={"width": width, "height": 900}, color_scheme=scheme
        )
        page = context.new_page()
        if email:
            sign_in(page, email)
            page.wait_for_url("**/dashboard/")
        reach(page, target)
        raw = Image.open(BytesIO(page.screenshot(full_page=True)))
        cut = raw.crop((0, 0, raw.width, min(raw.height, TALLEST))).convert("RGB")
        cut.quantize(128).save(PICTURES / f"{name}-{width}-{scheme}.png", optimize=True)
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
            "SITE_URL": base,
            "DATABASE_URL": "",
            "BROKER_URL": "",
        }
        site = subprocess.Popen(
            [sys.executable, "-m", "config.run"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        try:
            ready = False
            until = time.monotonic() + 180
            while not ready and time.monotonic() < until and site.poll() is None:
                with suppress(OSError), urlopen(f"{base}/readyz", timeout=2) as answer:
                    ready = answer.status == 200
                time.sleep(0.3)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=BROWSER_ARGUMENTS)
                shoot(browser, base)
                browser.close()
        finally:
            site.terminate()
            site.wait(timeout=40)
    return 0


if __name__ == "__main__":
    sys.exit(main())
