"""The four looks of a page, and a judge that notes what is wrong with what is shown in one of them.

With LOOKS_DIR in the environment each page that is judged is kept there as a picture, for the eye.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.journeys.conftest import WATCH_POLICY, Site
from tests.journeys.keyboard import scrolls_sideways
from tests.journeys.test_accessibility import AXE, TAGS

# The whole page, or our part of the admin's: its frame and its messages, which fade in, are Wagtail's.
WHOLE: dict[str, list[list[str]]] = {}
OURS = {"include": [["main"]], "exclude": [[".messages"]]}
_JUDGE = """async ([where, tags]) => (await axe.run(
  Object.keys(where).length ? where : document, {runOnly: {type: 'tag', values: tags}})).violations"""
# The admin hides what its pages have beyond their width: it could not even be scrolled to.
_IS_CUT_OFF = (
    "() => [...document.querySelectorAll('main')].some((main) => main.scrollWidth > main.clientWidth + 1)"
)
# Words that stick out of what holds them, without making the whole page wider.
_STICKS_OUT = """() => [...document.querySelectorAll("main :is(dd, dt, td, th, p, h1, h2, h3, li, .btn, .badge)")]
  .filter((node) => node.clientWidth && getComputedStyle(node).overflowX === "visible"
    && node.scrollWidth > node.clientWidth + 1)
  .map((node) => node.innerText.slice(0, 40))"""


@dataclass(frozen=True)
class Look:
    """How wide the window is, and which colours its owner likes."""

    width: int
    scheme: Literal["light", "dark"]

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}"


LOOKS = (Look(1280, "light"), Look(1280, "dark"), Look(390, "light"), Look(390, "dark"))


def every_look(*, fast: Look | None) -> list[ParameterSet]:
    """The looks as parameters: one belongs to the fast suite, the others to the slow one."""
    return [
        pytest.param(look, id=str(look), marks=[] if look == fast else [pytest.mark.slow]) for look in LOOKS
    ]


def keep(page: Page, name: str) -> None:
    """Keep what is shown now as a picture, where pictures are asked for."""
    if folder := os.environ.get("LOOKS_DIR"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@dataclass
class Judge:
    """Notes what is wrong with the pages of one window."""

    page: Page
    look: Look
    where: dict[str, list[list[str]]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def look_at(self, name: str) -> None:
        """Judge what is shown now: axe's rules, its width, and whatever the console said on the way here."""
        self.page.wait_for_load_state()
        self.page.evaluate(AXE)
        for fault in self.page.evaluate(_JUDGE, [self.where, TAGS]):
            for node in fault["nodes"][:3]:
                self.faults.append(f"{name}: {fault['id']} {node['target']} {node['failureSummary'][:300]}")
        if scrolls_sideways(self.page) or self.page.evaluate(_IS_CUT_OFF):
            self.faults.append(f"{name}: is wider than the window")
        for words in self.page.evaluate(_STICKS_OUT) if self.where == WHOLE else []:
            self.faults.append(f"{name}: sticks out: {words}")
        keep(self.page, f"{name}-{self.look}")

    def hear(self, message: ConsoleMessage) -> None:
        """Note an error of the console; that a page itself answers with 404 is what some of them are for."""
        is_page = message.location.get("url") == self.page.url
        if message.text.startswith("CSP ") or (message.type == "error" and not is_page):
            self.faults.append(f"{self.page.url}: {message.text}")


@contextmanager
def window(
    browser: Browser, site: Site, look: Look, *, where: dict[str, list[list[str]]] = WHOLE
) -> Iterator[Judge]:
    """A window of one look; when it closes, nothing may have been noted."""
    context = browser.new_context(
        base_url=site.url, viewport={"width": look.width, "height": 900}, color_scheme=look.scheme
    )
    context.add_init_script(WATCH_POLICY)
    page = context.new_page()
    page.set_default_timeout(30_000)
    judge = Judge(page, look, where)
    page.on("console", judge.hear)
    page.on("pageerror", lambda error: judge.faults.append(f"{page.url}: {error}"))
    yield judge
    assert not judge.faults, "\n".join(judge.faults)
    context.close()
