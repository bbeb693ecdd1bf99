"""The course-package format: a folder of Markdown and YAML ↔ plain data. Pure: no database, no clock."""

from courses.packages.archives import NotAnArchive, read_archive, write_archive
from courses.packages.authoring import CoverageDocument, LintDocument, LintException, Topic
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
from courses.packages.glossary import TERM, GlossaryDocument, GlossaryTerm
from courses.packages.html import HtmlUnsupported, normal_html
from courses.packages.package import Lesson, Module, Package
from courses.packages.pictures import picture_problem
from courses.packages.reading import package_from_files, read_package
from courses.packages.schemas import package_schemas, write_schema
from courses.packages.validation import faults_at
from courses.packages.writing import write_package
from courses.packages.yaml_reading import Located

__all__ = [
    "TERM",
    "AchievementDocument",
    "AssessmentDocument",
    "Block",
    "CourseDocument",
    "CoverageDocument",
    "Fault",
    "GlossaryDocument",
    "GlossaryTerm",
    "HtmlUnsupported",
    "ItemDocument",
    "Lesson",
    "LessonFront",
    "LintDocument",
    "LintException",
    "Located",
    "Module",
    "ModuleDocument",
    "NotAnArchive",
    "Package",
    "PackageInvalid",
    "Problem",
    "Topic",
    "block_ids",
    "blocks_to_markdown",
    "digest_of_files",
    "faults_at",
    "markdown_to_blocks",
    "normal_html",
    "package_from_files",
    "package_schemas",
    "picture_problem",
    "read_archive",
    "read_files",
    "read_package",
    "split_path",
    "write_archive",
    "write_package",
    "write_schema",
]
