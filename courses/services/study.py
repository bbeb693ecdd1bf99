"""What a page of a course needs to know about its reader, read in one query."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from courses.models import Enrolment
from courses.progress import resume_at
from courses.services.outlines import Outline, OutlineLesson
from website.compiled import CompiledRows


@dataclass(frozen=True, slots=True)
class Seen:
    """The revision of a lesson that a learner completed, when, and up to which they know of its changes."""

    revision: int | None
    at: datetime
    known: int | None


@dataclass(frozen=True)
class Study:
    """One reader's standing in one course; `answers` are those to the checks of the lesson at hand."""

    enrolment_id: int | None = None
    place_id: int | None = None
    completed: frozenset[int] = frozenset()
    answers: Mapping[str, Any] = field(default_factory=dict)
    # What the learner of the lesson at hand was shown when they completed it, and when that was.
    seen: "Seen | None" = None
    # An author who looks at the course as a learner: nothing of it is kept.
    is_trial: bool = False

    @property
    def is_enrolled(self) -> bool:
        return self.enrolment_id is not None or self.is_trial

    def done_in(self, outline: Outline) -> int:
        """How many of the course's present lessons are complete."""
        return len(self.completed.intersection(outline.lesson_ids))

    def next_in(self, outline: Outline) -> OutlineLesson | None:
        """The lesson to go on with; None when all are complete."""
        lesson_id = resume_at(outline.lesson_ids, self.completed, self.place_id)
        return outline.by_id[lesson_id] if lesson_id is not None else None


NOBODY = Study()
_STANDING = ("pk", "place_id", "lessons__lesson_id", "lessons__completed_at")
_OF_A_COURSE = CompiledRows(
    lambda **keys: Enrolment.objects.filter(**keys).order_by().values_list(*_STANDING),
    ["user_id", "course_id"],
)
_OF_A_LESSON = CompiledRows(
    lambda **keys: (
        Enrolment.objects.filter(**keys)
        .order_by()
        .values_list(*_STANDING, "lessons__answers", "lessons__revision_seen", "lessons__changes_known")
    ),
    ["user_id", "course_id"],
)


def read_study(*, user_id: int, course_id: int, lesson_id: int | None = None) -> Study:
    """The reader's enrolment with everything completed so far; NOBODY when not enrolled. One query."""
    asked = _OF_A_COURSE if lesson_id is None else _OF_A_LESSON
    rows = list(asked.rows(user_id=user_id, course_id=course_id))
    if not rows:
        return NOBODY
    here = next((row for row in rows if lesson_id is not None and row[2] == lesson_id), None)
    return Study(
        enrolment_id=rows[0][0],
        place_id=rows[0][1],
        completed=frozenset(row[2] for row in rows if row[3] is not None),
        answers=here[4] if here else {},
        seen=Seen(here[5], here[3], here[6]) if here and here[3] is not None else None,
    )
