"""A course package as plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.packages.authoring import CoverageDocument, LintDocument
from courses.packages.bodies import Block
from courses.packages.documents import (
    AssessmentDocument,
    CourseDocument,
    ItemDocument,
    LessonFront,
    ModuleDocument,
)
from courses.packages.glossary import GlossaryDocument
from courses.packages.yaml_reading import Located


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson: `number` and `slug` make the file's name; `body` and `alternative` are block data."""

    number: str
    slug: str
    front: LessonFront
    body: tuple[Block, ...]
    alternative: tuple[Block, ...] = ()

    @property
    def file_name(self) -> str:
        return f"{self.number}-{self.slug}.md"


@dataclass(frozen=True, slots=True)
class Module:
    """One module with its lessons in order and the slugs of the items that its folder holds.

    `files` are pictures (`figures/…`) and downloads (`files/…`) by path within the module.
    """

    number: str
    slug: str
    document: ModuleDocument
    lessons: tuple[Lesson, ...] = ()
    items: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def folder(self) -> str:
        return f"modules/{self.number}-{self.slug}"


@dataclass(frozen=True, slots=True)
class Package:
    """A whole course.

    `parts` are the files that other apps own, such as `achievement`, by name. `marks` says where each value of
    a file stands, for faults found later; it is no part of what the package is.
    """

    course: CourseDocument
    modules: tuple[Module, ...] = ()
    items: tuple[ItemDocument, ...] = ()
    assessments: tuple[AssessmentDocument, ...] = ()
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    glossary: GlossaryDocument | None = None
    # For authors: nothing on the site shows them.
    lint: LintDocument | None = None
    coverage: CoverageDocument | None = None
    # The pictures of items that have one, by the item's slug: the file's ending and its bytes.
    pictures: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    marks: Mapping[str, Located] = field(default_factory=dict, compare=False, repr=False)

    @property
    def term_anchors(self) -> frozenset[str]:
        """The links that lead to a term of the glossary."""
        return frozenset() if self.glossary is None else self.glossary.anchors

    def item_file(self, slug: str) -> str:
        """The path of an item's file, empty for an item that no module holds."""
        for module in self.modules:
            if slug in module.items:
                return f"{module.folder}/items/{slug}.yaml"
        return ""

    def lesson_file(self, module: Module, lesson: Lesson) -> str:
        return f"{module.folder}/{lesson.file_name}"
