"""The outline of a course: its modules and lessons in order, cached until one of them changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from courses.models import CoursePage, GlossaryPage, LessonPage, ModulePage, OutlineStamp
from courses.models.open_pages import STEP, course_path, path_below_home
from website.local_cache import local_cache

# A stamp names one state of an outline for ever; this only lets old ones go.
_KEEP = 86_400


@dataclass(frozen=True)
class OutlineLesson:
    """One live lesson: `number` such as "2.3", `path` its address on the site."""

    pk: int
    number: str
    title: str
    path: str
    minutes: int


@dataclass(frozen=True)
class OutlineModule:
    """One live module and its live lessons."""

    pk: int
    number: int
    title: str
    summary: str
    path: str
    lessons: tuple[OutlineLesson, ...]
    has_note: bool = False

    @property
    def minutes(self) -> int:
        return sum(lesson.minutes for lesson in self.lessons)


@dataclass(frozen=True)
class OutlineGlossary:
    """The course's live glossary; `revision` names its present text."""

    pk: int
    title: str
    path: str
    revision: int | None


@dataclass(frozen=True)
class Outline:
    """A live course as a learner walks through it. Holds nothing about any learner."""

    course_id: int
    course_uuid: UUID
    code: str
    slug: str
    title: str
    path: str
    facts_reviewed: date | None
    modules: tuple[OutlineModule, ...]
    glossary: OutlineGlossary | None = None
    has_note: bool = False

    @cached_property
    def lessons(self) -> tuple[OutlineLesson, ...]:
        """Every lesson in order."""
        return tuple(lesson for module in self.modules for lesson in module.lessons)

    @cached_property
    def lesson_ids(self) -> tuple[int, ...]:
        return tuple(lesson.pk for lesson in self.lessons)

    @cached_property
    def by_id(self) -> Mapping[int, OutlineLesson]:
        return {lesson.pk: lesson for lesson in self.lessons}

    @property
    def first(self) -> OutlineLesson | None:
        """The lesson that anybody may read."""
        return self.lessons[0] if self.lessons else None

    def module_of(self, lesson_id: int) -> OutlineModule | None:
        """The module in which a lesson stands."""
        for module in self.modules:
            if any(lesson.pk == lesson_id for lesson in module.lessons):
                return module
        return None


def read_outline(page: Any) -> Outline | None:
    """The outline of the course of a course, module or lesson page; None when the course is not live.

    A page that came by its address brings the stamp of its outline along; for any other page it is
    read here.
    """
    path = course_path(page.path)
    stamp = getattr(page, "stamp", None) or _stamp_of(path)
    if stamp is None:
        return None
    key = f"courses:outline:{stamp}"
    outline: Outline | None = local_cache.get(key)
    if outline is None:
        outline = _build(path)
        if outline is not None:
            local_cache.set(key, outline, _KEEP)
    return outline


def read_outline_by_id(course_id: int) -> Outline | None:
    """The outline of a live course, by the course's id."""
    course = CoursePage.objects.with_stamp().filter(pk=course_id).defer_streamfields().first()
    return read_outline(course) if course is not None else None


def renew_outline(course_id: int) -> None:
    """Give the course's outline a new stamp: every process builds it anew."""
    OutlineStamp.objects.update_or_create(course_id=course_id, defaults={"stamp": uuid4()})


def renew_all_outlines() -> None:
    """After a change above the courses, such as a new address of the catalogue."""
    for course_id in OutlineStamp.objects.values_list("course_id", flat=True):
        renew_outline(course_id)


def renew_outline_at(path: str, *, is_deletion: bool = False) -> int | None:
    """Renew the outline of the course in which a tree path lies; the course's id, or None if there is none.

    At a deletion an existing stamp is changed but none is made: the course itself may be going.
    """
    course_id: int | None = (
        CoursePage.objects.filter(path=course_path(path)).values_list("pk", flat=True).first()
    )
    if course_id is None:
        return None
    if is_deletion:
        OutlineStamp.objects.filter(course_id=course_id).update(stamp=uuid4())
    else:
        renew_outline(course_id)
    return course_id


def course_id_of(page: Any) -> int | None:
    """The id of the course to which a page belongs, live or not; None outside of courses."""
    found = CoursePage.objects.filter(path=course_path(page.path)).values_list("pk", flat=True)
    course_id: int | None = found.first()
    return course_id


def _stamp_of(path: str) -> UUID | None:
    course_id: int | None = CoursePage.objects.filter(path=path).values_list("pk", flat=True).first()
    if course_id is None:
        return None
    stamp, _created = OutlineStamp.objects.get_or_create(course_id=course_id, defaults={"stamp": uuid4()})
    return stamp.stamp


def _build(path: str) -> Outline | None:
    course = (
        CoursePage.objects.filter(path=path, live=True)
        .values_list("pk", "uuid", "code", "slug", "title", "url_path", "facts_reviewed", "content_note")
        .first()
    )
    if course is None:
        return None
    below: dict[str, list[tuple[Any, ...]]] = {}
    lessons = LessonPage.objects.filter(path__startswith=path, live=True).order_by("path")
    for row in lessons.values_list("path", "pk", "title", "url_path", "minutes"):
        below.setdefault(row[0][:-STEP], []).append(row[1:])
    modules = []
    rows = ModulePage.objects.filter(path__startswith=path, live=True).order_by("path")
    for number, (module_path, pk, title, summary, url_path, note) in enumerate(
        rows.values_list("path", "pk", "title", "summary", "url_path", "content_note"), 1
    ):
        numbered = tuple(
            OutlineLesson(
                pk=lesson_pk,
                number=f"{number}.{place}",
                title=lesson_title,
                path=path_below_home(lesson_url),
                minutes=minutes,
            )
            for place, (lesson_pk, lesson_title, lesson_url, minutes) in enumerate(
                below.get(module_path, ()), 1
            )
        )
        modules.append(
            OutlineModule(pk, number, title, summary, path_below_home(url_path), numbered, bool(note))
        )
    pk, uuid, code, slug, title, url_path, reviewed, note = course
    address = path_below_home(url_path)
    return Outline(
        pk, uuid, code, slug, title, address, reviewed, tuple(modules), _glossary(path), bool(note)
    )


def _glossary(path: str) -> OutlineGlossary | None:
    rows = GlossaryPage.objects.filter(path__startswith=path, live=True)
    row = rows.values_list("pk", "title", "url_path", "live_revision").first()
    return None if row is None else OutlineGlossary(row[0], row[1], path_below_home(row[2]), row[3])
