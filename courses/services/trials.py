"""Studying as a learner: the course in its newest state, drafts too, and nothing of it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.urls import reverse

from courses.models import CoursePage, LessonPage
from courses.services.drafts import DraftCourse, read_drafts
from courses.services.outlines import Outline, OutlineGlossary, OutlineLesson, OutlineModule
from courses.services.reading import Reading
from courses.services.study import Study

# Where an author's session keeps the one course that they try, until the next one.
TRIAL = "courses_trial"
# So much is kept of one trial: it is there to look at one lesson after another.
_MOST_ANSWERS = 60


@dataclass(frozen=True)
class Trial:
    """What an author has tried of one course: no more than their own session knows."""

    course_id: int
    done: frozenset[int] = frozenset()
    answers: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As a session holds it."""
        answers = dict(list(self.answers.items())[-_MOST_ANSWERS:])
        return {"course": self.course_id, "done": sorted(self.done), "answers": answers}


def trial_of(session: SessionBase | None, course_id: int) -> Trial:
    """What was tried of a course; nothing when the session knows another one."""
    kept = session.get(TRIAL) if session is not None else None
    if not isinstance(kept, dict) or kept.get("course") != course_id:
        return Trial(course_id)
    return Trial(course_id, frozenset(kept["done"]), kept["answers"])


def keep_trial(session: SessionBase, trial: Trial) -> None:
    """Remember it until another course is tried, or the session ends."""
    session[TRIAL] = trial.kept()


def trial_address(page_id: int) -> str:
    """Where a page is studied as a learner."""
    return reverse("course_desk:study", args=[page_id])


def read_trial(page: Any, *, trial: Trial) -> Reading:
    """A page of a course as a learner would meet it, with the drafts of today as its outline."""
    drafts = read_drafts(page)
    lesson_id = page.pk if isinstance(page, LessonPage) else None
    study = Study(
        completed=trial.done,
        answers=trial.answers,
        is_trial=True,
    )
    return Reading(outline=_outline(drafts), study=study, lesson_id=lesson_id)


def _outline(drafts: DraftCourse) -> Outline:
    course = CoursePage.objects.only("uuid", "code", "facts_reviewed").get(pk=drafts.page.pk)
    modules = []
    for number, module in enumerate(drafts.modules, 1):
        lessons = tuple(
            OutlineLesson(
                lesson.pk, f"{number}.{place}", lesson.title, trial_address(lesson.pk), lesson.minutes
            )
            for place, lesson in enumerate(module.lessons, 1)
        )
        at = module.page
        modules.append(OutlineModule(at.pk, number, at.title, at.summary, trial_address(at.pk), lessons))
    glossary = drafts.glossary
    return Outline(
        course_id=drafts.page.pk,
        course_uuid=course.uuid,
        code=course.code,
        slug=drafts.page.slug,
        title=drafts.page.title,
        path=trial_address(drafts.page.pk),
        facts_reviewed=course.facts_reviewed,
        modules=tuple(modules),
        glossary=None
        if glossary is None
        else OutlineGlossary(glossary.pk, glossary.title, trial_address(glossary.pk), None),
    )
