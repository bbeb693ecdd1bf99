"""The newest state of every page of a course, published or not, for those who write it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, Revision, WorkflowState

from courses.models import CoursePage, GlossaryPage, LessonPage, ModulePage
from courses.models.open_pages import STEP, course_path


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One page as it stands in its newest revision.

    `fields` holds what a map shows of it: minutes, summary and outcomes, and for a lesson the items of its
    checks.
    """

    pk: int
    path: str
    slug: str
    title: str
    is_live: bool
    has_unpublished: bool
    is_in_review: bool
    fields: Mapping[str, Any]

    @property
    def outcomes(self) -> list[str]:
        return list(self.fields.get("outcomes") or [])

    @property
    def minutes(self) -> int:
        return int(self.fields.get("minutes") or 0)

    @property
    def summary(self) -> str:
        return str(self.fields.get("summary") or "")

    @property
    def checks(self) -> tuple[int, ...]:
        return tuple(self.fields.get("checks") or ())


@dataclass(frozen=True, slots=True)
class DraftModule:
    """One module with its lessons in order."""

    page: DraftPage
    lessons: tuple[DraftPage, ...]


@dataclass(frozen=True, slots=True)
class DraftCourse:
    """One course with everything below it. As many queries for a large course as for a small one."""

    page: DraftPage
    modules: tuple[DraftModule, ...]
    glossary: DraftPage | None

    @property
    def lessons(self) -> tuple[DraftPage, ...]:
        return tuple(lesson for module in self.modules for lesson in module.lessons)


# What is read of a page, by its kind.
_FIELDS: dict[Any, tuple[str, ...]] = {
    CoursePage: ("summary", "outcomes"),
    ModulePage: ("summary", "outcomes"),
    LessonPage: ("summary", "outcomes", "minutes", "body"),
    GlossaryPage: (),
}
_COLUMNS = ("pk", "path", "slug", "title", "live", "has_unpublished_changes", "latest_revision_id")


def read_drafts(page: Any) -> DraftCourse:
    """The course of a course, module, lesson or glossary page, in its newest state."""
    path = course_path(page.path)
    rows = {
        model: list(model.objects.filter(path__startswith=path).order_by("path").values(*_COLUMNS, *fields))
        for model, fields in _FIELDS.items()
    }
    everything = [row for found in rows.values() for row in found]
    revised = _revised(everything)
    reviewed = _in_review()
    pages = {
        model: [_draft(row, _FIELDS[model], revised, reviewed) for row in found]
        for model, found in rows.items()
    }
    below: dict[str, list[DraftPage]] = {}
    for lesson in pages[LessonPage]:
        below.setdefault(lesson.path[:-STEP], []).append(lesson)
    return DraftCourse(
        page=pages[CoursePage][0],
        modules=tuple(DraftModule(module, tuple(below.get(module.path, ()))) for module in pages[ModulePage]),
        glossary=next(iter(pages[GlossaryPage]), None),
    )


def _revised(rows: Iterable[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """The content of each newest revision that is not what is published."""
    wanted = [row["latest_revision_id"] for row in rows if row["has_unpublished_changes"]]
    if not wanted:
        return {}
    return dict(Revision.objects.filter(pk__in=wanted).values_list("pk", "content"))


def _in_review() -> set[str]:
    """The ids, as text, of the pages that wait for a review."""
    of_pages = ContentType.objects.get_for_model(Page)
    waiting = WorkflowState.objects.filter(
        base_content_type=of_pages, status=WorkflowState.STATUS_IN_PROGRESS
    )
    return set(waiting.values_list("object_id", flat=True))


def _draft(
    row: Mapping[str, Any],
    names: Sequence[str],
    revised: Mapping[int, Mapping[str, Any]],
    reviewed: set[str],
) -> DraftPage:
    said = revised.get(row["latest_revision_id"], row) if row["has_unpublished_changes"] else row
    fields = {name: said.get(name, row[name]) for name in names}
    if "body" in fields:
        fields["checks"] = [
            block["value"]["item"]
            for block in raw_blocks(fields.pop("body"))
            if block["type"] == "check" and block["value"].get("item")
        ]
    return DraftPage(
        pk=row["pk"],
        path=row["path"],
        slug=row["slug"],
        title=said["title"],
        is_live=row["live"],
        has_unpublished=row["has_unpublished_changes"],
        is_in_review=str(row["pk"]) in reviewed,
        fields=fields,
    )


def raw_blocks(stream: Any) -> list[dict[str, Any]]:
    """The blocks of a stream as they are stored: those of a page, or the JSON of a revision."""
    if isinstance(stream, str):
        return list(json.loads(stream or "[]"))
    return list(stream.raw_data)


def outcome_ids(stream: Any) -> dict[str, str]:
    """The short names of a course's outcomes and what each says."""
    return {block["value"]["id"]: block["value"]["text"] for block in raw_blocks(stream)}
