"""What other apps may ask about enrolments and completions."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from courses.models import CourseCompletion, CoursePage, Enrolment, LessonProgress
from courses.services.outlines import OutlineLesson, read_outline
from courses.services.study import Study


@dataclass(frozen=True, slots=True)
class EnrolmentFacts:
    """One enrolment as a dashboard shows it. `next_lesson` is None when every lesson is done."""

    course_id: int
    course_uuid: UUID
    code: str
    title: str
    path: str
    lessons: int
    done: int
    next_lesson: OutlineLesson | None
    enrolled_at: datetime
    completed_at: datetime | None


def enrolments_of(user_id: int) -> list[EnrolmentFacts]:
    """A person's enrolments in live courses, the newest first. As many queries for fifty as for one."""
    enrolments = list(Enrolment.objects.filter(user_id=user_id).order_by("-enrolled_at", "-pk"))
    done: defaultdict[int, set[int]] = defaultdict(set)
    for enrolment_id, lesson_id in LessonProgress.objects.filter(
        enrolment__in=enrolments, completed_at__isnull=False
    ).values_list("enrolment_id", "lesson_id"):
        done[enrolment_id].add(lesson_id)
    completed = dict(
        CourseCompletion.objects.filter(user_id=user_id).values_list("course_id", "completed_at")
    )
    courses = {
        course.pk: course
        for course in CoursePage.objects.with_stamp()
        .filter(pk__in=[enrolment.course_id for enrolment in enrolments])
        .defer_streamfields()
    }
    facts = []
    for enrolment in enrolments:
        course = courses[enrolment.course_id]
        outline = read_outline(course)
        if outline is None:
            continue
        study = Study(enrolment.pk, enrolment.place_id, frozenset(done[enrolment.pk]))
        facts.append(
            EnrolmentFacts(
                course_id=course.pk,
                course_uuid=course.uuid,
                code=course.code,
                title=course.title,
                path=course.path_on_site,
                lessons=len(outline.lessons),
                done=study.done_in(outline),
                next_lesson=study.next_in(outline),
                enrolled_at=enrolment.enrolled_at,
                completed_at=completed.get(course.pk),
            )
        )
    return facts


def is_enrolled(user_id: int, course_id: int) -> bool:
    """Whether the person may study the course."""
    return Enrolment.objects.filter(user_id=user_id, course_id=course_id).exists()


def has_completed(user_id: int, course_id: int) -> bool:
    """Whether the person met the completion rule of the course, at whatever time."""
    return CourseCompletion.objects.filter(user_id=user_id, course_id=course_id).exists()


def completed_by(course_id: int) -> QuerySet[CourseCompletion, int]:
    """The ids of those who met the completion rule of the course, as a query for use in another."""
    return CourseCompletion.objects.filter(course_id=course_id).values_list("user_id", flat=True)


def completed_slugs(user_id: int, slugs: Collection[str]) -> frozenset[str]:
    """Which of these courses, by slug, the person has completed."""
    if not slugs:
        return frozenset()
    return frozenset(
        CourseCompletion.objects.filter(user_id=user_id, course__slug__in=slugs).values_list(
            "course__slug", flat=True
        )
    )


def course_by_slug(slug: str) -> CoursePage | None:
    """The course with this slug, live or not."""
    course: CoursePage | None = CoursePage.objects.filter(slug=slug).first()
    return course


def course_slug(course_id: int) -> str:
    """The slug of a course, which is also that of its item bank. Raises CoursePage.DoesNotExist."""
    slug: str = CoursePage.objects.values_list("slug", flat=True).get(pk=course_id)
    return slug
