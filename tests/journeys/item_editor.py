"""The item editor as an author works in it: rows are added by their buttons, fields are typed into, pictures pointed on."""

from typing import Any

from playwright.sync_api import Locator, Page, expect

ROOT = "interaction-0-value"


class ItemEditor:
    """The form of one item in Wagtail's admin."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def choose(self, label: str) -> None:
        """Choose the way of answering."""
        self.page.get_by_role("button", name="Insert a block").first.click()
        self.page.get_by_role("option", name=label, exact=True).click()

    def field(self, name: str) -> Locator:
        return self.page.locator(f"[name='{name}']")

    def write(self, name: str, value: Any) -> None:
        """Type into a field, choose from its menu or tick it, having opened the parts that it stands in."""
        field = self.field(name)
        kind = str(field.first.evaluate("node => node.type"))
        self._open(field.first)
        if isinstance(value, bool):
            field.set_checked(value)
        elif kind == "select-one":
            field.select_option(str(value))
        elif kind == "checkbox":
            for box in field.all():
                box.set_checked(str(box.get_attribute("value")) in value)
        else:
            field.fill(str(value))

    def write_all(self, content: dict[str, Any], prefix: str = ROOT) -> None:
        """Write a whole content, row by row."""
        for name, value in content.items():
            here = f"{prefix}-{name}"
            # What a gap is was chosen with its block; a field of a report form says its kind in a menu.
            if name in ("type", "image") or (name == "kind" and not self.field(here).count()):
                continue
            if name == "gaps":
                self._gaps(here, value)
            elif isinstance(value, list) and self.field(f"{here}-count").count():
                self._rows(here, value)
            else:
                self.write(here, value)

    def add_row(self, prefix: str) -> None:
        """Press the last + of a list."""
        container = self.page.locator(f"input[name='{prefix}-count'] ~ [data-streamfield-list-container]")
        self._open(container)
        before = self.field(f"{prefix}-count").input_value()
        container.locator("> button").last.click()
        expect(self.field(f"{prefix}-count")).not_to_have_value(before)

    def _rows(self, prefix: str, rows: list[Any]) -> None:
        while int(self.field(f"{prefix}-count").input_value()) < len(rows):
            self.add_row(prefix)
        # The form may begin with more of them.
        for surplus in range(len(rows), int(self.field(f"{prefix}-count").input_value())):
            deleted = self.field(f"{prefix}-{surplus}-deleted")
            child = deleted.locator("xpath=ancestor::*[@data-streamfield-child][1]")
            child.get_by_title("Delete", exact=True).last.click()
            expect(deleted).to_have_value("1")
        for place, row in enumerate(rows):
            if isinstance(row, dict):
                self.write_all(row, f"{prefix}-{place}-value")
            else:
                self.write(f"{prefix}-{place}-value", row)

    def _gaps(self, prefix: str, gaps: list[dict[str, Any]]) -> None:
        labels = {"chosen": "Gap to choose a text for", "numeric": "Gap to write a number into"}
        for place, gap in enumerate(gaps):
            # The form begins with a gap to write words into.
            if place:
                added = self.page.locator("[data-contentpath=gaps] [data-streamfield-stream-container]")
                added.locator("> div > button").last.click()
                self.page.get_by_role("option", name=labels[gap["kind"]], exact=True).click()
            self.write_all(gap, f"{prefix}-{place}-value")

    def _open(self, field: Locator) -> None:
        """Open the parts that a field stands in, from the outside to the inside."""
        if field.is_visible():
            return
        for panel in field.locator("xpath=ancestor::section[@data-panel]").all():
            toggle = panel.locator("[data-panel-toggle]").first
            if toggle.get_attribute("aria-expanded") == "false":
                toggle.click()

    def add_picture(self, picture: Any, title: str) -> None:
        """Upload a picture by the chooser."""
        self.page.get_by_role("button", name="Choose a picture").click()
        window = self.page.get_by_role("dialog")
        window.get_by_role("tab", name="Add").click()
        window.get_by_label("Title").last.fill(title)
        window.locator("input[type=file]").set_input_files(picture)
        window.get_by_role("button", name="Add", exact=True).click()
        expect(window).to_have_count(0)

    def point(self, target: str, *spots: tuple[int, int]) -> None:
        """Choose what to point at, and press, drag and let go on the picture: its own pixels."""
        drawing = self.page.locator("[data-drawing]")
        drawing.get_by_role("combobox").select_option(label=target)
        svg = drawing.locator("svg")
        svg.scroll_into_view_if_needed()
        box = svg.bounding_box()
        assert box is not None
        width = float(str(svg.get_attribute("viewBox")).split()[2])
        scale = box["width"] / width
        at = [(box["x"] + x * scale, box["y"] + y * scale) for x, y in spots]
        self.page.mouse.move(*at[0])
        self.page.mouse.down()
        self.page.mouse.move(*at[-1], steps=4)
        self.page.mouse.up()

    def save(self) -> None:
        # The address may have changed before, where the editor saved by itself.
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Save draft").click()
        self.page.wait_for_url("**/edit/**")

    def submit(self) -> None:
        self.page.get_by_role("button", name="More actions").last.click()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Submit to").click()

    def resubmit(self) -> None:
        """Send what was sent back once more."""
        self.page.get_by_role("button", name="More actions").last.click()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Resubmit to").click()
