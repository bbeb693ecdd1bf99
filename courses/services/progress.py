"""Answering checks, completing lessons, completing courses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from courses.models import CourseCompletion, Enrolment, LessonPage, LessonProgress
from courses.progress import is_answered, is_course_complete, may_press_done
from courses.services.checks import answerable_checks, read_answer
from courses.services.lessons import check_ids, demand_of
from courses.services.outlines import read_outline_by_id
from courses.signals import course_completed


class ChecksOpen(Exception):
    """Done was pressed while knowledge checks are not answered yet."""


class NoSuchCheck(Exception):
    """The lesson has no such check that can be answered."""


@transaction.atomic
def complete_lesson(*, enrolment: Enrolment, lesson: LessonPage, now: datetime) -> LessonProgress:
    """Mark a lesson as done, which may complete the course. Doing it again changes nothing.

    Raises ChecksOpen when the lesson has unanswered checks and no alternative.
    """
    progress = lock_progress(enrolment, lesson)
    demand = demand_of(lesson, answerable=answerable_checks(check_ids(lesson)))
    if not may_press_done(demand, _answered(progress)):
        raise ChecksOpen(lesson.pk)
    return _complete(progress, enrolment, lesson, now)


@transaction.atomic
def answer_check(
    *,
    enrolment: Enrolment,
    lesson: LessonPage,
    item_id: int,
    fields: Mapping[str, Sequence[str]],
    now: datetime,
) -> LessonProgress:
    """Keep the learner's answer to one check; the last open check completes the lesson.

    Raises NoSuchCheck, or AnswerRefused when nothing was answered or the answer has no proper form.
    """
    answerable = answerable_checks(check_ids(lesson))
    if item_id not in answerable:
        raise NoSuchCheck(item_id)
    answer = read_answer(item_id, fields)
    progress = lock_progress(enrolment, lesson)
    progress.answers = {**progress.answers, str(item_id): answer}
    progress.save(update_fields=["answers"])
    complete_if_answered(progress, answerable=answerable, now=now)
    return progress


def complete_if_answered(progress: LessonProgress, *, answerable: frozenset[int], now: datetime) -> None:
    """Complete the lesson once every check has an answer, whatever it is."""
    demand = demand_of(progress.lesson, answerable=answerable)
    if is_answered(demand, _answered(progress)):
        _complete(progress, progress.enrolment, progress.lesson, now)


def know_changes(*, enrolment: Enrolment, lesson: LessonPage) -> None:
    """A learner knows of what is published now. What they were shown at completion stays on record."""
    done = LessonProgress.objects.filter(enrolment=enrolment, lesson=lesson, completed_at__isnull=False)
    done.update(changes_known=lesson.live_revision_id)


@transaction.atomic
def record_completion(*, enrolment: Enrolment, now: datetime) -> CourseCompletion | None:
    """Record that the course is complete, once, if every live lesson is; None while it is not."""
    outline = read_outline_by_id(enrolment.course_id)
    if outline is None:
        return None
    completed = enrolment.lessons.filter(completed_at__isnull=False).values_list("lesson_id", flat=True)
    if not is_course_complete(outline.lesson_ids, list(completed)):
        return None
    completion, created = CourseCompletion.objects.get_or_create(
        user_id=enrolment.user_id,
        course_id=enrolment.course_id,
        defaults={"completed_at": now, "lessons": len(outline.lesson_ids)},
    )
    if created:
        announce = partial(
            course_completed.send_robust,
            sender=CourseCompletion,
            user_id=enrolment.user_id,
            course_id=enrolment.course_id,
        )
        transaction.on_commit(announce)
    return completion


def record_due_completions(*, course_id: int, now: datetime) -> int:
    """Record the completions that became due because a lesson left the course; how many there were."""
    done = CourseCompletion.objects.filter(course_id=course_id).values("user_id")
    waiting: Iterable[Enrolment] = (
        Enrolment.objects.filter(course_id=course_id, lessons__completed_at__isnull=False)
        .exclude(user_id__in=done)
        .distinct()
    )
    return sum(record_completion(enrolment=enrolment, now=now) is not None for enrolment in waiting)


def lock_progress(enrolment: Enrolment, lesson: LessonPage) -> LessonProgress:
    """The learner's row for a lesson, with the enrolment locked: two tabs answer one after the other."""
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    progress, _created = LessonProgress.objects.get_or_create(enrolment=enrolment, lesson=lesson)
    return progress


def _answered(progress: LessonProgress) -> set[int]:
    return {int(item_id) for item_id in progress.answers}


def _complete(
    progress: LessonProgress, enrolment: Enrolment, lesson: LessonPage, now: datetime
) -> LessonProgress:
    if progress.completed_at is None:
        progress.completed_at = now
        progress.revision_seen = lesson.live_revision_id
        progress.save(update_fields=["completed_at", "revision_seen"])
        record_completion(enrolment=enrolment, now=now)
    return progress
