"""How far the people of a cohort have come. As many queries for fifty as for one."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from courses.models import Cohort, CohortMember, CourseCompletion, CoursePage, Enrolment, LessonProgress
from courses.services.outlines import read_outline
from website.paging import found_once


@dataclass(frozen=True, slots=True)
class Standing:
    """One person in one course of the cohort; `done` is None for whoever is not enrolled."""

    title: str
    lessons: int
    done: int | None
    completed_at: datetime | None


def find_members(cohort: Cohort, *, words: str = "", state: str = "") -> QuerySet[CohortMember]:
    """The people of a cohort by a part of a name or address, and by whether they have completed a course of it.

    A whole address is looked up first: nobody's name is read for it.
    """
    found = cohort.members.select_related("user").order_by("user__email", "pk")
    if words:
        known = found.filter(Exact(Lower("user__email"), words.lower())) if "@" in words else found.none()
        found = known if known.exists() else found_once(found, _called(words))
    if state in ("completed", "open"):
        done = CourseCompletion.objects.filter(course__in=cohort.courses.all()).values("user")
        found = found.filter(user__in=done) if state == "completed" else found.exclude(user__in=done)
    return found


def _called(words: str) -> Q:
    names = ("email", "legal_name", "preferred_name")
    return reduce(or_, (Q(**{f"user__{name}__icontains": words}) for name in names))


def read_standings(
    cohort: Cohort, members: Sequence[CohortMember]
) -> list[tuple[CohortMember, list[Standing]]]:
    """Each of these people with how far they are in each course of the cohort."""
    people = [member.user_id for member in members]
    courses = list(
        CoursePage.objects.filter(cohorts=cohort).with_stamp().defer_streamfields().order_by("title")
    )
    outlines = {course.pk: read_outline(course) for course in courses}
    enrolled = {
        (user, course): pk
        for pk, user, course in Enrolment.objects.filter(user__in=people, course__in=courses).values_list(
            "pk", "user_id", "course_id"
        )
    }
    shown = [pk for outline in outlines.values() if outline is not None for pk in outline.lesson_ids]
    done: defaultdict[int, int] = defaultdict(int)
    done.update(
        LessonProgress.objects.filter(
            enrolment__in=list(enrolled.values()), lesson__in=shown, completed_at__isnull=False
        )
        .order_by()
        .values_list("enrolment_id")
        .annotate(Count("pk"))
    )
    completed = {
        (user, course): at
        for user, course, at in CourseCompletion.objects.filter(
            user__in=people, course__in=courses
        ).values_list("user_id", "course_id", "completed_at")
    }
    return [
        (
            member,
            [
                Standing(
                    title=course.title,
                    lessons=len(outline.lessons) if (outline := outlines[course.pk]) is not None else 0,
                    done=done[enrolled[key]] if (key := (member.user_id, course.pk)) in enrolled else None,
                    completed_at=completed.get(key),
                )
                for course in courses
            ],
        )
        for member in members
    ]
