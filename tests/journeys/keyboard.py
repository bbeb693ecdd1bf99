"""A person who works with the keyboard alone: Tab, Space, Enter, arrows and letters; never a pointer."""

import re

from playwright.sync_api import Page

# Where the focus is: its name as a screen reader would say it, and whether one can see it.
_FOCUS = """() => {
  const found = document.activeElement;
  if (!found || found === document.body) return null;
  const text = (node) => (node?.innerText || node?.textContent || "").trim();
  const named = (found.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean)
    .map((id) => text(document.getElementById(id))).join(" ");
  const name = found.getAttribute("aria-label") || named || [...(found.labels ?? [])].map(text).join(" ")
    || text(found) || found.value || found.title || "";
  // On the element itself, on what it is stretched over a card with, or on the label or card around it.
  const outlined = (style) =>
    (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  const shows = (node) => outlined(getComputedStyle(node)) || outlined(getComputedStyle(node, "::after"));
  const box = found.getBoundingClientRect();
  return {
    name, kind: found.type || found.localName,
    visible: [found, ...(found.labels ?? []), found.closest(".option, label, .card")].some((node) => node && shows(node)),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


class Keyboard:
    """The keyboard of one page. Fails where the focus cannot be seen on its way."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def tab_to(self, name: str, *, kind: str = "", most: int = 120) -> None:
        """Press Tab until something with this name (a pattern) has the focus."""
        passed = []
        for _press in range(most):
            self._page.keyboard.press("Tab")
            found = self._page.evaluate(_FOCUS)
            if found is None:
                continue
            passed.append(found["name"][:60])
            assert found["visible"], f"The focus cannot be seen on {found}"
            if re.search(name, found["name"]) and (not kind or found["kind"] == kind):
                assert found["inside"], f"The focus is off the screen on {found}"
                return
        raise AssertionError(f"No way to {name!r} by Tab; passed: {passed}")

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self._page.keyboard.press(key)

    def enter(self) -> None:
        """Press Enter and wait for the page that it leads to."""
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")

    def write(self, text: str) -> None:
        """Write into what has the focus, in place of what is there."""
        self._page.keyboard.press("ControlOrMeta+a")
        self._page.keyboard.type(text)


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"))
