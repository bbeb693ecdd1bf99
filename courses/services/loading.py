"""Loads course packages: everything is judged before anything is written, and edits made here stay."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction

from assessments.api import keep_picture, load_assessment, load_bank, load_items
from courses.models import (
    CatalogueIndexPage,
    CourseLoad,
    CoursePage,
    GlossaryPage,
    LessonPage,
    LoadedObjectKind,
    ModulePage,
)
from courses.packages import (
    Fault,
    Lesson,
    Module,
    Package,
    PackageInvalid,
    digest_of_files,
    faults_at,
    read_files,
)
from courses.ports import PartRefused, package_parts
from courses.services.banks import keep_bank
from courses.services.checking import check_files, part_problem
from courses.services.file_loading import FileLoader
from courses.services.load_records import LoadRecords
from courses.services.load_reports import LoadEntry, LoadOutcome, LoadReport
from courses.services.page_content import digest_of_state
from courses.services.page_documents import course_state, glossary_state, lesson_state, module_state
from courses.services.page_finding import Findings, ModuleFindings, NameUnknown
from courses.services.page_loading import PageLoader, keep_order

# Raise it when the same files should be written differently: the next load then looks at all of them again.
_VERSION = 1
GLOSSARY = "glossary.yaml"


class CatalogueMissing(Exception):
    """There is no catalogue page to put a course under: the database has not been set up."""


def load_package(folder: Path, *, now: datetime, actor: Any = None, overwrite: bool = False) -> LoadReport:
    """Load the course package in a folder. Loading it again changes nothing and returns at once.

    What was edited here since the last load is left alone and reported, unless `overwrite`. Raises
    PackageInvalid with every fault, having written nothing; CatalogueMissing.
    """
    files, faults = read_files(folder)
    return load_files(files, faults, now=now, actor=actor, overwrite=overwrite)


class _Tried(Exception):
    """Ends a trial: everything that it wrote is taken back."""


def load_files(
    files: dict[str, bytes],
    faults: list[Fault],
    *,
    now: datetime,
    actor: Any = None,
    overwrite: bool = False,
    is_trial: bool = False,
) -> LoadReport:
    """Load a package that was read, or try what a load would do: the same is done, and taken back at the end.

    Raises as `load_package` does.
    """
    digest = _digest(digest_of_files(files))
    if not (faults or overwrite) and CourseLoad.objects.filter(digest=digest).exists():
        return LoadReport()
    checked = check_files(files, faults)
    if checked.package is None or checked.faults:
        raise PackageInvalid(checked.faults)
    made: list[Any] = []
    report = LoadReport()
    try:
        with transaction.atomic():
            # Two processes may start with the same new package: the second waits here and finds it loaded.
            catalogue = CatalogueIndexPage.objects.select_for_update().order_by("path").first()
            if catalogue is None:
                raise CatalogueMissing("There is no catalogue page: migrate the database first.")
            if not overwrite and CourseLoad.objects.filter(digest=digest).exists():
                return LoadReport()
            load = _Load(checked.package, now=now, actor=actor, overwrite=overwrite, made=made)
            report = load.run(catalogue, digest)
            if is_trial:
                raise _Tried
    except BaseException as error:
        # The database forgets the pictures of a load that failed; the media folder does not.
        for file in made:
            file.storage.delete(file.name)
        if not isinstance(error, _Tried):
            raise
    return report


def _digest(files: str) -> str:
    """The digest of the files, of this loader and of the parts that something here takes."""
    parts = ",".join(sorted(package_parts()))
    return sha256(f"{_VERSION}|{parts}|{files}".encode()).hexdigest()


class _Place(NamedTuple):
    """A lesson, where it stands and what its names stand for."""

    module: Module
    lesson: Lesson
    findings: ModuleFindings
    address: str


class _Load:
    """One load of one package, inside of one transaction."""

    def __init__(
        self, package: Package, *, now: datetime, actor: Any, overwrite: bool, made: list[Any]
    ) -> None:
        self.package, self.now, self.actor, self.overwrite = package, now, actor, overwrite
        self.slug = package.course.slug
        self.entries: list[LoadEntry] = []
        course_id = CoursePage.objects.filter(slug=self.slug).values_list("pk", flat=True).first()
        self.records = LoadRecords(course_id, now=now, actor=actor)
        self.files = FileLoader(self.records, made)
        self.pages = PageLoader(self.records, overwrite=overwrite)

    def run(self, catalogue: Any, digest: str) -> LoadReport:
        before = self._page_paths()
        self._load_bank()
        course = self._load_pages(catalogue)
        if not self.overwrite:
            # The page may have been edited here, and is what the bank follows.
            keep_bank(CoursePage.objects.get(pk=course.pk))
        self._load_assessments()
        self._load_parts(course.pk)
        self.pages.withdraw(before - self._paths_now())
        self._forget_files_that_left()
        self.records.save(course.pk)
        entries = sorted(
            [*self.entries, *self.files.entries, *self.pages.entries], key=lambda entry: entry.path
        )
        report = LoadReport(tuple(entries))
        CourseLoad.objects.update_or_create(
            course_id=course.pk,
            # After a conflict the next load must look again.
            defaults={
                "digest": "" if report.conflicts else digest,
                "loaded_at": self.now,
                "loaded_by": self.actor,
                "author_files": self._author_files(),
            },
        )
        return report

    def _author_files(self) -> dict[str, Any]:
        found = {"lint": self.package.lint, "coverage": self.package.coverage}
        return {name: document.said() for name, document in found.items() if document is not None}

    def _page_paths(self) -> set[str]:
        return {
            path
            for path, record in self.records.known.items()
            if record.kind == LoadedObjectKind.PAGE and not record.withdrawn
        }

    def _paths_now(self) -> set[str]:
        paths = {"course.yaml"} | ({GLOSSARY} if self.package.glossary is not None else set())
        for module in self.package.modules:
            paths.add(f"{module.folder}/module.yaml")
            paths |= {self.package.lesson_file(module, lesson) for lesson in module.lessons}
        return paths

    def _enter(
        self, path: str, kind: LoadedObjectKind, object_id: int | None, said: str, digest: str
    ) -> None:
        outcome = LoadOutcome(said)
        record = self.records.get(path)
        if outcome is not LoadOutcome.CONFLICT:
            self.records.note(path, kind, object_id, digest)
            self.entries.append(LoadEntry(path, outcome))
        elif record is not None and record.digest == digest:
            self.entries.append(LoadEntry(path, LoadOutcome.KEPT, "edited here"))
        else:
            self.entries.append(LoadEntry(path, outcome, "edited here since: nothing is written"))

    def _load_bank(self) -> None:
        course = self.package.course
        names = {
            key: {named.id: named.title for named in getattr(course, key)} for key in ("domains", "levels")
        }
        load_bank(self.slug, title=course.title, names=names)
        for slug, (_ending, content) in self.package.pictures.items():
            keep_picture(content, title=slug, now=self.now)
        items = {item.slug: item.said() for item in self.package.items}
        said = load_items(
            self.slug, list(items.values()), actor=self.actor, now=self.now, overwrite=self.overwrite
        )
        for slug, data in items.items():
            path = self.package.item_file(slug)
            self._enter(path, LoadedObjectKind.ITEM, None, said[slug], digest_of_state(data))

    def _load_assessments(self) -> None:
        for assessment in self.package.assessments:
            data = assessment.said()
            said = load_assessment(self.slug, data, overwrite=self.overwrite)
            path = f"assessments/{assessment.slug}.yaml"
            self._enter(path, LoadedObjectKind.ASSESSMENT, None, said, digest_of_state(data))

    def _load_parts(self, course_id: int) -> None:
        parts = package_parts()
        for name, data in self.package.parts.items():
            path = f"{name}.yaml"
            if name not in parts:
                self.entries.append(LoadEntry(path, LoadOutcome.LEFT, "nothing here takes it"))
                continue
            try:
                said = parts[name].load(
                    data, course_id=course_id, actor=self.actor, now=self.now, overwrite=self.overwrite
                )
            except PartRefused as refused:
                problem = part_problem(refused.problem)
                raise PackageInvalid(faults_at([problem], self.package.marks[path], path)) from refused
            self._enter(path, LoadedObjectKind.PART, None, said, digest_of_state(data))

    def _load_pages(self, catalogue: Any) -> Any:
        rearranged = self.overwrite or self._page_paths() != self._paths_now()
        course = self.pages.load(CoursePage, catalogue, "course.yaml", course_state(self.package.course))
        findings = Findings(self.slug, catalogue.get_parent().url_path)
        modules = []
        waiting = []
        left = self._lessons_that_left()
        for module in self.package.modules:
            state = module_state(module.document, module.slug)
            page = self.pages.load(ModulePage, course, f"{module.folder}/module.yaml", state)
            findings.note_page(f"{self._address(course)}/{module.slug}", page.pk)
            modules.append(page)
            of_module = ModuleFindings(findings, self.files.load(module))
            self._follow_lessons(page, module, left)
            places = [
                _Place(module, lesson, of_module, f"{self._address(course)}/{module.slug}/{lesson.slug}")
                for lesson in module.lessons
            ]
            waiting += [(page, place) for place in places if not self._load_lesson(page, place)]
        for page, place in waiting:
            self._load_lesson(page, place, again=True)
        if self.package.glossary is not None:
            self.pages.load(GlossaryPage, course, GLOSSARY, glossary_state(self.package.glossary))
        if rearranged:
            self._arrange(modules)
        return course

    def _load_lesson(self, parent: Any, place: _Place, *, again: bool = False) -> bool:
        """Whether the lesson is loaded: one that links to a page that is not there yet is tried again."""
        path = self.package.lesson_file(place.module, place.lesson)
        try:
            state = lesson_state(place.lesson, place.findings)
        except NameUnknown as error:
            if again:
                raise PackageInvalid([Fault(path, 0, "reference", str(error))]) from error
            if self.pages.find(LessonPage, parent, path, place.lesson.slug) is None:
                # Lessons may link to each other: the page must be there before its text can be.
                bare = replace(place.lesson, body=(), alternative=())
                self.pages.load(LessonPage, parent, path, lesson_state(bare, place.findings))
            return False
        page = self.pages.load(LessonPage, parent, path, state)
        place.findings.findings.note_page(place.address, page.pk)
        return True

    def _address(self, course: Any) -> str:
        """The package's own address of the course, below the home page."""
        return f"{course.get_parent().slug}/{self.slug}"

    def _lessons_that_left(self) -> dict[str, int]:
        """The pages whose files are no longer where they were, by slug; of two of one slug neither."""
        found: dict[str, list[int]] = {}
        for path in self._page_paths() - self._paths_now():
            if (page_id := self.records.known[path].object_id) is not None:
                found.setdefault(Path(path).stem.partition("-")[2], []).append(page_id)
        return {slug: ids[0] for slug, ids in found.items() if len(ids) == 1}

    def _follow_lessons(self, page: Any, module: Module, left: dict[str, int]) -> None:
        """Lessons whose files stood in another module's folder last time come along, with who has read them."""
        for lesson in module.lessons:
            known = self.records.get(self.package.lesson_file(module, lesson))
            if known is None and (page_id := left.get(lesson.slug)) is not None:
                self.pages.follow(page_id, page)

    def _arrange(self, modules: list[Any]) -> None:
        """Bring modules and lessons into the package's order."""
        keep_order(modules)
        for page, module in zip(modules, self.package.modules, strict=True):
            lessons = [
                self.pages.find(LessonPage, page, self.package.lesson_file(module, lesson), lesson.slug)
                for lesson in module.lessons
            ]
            keep_order([lesson for lesson in lessons if lesson is not None and lesson.is_child_of(page)])

    def _forget_files_that_left(self) -> None:
        """Drop what is remembered of pictures, downloads and items that have other names now, or none.

        An item that left stays in its bank: attempts may rest on it.
        """
        files = {f"{module.folder}/{name}" for module in self.package.modules for name in module.files}
        items = {self.package.item_file(item.slug): item.slug for item in self.package.items}
        for path, record in list(self.records.known.items()):
            if record.kind in (LoadedObjectKind.IMAGE, LoadedObjectKind.DOCUMENT) and path not in files:
                self.records.drop(path)
            elif record.kind == LoadedObjectKind.ITEM and path not in items:
                if Path(path).stem in items.values():
                    self.records.drop(path)
                else:
                    note = "no longer in the package, but still in the bank"
                    self.entries.append(LoadEntry(path, LoadOutcome.LEFT, note))
