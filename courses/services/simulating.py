"""Simulated study, written in bulk in the shape in which learners leave it: for synthetic data only."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from courses.models import CourseCompletion, CoursePage, Enrolment, LessonProgress
from courses.services.outlines import read_outline

_STEP = 200


def simulate_study(
    course_id: int, people: Sequence[int], *, completing: float, seed: int, now: datetime
) -> int:
    """Enrol people, and let each complete some lessons in their order; how many completed the course.

    `completing` is the share that comes to the end: 1 is everybody. Raises CoursePage.DoesNotExist, and
    ValueError for a course that has no lessons.
    """
    source = random.Random(seed)  # noqa: S311 - a simulation has to be reproducible from its seed
    course = CoursePage.objects.with_stamp().get(pk=course_id)
    outline = read_outline(course)
    if outline is None or not outline.lessons:
        raise ValueError("the course is not live, or has no lessons")
    done = 0
    for first in range(0, len(people), _STEP):
        with transaction.atomic():
            done += _study(
                course_id,
                outline.lesson_ids,
                people[first : first + _STEP],
                completing=completing,
                source=source,
                now=now,
            )
    return done


def _study(
    course_id: int,
    lessons: Sequence[int],
    people: Sequence[int],
    *,
    completing: float,
    source: random.Random,
    now: datetime,
) -> int:
    enrolments, progress, completions = [], [], []
    for person in people:
        complete = source.random() < completing
        reached = len(lessons) if complete else source.randrange(len(lessons))
        began = now - timedelta(days=source.uniform(20, 90))
        enrolment = Enrolment(
            user_id=person,
            course_id=course_id,
            enrolled_at=began,
            place_id=lessons[min(reached, len(lessons) - 1)],
        )
        enrolments.append(enrolment)
        pace = timedelta(days=source.uniform(0.2, 19) / len(lessons))
        progress += [
            LessonProgress(enrolment=enrolment, lesson_id=lesson, completed_at=began + pace * place)
            for place, lesson in enumerate(lessons[:reached], start=1)
        ]
        if complete:
            completions.append(
                CourseCompletion(
                    user_id=person,
                    course_id=course_id,
                    completed_at=began + pace * len(lessons),
                    lessons=len(lessons),
                )
            )
    Enrolment.objects.bulk_create(enrolments)
    LessonProgress.objects.bulk_create(progress)
    CourseCompletion.objects.bulk_create(completions)
    return len(completions)
