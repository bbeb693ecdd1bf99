"""A course as it stands here → a course package in the canonical form."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from assessments.api import export_assessments, export_items, item_pictures
from courses.models import (
    CourseLoad,
    CoursePage,
    GlossaryPage,
    LessonPage,
    LoadedObject,
    LoadedObjectKind,
    ModulePage,
)
from courses.packages import (
    AssessmentDocument,
    CourseDocument,
    CoverageDocument,
    GlossaryDocument,
    HtmlUnsupported,
    ItemDocument,
    Lesson,
    LintDocument,
    Module,
    ModuleDocument,
    Package,
    write_package,
)
from courses.ports import package_parts
from courses.services.page_content import state_of
from courses.services.page_documents import (
    blocks_of,
    course_document,
    glossary_document,
    lesson_front,
    module_document,
)
from courses.services.page_naming import CannotExport, ModuleNames, Names

_KINDS = {LoadedObjectKind.IMAGE: "figure", LoadedObjectKind.DOCUMENT: "download"}


def export_course(slug: str) -> dict[str, bytes]:
    """Every file of the course's package by its path: live pages, live items, all assessments, its parts.

    Files that were loaded keep their names. Raises CoursePage.DoesNotExist, or CannotExport where a page holds
    what a package cannot.
    """
    course = CoursePage.objects.get(slug=slug)
    return write_package(_Export(course).package())


def write_files(files: dict[str, bytes], folder: Path) -> None:
    """Write a package into a folder: a new or empty one, or that of the same course, whose old files go.

    Raises FileExistsError for a folder with anything else in it.
    """
    old = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    if old and not _is_same_course(folder, files["course.yaml"]):
        raise FileExistsError(f"{folder} holds something else")
    for path in old:
        name = path.relative_to(folder).as_posix()
        if (
            name.startswith(
                (
                    "modules/",
                    "assessments/",
                    "achievement.yaml",
                    "coverage.yaml",
                    "glossary.yaml",
                    "lint.yaml",
                )
            )
            and name not in files
        ):
            path.unlink()
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _is_same_course(folder: Path, course: bytes) -> bool:
    there = folder / "course.yaml"
    slug = course.split(b"\n")[1]
    return there.is_file() and slug in there.read_bytes().split(b"\n")


class _Export:
    """One course on its way out."""

    def __init__(self, course: Any) -> None:
        self.course = course
        records = list(LoadedObject.objects.filter(course_id=course.pk, withdrawn=False))
        pages = (record for record in records if record.kind == LoadedObjectKind.PAGE)
        self.page_paths = {record.object_id: record.path for record in pages}
        self.item_folders = {
            Path(record.path).stem: record.path.rpartition("/items/")[0]
            for record in records
            if record.kind == LoadedObjectKind.ITEM
        }
        file_names = {
            (_KINDS[LoadedObjectKind(record.kind)], record.object_id or 0): "/".join(
                record.path.split("/")[2:]
            )
            for record in records
            if record.kind in _KINDS
        }
        home = course.get_ancestors().get(depth=2)
        self.names = Names(course.slug, home.url_path, file_names)

    def package(self) -> Package:
        with _told(self.course.title):
            course = CourseDocument.model_validate(course_document(state_of(self.course)))
        items = [ItemDocument.model_validate(data) for data in export_items(self.course.slug)]
        found = [AssessmentDocument.model_validate(data) for data in export_assessments(self.course.slug)]
        kept = (
            CourseLoad.objects.filter(course_id=self.course.pk).values_list("author_files", flat=True).first()
            or {}
        )
        parts = {name: part.export(self.course.pk) for name, part in sorted(package_parts().items())}
        return Package(
            course,
            self._modules(items),
            tuple(items),
            tuple(found),
            {name: data for name, data in parts.items() if data is not None},
            glossary=self._glossary(),
            lint=LintDocument.model_validate(kept["lint"]) if "lint" in kept else None,
            coverage=CoverageDocument.model_validate(kept["coverage"]) if "coverage" in kept else None,
            pictures=item_pictures(self.course.slug),
        )

    def _glossary(self) -> GlossaryDocument | None:
        page = GlossaryPage.objects.child_of(self.course).live().first()
        if page is None:
            return None
        with _told(page.title):
            return GlossaryDocument.model_validate(glossary_document(state_of(page)))

    def _modules(self, items: list[ItemDocument]) -> tuple[Module, ...]:
        pages = list(ModulePage.objects.child_of(self.course).live().order_by("path"))
        numbers = _numbers([_number(self.page_paths.get(page.pk, ""), 1) for page in pages])
        documents = [self._document(page) for page in pages]
        folders = [f"modules/{number}-{page.slug}" for number, page in zip(numbers, pages, strict=True)]
        held: list[list[str]] = [[] for _page in pages]
        for item in items:
            held[self._folder_of(item, folders, documents)].append(item.slug)
        return tuple(
            self._module(page, number, document, slugs)
            for page, number, document, slugs in zip(pages, numbers, documents, held, strict=True)
        )

    def _document(self, page: Any) -> ModuleDocument:
        with _told(page.title):
            return ModuleDocument.model_validate(module_document(state_of(page)))

    def _folder_of(self, item: ItemDocument, folders: list[str], documents: list[ModuleDocument]) -> int:
        """The module that holds an item: where it came from, or the first of its domain, or the first."""
        if not folders:
            raise CannotExport("a course with items needs a module that holds them")
        if self.item_folders.get(item.slug) in folders:
            return folders.index(self.item_folders[item.slug])
        domains = [document.domain for document in documents]
        return domains.index(item.domain) if item.domain in domains else 0

    def _module(self, page: Any, number: str, document: ModuleDocument, items: list[str]) -> Module:
        naming = ModuleNames(self.names, page.title)
        pages = list(LessonPage.objects.child_of(page).live().order_by("path"))
        numbers = _numbers([_number(self.page_paths.get(lesson.pk, ""), 2) for lesson in pages])
        lessons = tuple(
            self._lesson(lesson, place, naming) for lesson, place in zip(pages, numbers, strict=True)
        )
        return Module(
            number, page.slug, document, lessons, tuple(sorted(items)), dict(sorted(naming.files.items()))
        )

    def _lesson(self, page: Any, number: str, naming: ModuleNames) -> Lesson:
        state = state_of(page)
        naming.place = page.title
        with _told(page.title):
            front = lesson_front(state, has_alternative=bool(state["alternative"]))
            body = blocks_of(state["body"], naming)
            return Lesson(number, page.slug, front, body, blocks_of(state["alternative"], naming))


@contextmanager
def _told(title: str) -> Iterator[None]:
    """What a page holds and a package cannot, with the page's title."""
    try:
        yield
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise CannotExport(f"{title}: {place}: {first['msg']}") from error
    except HtmlUnsupported as error:
        raise CannotExport(f"{title}: {error}") from error


def _number(path: str, depth: int) -> str:
    """The number in a file's or folder's name, "" for a page that came from no package."""
    parts = path.split("/")
    return parts[depth].partition("-")[0] if len(parts) > depth else ""


def _numbers(known: Sequence[str]) -> list[str]:
    """A rising number for each of the siblings: the known ones if they still rise, or new ones from 01."""
    found: list[str] = []
    last = 0
    for number in known:
        if number and int(number) <= last:
            return [f"{place:02d}" for place in range(1, len(known) + 1)]
        found.append(number or f"{last + 1:02d}")
        last = int(found[-1])
    return found
