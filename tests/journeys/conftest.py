"""A whole site in its own processes (web, worker, beat), and a real browser in front of it."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import machine
from tests.shell import Shell

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 600
PASSWORD = "assay-demo"
# What is waited for is waited for as long as a page may take to load: a slow machine is no fault of the code.
expect.set_options(timeout=30_000)
# Violations of the content security policy are collected from every page of every journey.
WATCH_POLICY = (
    "document.addEventListener('securitypolicyviolation', e => "
    "console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));"
)
BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """The running site: where it answers, its mails, and a shell into its database."""

    url: str
    folder: Path
    environment: dict[str, str]
    # The cookies of whoever of the staff has signed in, by address.
    staff: dict[str, list[Any]] = field(default_factory=dict)

    @cached_property
    def _shell(self) -> Shell:
        return Shell(self.environment)

    def shell(self, code: str) -> str:
        """Run Python inside the site's own settings; what it prints."""
        return self._shell.run(code)

    def manage(self, *arguments: str) -> str:
        """Run a management command; what it prints."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def mail_to(self, address: str, *, containing: str = "", seconds: float = 30) -> Message:
        """The newest mail to an address, waited for."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for path in sorted((self.folder / "mail").glob("*"), key=lambda path: -path.stat().st_mtime_ns):
                for raw in path.read_bytes().split(b"-" * 79):
                    message = message_from_bytes(raw.strip())
                    if address in str(message["To"]) and containing in str(raw.decode(errors="replace")):
                        return message
            time.sleep(0.3)
        raise AssertionError(f"no mail to {address} containing {containing!r}")

    def link_in(self, message: Message, pattern: str) -> str:
        """The first address in a mail that matches."""
        parts = message.walk() if message.is_multipart() else [message]
        for part in parts:
            if part.get_content_type() == "text/plain":
                text = part.get_payload(decode=True).decode()
                if found := re.search(pattern, text):
                    return found.group(0)
        raise AssertionError(f"no link {pattern} in the mail")


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """Start everything as `make run` does, on an empty folder."""
    with tempfile.TemporaryDirectory(prefix="assay-journeys-") as name:
        folder = Path(name)
        port = machine.free_port()
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "ASSESSMENT_UPLOADS": "1",
            "ASSAY_VAR": name,
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "SITE_URL": f"http://localhost:{port}",
            "DATABASE_URL": "",
            "BROKER_URL": "",
        }
        environment.pop("ASSAY_KEYS", None)
        log = folder / "run.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        url = f"http://localhost:{port}"
        until = time.monotonic() + START_SECONDS
        ready = False
        while time.monotonic() < until and process.poll() is None and not ready:
            with suppress(OSError), urlopen(f"{url}/readyz", timeout=2) as answer:
                ready = answer.status == 200
            time.sleep(0.3)
        if not ready:
            process.terminate()
            pytest.fail(f"the site did not start:\n{log.read_text()[-3000:]}")
        yield Site(url, folder, environment)
        process.terminate()
        process.wait(timeout=40)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the session."""
    path = machine.chromium()
    if path is None:
        pytest.fail("Chromium is absent")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser, site: Site) -> Iterator[BrowserContext]:
    """A fresh browser profile whose pages report policy violations and script errors."""
    made = browser.new_context(base_url=site.url, viewport={"width": 1280, "height": 900})
    made.add_init_script(WATCH_POLICY)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page; at the end of the test no policy violation and no script error may have happened."""
    faults: list[str] = []
    opened = context.new_page()
    opened.on(
        "console", lambda message: faults.append(message.text) if message.text.startswith("CSP ") else None
    )
    opened.on("pageerror", lambda error: faults.append(str(error)))
    yield opened
    assert faults == []


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in by the form."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign In", exact=True).click()


_ACCOUNT = """
from allauth.account.models import EmailAddress
from accounts.models import User
user = User.objects.create_user({email!r}, {password!r}, legal_name={name!r})
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
"""


def make_account(site: Site, email: str, password: str, *, name: str) -> None:
    """A person with an account and a confirmed address."""
    site.shell(_ACCOUNT.format(email=email, password=password, name=name))


_CODE = """
from django.utils import timezone
from accounts.services.demonstration import current_code
print(current_code("{email}", now=timezone.now()))
"""


def sign_in_with_code(page: Page, site: Site, email: str) -> None:
    """Sign in with a second factor, as its app would show it: a demonstration account's, or another one's."""
    sign_in(page, email)
    # A code may end, or have been used, in the moment in which it is typed: then the next one is.
    for _try in range(3):
        page.get_by_label("Code").fill(site.shell(_CODE.format(email=email)))
        page.get_by_role("button", name="Sign In", exact=True).click()
        page.wait_for_load_state()
        if page.url.endswith("/dashboard/"):
            return
        page.wait_for_timeout(15_000)
    page.wait_for_url("**/dashboard/")


def sign_in_staff(page: Page, site: Site, email: str) -> None:
    """Open a window of somebody of the staff, who has signed in with a second factor.

    A code is good for one sign-in, and the next one half a minute away: later windows share the session.
    """
    if email in site.staff:
        page.context.add_cookies(site.staff[email])
        page.goto("/dashboard/")
    else:
        sign_in_with_code(page, site, email)
        site.staff[email] = page.context.cookies()
    page.wait_for_url("**/dashboard/")
