"""The course-package format: a folder of Markdown and YAML ↔ plain data. Pure: no database, no clock."""

from courses.packages.bodies import Block, block_ids, blocks_to_markdown, markdown_to_blocks
from courses.packages.documents import (
    AchievementDocument,
    AssessmentDocument,
    CourseDocument,
    ItemDocument,
    LessonFront,
    ModuleDocument,
)
from courses.packages.faults import Fault, PackageInvalid, Problem, split_path
from courses.packages.files import digest_of_files, read_files
from courses.packages.html import HtmlUnsupported, normal_html
from courses.packages.package import Lesson, Module, Package
from courses.packages.pictures import picture_problem
from courses.packages.reading import package_from_files, read_package
from courses.packages.schemas import package_schemas, write_schema
from courses.packages.validation import faults_at
from courses.packages.writing import write_package

__all__ = [
    "AchievementDocument",
    "AssessmentDocument",
    "Block",
    "CourseDocument",
    "Fault",
    "HtmlUnsupported",
    "ItemDocument",
    "Lesson",
    "LessonFront",
    "Module",
    "ModuleDocument",
    "Package",
    "PackageInvalid",
    "Problem",
    "block_ids",
    "blocks_to_markdown",
    "digest_of_files",
    "faults_at",
    "markdown_to_blocks",
    "normal_html",
    "package_from_files",
    "package_schemas",
    "picture_problem",
    "read_files",
    "read_package",
    "split_path",
    "write_package",
    "write_schema",
]
