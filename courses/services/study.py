"""What a page of a course needs to know about its reader, read in one query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from courses.models import Enrolment
from courses.progress import resume_at
from courses.services.outlines import Outline, OutlineLesson


@dataclass(frozen=True)
class Study:
    """One reader's standing in one course; `answers` are those to the checks of the lesson at hand."""

    enrolment_id: int | None = None
    place_id: int | None = None
    completed: frozenset[int] = frozenset()
    answers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_enrolled(self) -> bool:
        return self.enrolment_id is not None

    def done_in(self, outline: Outline) -> int:
        """How many of the course's present lessons are complete."""
        return len(self.completed.intersection(outline.lesson_ids))

    def next_in(self, outline: Outline) -> OutlineLesson | None:
        """The lesson to go on with; None when all are complete."""
        lesson_id = resume_at(outline.lesson_ids, self.completed, self.place_id)
        return outline.by_id[lesson_id] if lesson_id is not None else None


NOBODY = Study()


def read_study(*, user_id: int, course_id: int, lesson_id: int | None = None) -> Study:
    """The reader's enrolment with everything completed so far; NOBODY when not enrolled. One query."""
    columns = ["pk", "place_id", "lessons__lesson_id", "lessons__completed_at"]
    if lesson_id is not None:
        columns.append("lessons__answers")
    rows = list(Enrolment.objects.filter(user_id=user_id, course_id=course_id).values_list(*columns))
    if not rows:
        return NOBODY
    return Study(
        enrolment_id=rows[0][0],
        place_id=rows[0][1],
        completed=frozenset(row[2] for row in rows if row[3] is not None),
        answers=next((row[4] for row in rows if lesson_id is not None and row[2] == lesson_id), {}),
    )
