"""What the names in a package stand for in this database."""

from collections.abc import Mapping

from wagtail.models import Page

from assessments.api import item_ids

# A link to a page that is not below the home page, or is gone, keeps the page's number.
BY_ID = "//"


class NameUnknown(Exception):
    """A page, or an item of another bank, that is not here (yet). The message says which."""


class Findings:
    """The ids behind the names in one course: its own items, items of other banks, pages."""

    def __init__(self, bank_slug: str, home_url_path: str) -> None:
        self.bank_slug, self.home_url_path = bank_slug, home_url_path
        self._items: dict[str, dict[str, int]] = {}
        self._pages: dict[str, int] = {}

    def note_page(self, address: str, page_id: int) -> None:
        """What the package calls this address is that page, wherever it has been moved or renamed here."""
        self._pages[address.strip("/")] = page_id

    def item(self, name: str) -> int:
        """The id of the item `slug`, or `bank/slug`."""
        bank, _slash, slug = name.rpartition("/")
        bank = bank or self.bank_slug
        if bank not in self._items:
            self._items[bank] = item_ids(bank)
        if slug not in self._items[bank]:
            raise NameUnknown(f"there is no item “{name}”")
        return self._items[bank][slug]

    def page(self, name: str) -> str:
        """The id, as text, of the page at this address below the home page."""
        if name.startswith(BY_ID):
            return name.removeprefix(BY_ID)
        address = name.strip("/")
        url_path = f"{self.home_url_path}{address}/" if address else self.home_url_path
        found = Page.objects.filter(url_path=url_path).values_list("pk", flat=True).first()
        found = found or self._pages.get(address)
        if found is None:
            raise NameUnknown(f"there is no page “{name}”")
        return str(found)


class ModuleFindings:
    """The same for the lessons of one module, with its pictures and downloads."""

    def __init__(self, findings: Findings, files: Mapping[str, int]) -> None:
        self.findings, self.files = findings, files

    def find(self, kind: str, name: str) -> int:
        return self.findings.item(name) if kind == "check" else self.files[name]

    def find_page(self, name: str) -> str:
        return self.findings.page(name)
