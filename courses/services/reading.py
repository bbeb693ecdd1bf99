"""A page of a course as one reader meets it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from courses.progress import neighbours
from courses.services.outlines import Outline, OutlineLesson, OutlineModule, read_outline
from courses.services.study import NOBODY, Study, read_study


@dataclass(frozen=True)
class Reading:
    """The outline of a course, the reader's standing in it, and the lesson at hand if there is one."""

    outline: Outline | None
    study: Study = NOBODY
    lesson_id: int | None = None

    @property
    def may_read(self) -> bool:
        """Learners read every lesson of their course; anybody reads the first."""
        if self.outline is None or self.lesson_id not in self.outline.by_id:
            return False
        first = self.outline.first
        return self.study.is_enrolled or (first is not None and first.pk == self.lesson_id)

    @cached_property
    def lesson(self) -> OutlineLesson | None:
        return self._find(self.lesson_id)

    @cached_property
    def module(self) -> OutlineModule | None:
        if self.outline is None or self.lesson_id is None:
            return None
        return self.outline.module_of(self.lesson_id)

    @cached_property
    def place_in_module(self) -> int:
        """The number of the lesson within its module, from 1; 0 outside the outline."""
        lessons = [lesson.pk for lesson in self.module.lessons] if self.module else []
        return lessons.index(self.lesson_id) + 1 if self.lesson_id in lessons else 0

    @cached_property
    def before(self) -> OutlineLesson | None:
        return self._find(self._neighbours[0])

    @cached_property
    def after(self) -> OutlineLesson | None:
        return self._find(self._neighbours[1])

    @property
    def has_note(self) -> bool:
        """The course, or the module at hand, has a content note: its pages have a quiet exit."""
        return bool((self.outline and self.outline.has_note) or (self.module and self.module.has_note))

    @property
    def is_done(self) -> bool:
        """The lesson at hand is complete."""
        return self.lesson_id in self.study.completed

    @cached_property
    def done(self) -> int:
        return self.study.done_in(self.outline) if self.outline else 0

    @property
    def total(self) -> int:
        return len(self.outline.lessons) if self.outline else 0

    @property
    def is_complete(self) -> bool:
        """Every present lesson is done."""
        return 0 < self.total == self.done

    @cached_property
    def next_lesson(self) -> OutlineLesson | None:
        """Where this reader goes on."""
        return self.study.next_in(self.outline) if self.outline else None

    @cached_property
    def _neighbours(self) -> tuple[int | None, int | None]:
        if self.outline is None or self.lesson_id is None:
            return None, None
        return neighbours(self.outline.lesson_ids, self.lesson_id)

    def _find(self, lesson_id: int | None) -> OutlineLesson | None:
        if self.outline is None or lesson_id is None:
            return None
        return self.outline.by_id.get(lesson_id)


def read_page(page: Any, *, user_id: int | None, lesson_id: int | None = None) -> Reading:
    """The reading of a course, module or lesson page. One query beside the outline's, none for visitors."""
    outline = read_outline(page)
    if outline is None or user_id is None:
        return Reading(outline=outline, lesson_id=lesson_id)
    study = read_study(user_id=user_id, course_id=outline.course_id, lesson_id=lesson_id)
    return Reading(outline=outline, study=study, lesson_id=lesson_id)
