"""Courses for tests, published as an editor would publish them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import factory
from django.apps import apps
from wagtail.models import Page

from assessments.api import item_ids, load_bank
from assessments.services.loading import load_item
from courses.models import (
    CatalogueIndexPage,
    CourseCompletion,
    CoursePage,
    Enrolment,
    LessonPage,
    LessonProgress,
    ModulePage,
)
from tests.factories.accounts import UserFactory
from tests.factories.rows import copy_like

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def publish(page: Page) -> Page:
    """Publish the page's present state and return it as it then stands."""
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def make_course(slug: str = "ai-security-governance", **fields: Any) -> CoursePage:
    """A published course without modules."""
    values = {
        "title": slug.replace("-", " ").capitalize(),
        "slug": slug,
        "code": "GV-201",
        "summary": "How to govern AI systems with care.",
        "topics": ["auditing"],
        "effort_hours": 8,
        "outcomes": [("outcome", {"id": "au-1", "text": "Plan an audit."})],
    } | fields
    course = CoursePage(**values)
    CatalogueIndexPage.objects.get().add_child(instance=course)
    return publish(course)


def make_module(course: CoursePage, title: str = "Auditing", **fields: Any) -> ModulePage:
    """A published module at the end of a course."""
    module = ModulePage(title=title, **fields)
    CoursePage.objects.get(pk=course.pk).add_child(instance=module)
    return publish(module)


def make_lesson(module: ModulePage, title: str = "A lesson", **fields: Any) -> LessonPage:
    """A published lesson at the end of a module, with one paragraph unless told otherwise."""
    values = {"body": [("text", f"<p>The text of {title}.</p>")], "minutes": 20} | fields
    lesson = LessonPage(title=title, **values)
    ModulePage.objects.get(pk=module.pk).add_child(instance=lesson)
    return publish(lesson)


def make_whole_course(modules: int = 2, lessons: int = 2, **fields: Any) -> CoursePage:
    """A published course whose lessons are called "Lesson 1.1" and so on."""
    course = make_course(**fields)
    for number in range(1, modules + 1):
        module = make_module(course, title=f"Module {number}")
        for place in range(1, lessons + 1):
            make_lesson(module, title=f"Lesson {number}.{place}")
    return course


def lesson_called(title: str) -> LessonPage:
    """The lesson with this title."""
    return LessonPage.objects.get(title=title)


def make_bank(course: CoursePage) -> str:
    """The item bank that belongs to a course; its slug."""
    load_bank(course.slug, title=course.title, names={"domains": {}, "levels": {}})
    return str(course.slug)


def make_item(bank: str, slug: str = "au-p-01", *, use: str = "practice", key: str = "b") -> int:
    """A published single-choice item whose right option is `key`; its id."""
    choices = [
        {
            "id": letter,
            "text": f"Option {letter} of {slug}",
            "credit": 1 if letter == key else 0,
            "rationale": f"Rationale {letter} of {slug}",
        }
        for letter in "abcd"
    ]
    data = {
        "slug": slug,
        "use": use,
        "domain": "auditing",
        "level": "apply",
        "outcome": "au-1",
        "measures": f"What {slug} measures",
        "references": ["A standard (2024)"],
        "interaction": {
            "type": "single-choice",
            "stem": f"The stem of {slug}?",
            "shuffle": False,
            "choices": choices,
            "general_feedback": f"The reasoning of {slug}.",
        },
    }
    load_item(bank, data, actor=None, now=NOON, overwrite=True)
    return item_ids(bank)[slug]


def check(item_id: int) -> tuple[str, dict[str, Any]]:
    """A knowledge check, as a block of a lesson's body."""
    return ("check", {"item": apps.get_model("assessments", "Item").objects.get(pk=item_id)})


def copy_study(course: CoursePage, people: Sequence[int], *, first: int) -> None:
    """Enrol very many people, each of whom has done some lessons, and a fifth all; keys from `first` on."""
    lessons = list(LessonPage.objects.descendant_of(course).order_by("path").values_list("pk", flat=True))
    ids = range(first, first + len(people))
    enrolment = Enrolment(course=course, enrolled_at=NOON, place_id=lessons[0])
    copy_like(enrolment, ids, user_id=lambda n: people[n])
    for place, lesson in enumerate(lessons):
        done = [pk for number, pk in enumerate(ids) if number % 5 == 0 or number % len(lessons) > place]
        keys = range(first + place * len(people), first + place * len(people) + len(done))
        progress = LessonProgress(lesson_id=lesson, completed_at=NOON)
        copy_like(progress, keys, enrolment_id=lambda n, done=done: done[n])
    completion = CourseCompletion(course=course, completed_at=NOON, lessons=len(lessons))
    copy_like(completion, ids[::5], user_id=lambda n: people[5 * n])


class EnrolmentFactory(factory.django.DjangoModelFactory):
    """A learner on a course."""

    class Meta:
        model = Enrolment

    user = factory.SubFactory(UserFactory)
    course = factory.LazyFunction(make_whole_course)
    enrolled_at = NOON


class LessonProgressFactory(factory.django.DjangoModelFactory):
    """A lesson that a learner completed."""

    class Meta:
        model = LessonProgress

    enrolment = factory.SubFactory(EnrolmentFactory)
    completed_at = NOON


class CourseCompletionFactory(factory.django.DjangoModelFactory):
    """A course that a learner completed."""

    class Meta:
        model = CourseCompletion

    user = factory.SubFactory(UserFactory)
    course = factory.LazyFunction(make_whole_course)
    completed_at = NOON
    lessons = 4
