"""A folder → a package, or every fault in it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from courses.packages.authoring import CoverageDocument, LintDocument
from courses.packages.bodies import Block, markdown_to_blocks
from courses.packages.documents import (
    AchievementDocument,
    AssessmentDocument,
    CourseDocument,
    ItemDocument,
    LessonFront,
    ModuleDocument,
)
from courses.packages.faults import Fault, PackageInvalid
from courses.packages.fields import Document
from courses.packages.files import read_files
from courses.packages.glossary import GlossaryDocument, glossary_faults, term_faults
from courses.packages.interactions import prose_faults
from courses.packages.package import Lesson, Module, Package
from courses.packages.pictures import picture_problem
from courses.packages.references import reference_faults
from courses.packages.validation import faults_of
from courses.packages.yaml_reading import Located, read_yaml

_MODULE = re.compile(r"modules/(?P<folder>(?P<number>[0-9]{2,3})-(?P<slug>[\w-]+))/(?P<rest>.+)")
_LESSON = re.compile(r"(?P<number>[0-9]{2,3})-(?P<slug>[\w-]+)\.md")
_ITEM = re.compile(r"items/(?P<slug>[A-Za-z0-9_-]+)\.yaml")
_ITEM_PICTURE = re.compile(r"items/(?P<slug>[A-Za-z0-9_-]+)(?P<ending>\.(?:png|jpg|webp))")
_ASSESSMENT = re.compile(r"assessments/(?P<slug>[A-Za-z0-9_-]+)\.yaml")
_FILE = re.compile(r"(figures|files)/[A-Za-z0-9][A-Za-z0-9._-]*")
_FRONT = re.compile(r"---\n(?P<front>.*?)^---(?:\n|\Z)", re.DOTALL | re.MULTILINE)

_TOP = ("course.yaml", "achievement.yaml", "coverage.yaml", "glossary.yaml", "lint.yaml")

D = TypeVar("D", bound=Document)


class _Reader:
    """Collects faults while it reads, so that one run shows them all."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.faults: list[Fault] = []
        self.marks: dict[str, Located] = {}
        # What texts may link to; None while that is not known, because the glossary could not be read.
        self.terms: frozenset[str] | None = frozenset()

    def text(self, path: str) -> str | None:
        try:
            text = self.files[path].decode("utf-8")
        except UnicodeDecodeError as error:
            line = self.files[path].count(b"\n", 0, error.start) + 1
            self.faults.append(Fault(path, line, "encoding", "is not UTF-8"))
            return None
        if text.startswith("\ufeff"):
            self.faults.append(Fault(path, 1, "encoding", "begins with a byte order mark: save it without"))
            return None
        return text.replace("\r\n", "\n")

    def document(self, path: str, model: type[D], text: str | None = None, first_line: int = 1) -> D | None:
        """A YAML file, or the front matter of a lesson, as its document."""
        if text is None:
            text = self.text(path)
        if text is None:
            return None
        located, faults = read_yaml(text, file=path, first_line=first_line)
        self.faults += faults
        if located is None:
            return None
        self.marks[path] = located
        where = "the front matter" if path.endswith(".md") else path.rpartition("/")[2]
        try:
            return model.model_validate(located.data)
        except ValidationError as error:
            self.faults += faults_of(error, located, path, where=where)
            return None

    def blocks(
        self, markdown: str, path: str, line: int, anchors: frozenset[str] | None, *, checks: bool
    ) -> tuple[Block, ...]:
        blocks, faults = markdown_to_blocks(markdown, file=path, first_line=line, anchors=anchors)
        self.faults += faults
        self.faults += [
            Fault(path, block.line, "fence", "an item stands in the lesson, not in its alternative")
            for block in blocks
            if block.type == "check" and not checks
        ]
        return tuple(blocks)

    def lesson(self, path: str, number: str, slug: str) -> Lesson | None:
        text = self.text(path)
        if text is None:
            return None
        match = _FRONT.match(text)
        if match is None:
            message = "a lesson begins with front matter: a line “---”, YAML, a line “---”"
            self.faults.append(Fault(path, 1, "front-matter", message))
            return None
        front = self.document(path, LessonFront, match["front"], 2)
        # Without a front matter that holds, nothing can be said about links to its sources.
        known = self.anchors(front)
        line = text.count("\n", 0, match.end()) + 1
        if front is None:
            self.faults += markdown_to_blocks(text[match.end() :], file=path, first_line=line)[1]
            return None
        self.check_terms(path, front)
        body = self.blocks(text[match.end() :], path, line, known, checks=True)
        alternative: tuple[Block, ...] = ()
        if front.alternative is not None:
            first = self.marks[path].text_line(("alternative",))
            alternative = self.blocks(front.alternative, path, first, known, checks=False)
        return Lesson(number, slug, front, body, alternative)

    def anchors(self, front: LessonFront | None) -> frozenset[str] | None:
        if front is None or self.terms is None:
            return None
        return self.terms | {f"#source-{source.id}" for source in front.sources}

    def file(self, path: str, name: str) -> bytes:
        content = self.files[path]
        problem = picture_problem(name, content) if name.startswith("figures/") else ""
        if problem:
            self.faults.append(Fault(path, 0, "figure", problem))
        return content

    def check_terms(self, path: str, document: CourseDocument | ModuleDocument | LessonFront | None) -> None:
        """The links of a file's own texts."""
        if document is None or self.terms is None:
            return
        texts = {"description": getattr(document, "description", None), "content_note": document.content_note}
        self.faults += term_faults(texts, self.terms, self.marks[path], path)

    def refuse_unknown(self, path: str) -> None:
        message = "is not a file of a package: see its name and folder"
        self.faults.append(Fault(path, 0, "unknown-file", message))


class _PackageReader(_Reader):
    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(files)
        self.items: dict[str, ItemDocument] = {}
        self.pictures: dict[str, tuple[str, bytes]] = {}

    def picture(self, path: str, slug: str, ending: str) -> None:
        """The picture of the item beside whose file it lies."""
        content = self.files[path]
        problem = picture_problem(path, content)
        if problem:
            self.faults.append(Fault(path, 0, "picture", problem))
        elif slug in self.pictures:
            self.faults.append(Fault(path, 0, "picture", f"the item “{slug}” has another picture already"))
        elif f"{path.rpartition('.')[0]}.yaml" not in self.files:
            self.faults.append(Fault(path, 0, "picture", f"there is no item “{slug}” beside it"))
        else:
            self.pictures[slug] = (ending, content)

    def optional(self, path: str, model: type[D]) -> D | None:
        """A file that a package may do without."""
        return self.document(path, model) if path in self.files else None

    def glossary(self) -> GlossaryDocument | None:
        """The glossary, whose terms the other texts may link to: it is read before them."""
        document = self.optional("glossary.yaml", GlossaryDocument)
        if document is None:
            # A glossary that cannot be read may have any term.
            self.terms = None if "glossary.yaml" in self.files else frozenset()
        else:
            self.terms = document.anchors
            self.faults += glossary_faults(document, self.marks["glossary.yaml"], "glossary.yaml")
        return document

    def item(self, path: str, slug: str) -> None:
        item = self.document(path, ItemDocument)
        if item is None:
            return
        if item.slug != slug:
            line = self.marks[path].line(("slug",))
            self.faults.append(Fault(path, line, "slug", f"the slug must be the file's name, “{slug}”"))
        elif slug in self.items:
            self.faults.append(Fault(path, 0, "slug", f"another module has an item “{slug}” too"))
        else:
            self.items[slug] = item
            self.faults += prose_faults(item.interaction, self.marks[path], path)

    def module(self, number: str, slug: str, paths: Mapping[str, str]) -> Module | None:
        folder = f"modules/{number}-{slug}"
        document = None
        if "module.yaml" in paths:
            document = self.document(paths["module.yaml"], ModuleDocument)
            self.check_terms(paths["module.yaml"], document)
        else:
            self.faults.append(Fault(f"{folder}/module.yaml", 0, "file", "is missing"))
        lessons: list[Lesson] = []
        items: list[str] = []
        files: dict[str, bytes] = {}
        for name, path in paths.items():
            if lesson := _LESSON.fullmatch(name):
                found = self.lesson(path, lesson["number"], lesson["slug"])
                lessons += [found] if found else []
            elif item := _ITEM.fullmatch(name):
                self.item(path, item["slug"])
                items.append(item["slug"])
            elif picture := _ITEM_PICTURE.fullmatch(name):
                self.picture(path, picture["slug"], picture["ending"])
            elif _FILE.fullmatch(name):
                files[name] = self.file(path, name)
            elif name != "module.yaml":
                self.refuse_unknown(path)
        if document is None:
            return None
        return Module(number, slug, document, tuple(lessons), tuple(items), files)

    def modules(self) -> tuple[Module, ...]:
        folders: dict[tuple[str, str], dict[str, str]] = {}
        for path in self.files:
            match = _MODULE.fullmatch(path)
            if match:
                folders.setdefault((match["number"], match["slug"]), {})[match["rest"]] = path
            elif path.startswith("modules/"):
                self.refuse_unknown(path)
        found = (self.module(number, slug, paths) for (number, slug), paths in folders.items())
        return tuple(module for module in found if module is not None)

    def assessments(self) -> tuple[AssessmentDocument, ...]:
        found = []
        for path in self.files:
            if not path.startswith("assessments/"):
                continue
            match = _ASSESSMENT.fullmatch(path)
            if match is None:
                self.refuse_unknown(path)
                continue
            document = self.document(path, AssessmentDocument)
            if document is not None and document.slug != match["slug"]:
                line = self.marks[path].line(("slug",))
                self.faults.append(Fault(path, line, "slug", f"the slug must be “{match['slug']}”"))
            elif document is not None:
                found.append(document)
        return tuple(found)

    def parts(self) -> dict[str, dict[str, Any]]:
        if "achievement.yaml" not in self.files:
            return {}
        document = self.document("achievement.yaml", AchievementDocument)
        return {} if document is None else {"achievement": document.model_dump(exclude_none=True)}

    def read(self) -> Package | None:
        for path in self.files:
            if ("/" not in path and path not in _TOP) or (
                "/" in path and path.partition("/")[0] not in ("modules", "assessments")
            ):
                self.refuse_unknown(path)
        course, glossary = None, self.glossary()
        if "course.yaml" in self.files:
            course = self.document("course.yaml", CourseDocument)
            self.check_terms("course.yaml", course)
        else:
            self.faults.append(Fault("course.yaml", 0, "file", "is missing"))
        modules, assessments, parts = self.modules(), self.assessments(), self.parts()
        if course is None:
            return None
        items = tuple(self.items.values())
        return Package(
            course,
            modules,
            items,
            assessments,
            parts,
            glossary=glossary,
            lint=self.optional("lint.yaml", LintDocument),
            coverage=self.optional("coverage.yaml", CoverageDocument),
            pictures=self.pictures,
            marks=self.marks,
        )


def package_from_files(files: Mapping[str, bytes]) -> tuple[Package | None, list[Fault]]:
    """The package that these files are, as far as it can be read, and every fault in it."""
    reader = _PackageReader(files)
    package = reader.read()
    faults = reader.faults
    if package is not None:
        faults += reference_faults(package, whole=not faults)
    return package, faults


def read_package(folder: Path) -> Package:
    """The package in a folder. Raises PackageInvalid with every fault, in the order of files and lines."""
    files, faults = read_files(folder)
    package, found = package_from_files(files) if files else (None, [])
    if package is None or faults or found:
        raise PackageInvalid([*faults, *found])
    return package
