"""What the ids in this database are called in a package."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.text import slugify
from wagtail.models import Page

from assessments.api import item_places
from courses.packages import picture_problem
from courses.services.file_loading import Document, Image, read_stored
from courses.services.page_finding import BY_ID


class CannotExport(Exception):
    """A page holds what a package cannot; the message says which page and what."""


class Names:
    """Names of items and pages, each asked for once."""

    def __init__(self, bank_slug: str, home_path: str, file_names: dict[tuple[str, int], str]) -> None:
        """`file_names` are those that pictures and downloads had in the package they were loaded from."""
        self.bank_slug, self.home_path, self.file_names = bank_slug, home_path, file_names
        self._items: dict[int, str] = {}

    def item(self, pk: int) -> str:
        if pk not in self._items:
            places = item_places([pk])
            if pk not in places:
                raise CannotExport(f"the item {pk} of a knowledge check does not exist")
            bank, slug = places[pk]
            self._items[pk] = slug if bank == self.bank_slug else f"{bank}/{slug}"
        return self._items[pk]

    def page(self, pk: str) -> str:
        """The address below the home page; a page that is elsewhere, or gone, keeps its number."""
        known = Page.objects.filter(pk=pk) if pk.isdigit() else Page.objects.none()
        url_path = known.values_list("url_path", flat=True).first()
        if url_path is None or not url_path.startswith(self.home_path):
            return f"{BY_ID}{pk}"
        return url_path.removeprefix(self.home_path).strip("/") or "/"


class ModuleNames:
    """Names for the lessons of one module. Collects the contents of pictures and downloads in `files`."""

    def __init__(self, names: Names, place: str) -> None:
        self.names, self.place = names, place
        self.files: dict[str, bytes] = {}
        self._given: dict[tuple[str, int], str] = {}

    def name(self, kind: str, pk: int | None) -> str:
        if pk is None:
            raise CannotExport(f"{self.place}: a {kind} block has lost what it showed")
        if kind == "check":
            return self.names.item(pk)
        if (kind, pk) not in self._given:
            self._given[kind, pk] = self._file(kind, pk)
        return self._given[kind, pk]

    def name_page(self, pk: str) -> str:
        return self.names.page(pk)

    def _file(self, kind: str, pk: int) -> str:
        is_figure = kind == "figure"
        model: Any = Image if is_figure else Document
        try:
            stored, content = read_stored(model, pk)
        except (ObjectDoesNotExist, FileNotFoundError) as error:
            raise CannotExport(f"{self.place}: the file of a {kind} block does not exist") from error
        folder = "figures" if is_figure else "files"
        known = self.names.file_names.get((kind, pk), "")
        # A picture that was replaced here may be of another kind than its old name says.
        if not known or (is_figure and picture_problem(known, content)):
            known = f"{folder}/{_file_name(stored)}"
        name = known
        number = 2
        while self.files.get(name, content) != content:
            stem, dot, ending = known.rpartition(".")
            name = f"{stem}-{number}{dot}{ending}"
            number += 1
        self.files[name] = content
        return name


def _file_name(stored: str) -> str:
    stem, _dot, ending = stored.rpartition(".")
    return f"{slugify(stem) or 'file'}.{ending.lower()}"
