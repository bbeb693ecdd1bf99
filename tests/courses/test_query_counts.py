"""How many questions a page asks the database, and that more content asks no more."""

import io
import re
from collections.abc import Iterator

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture
from wagtail.images import get_image_model

from courses.api import enrolments_of
from tests.factories.accounts import UserFactory
from tests.factories.courses import (
    EnrolmentFactory,
    LessonProgressFactory,
    lesson_called,
    make_course,
    make_lesson,
    make_module,
    make_whole_course,
)

pytestmark = pytest.mark.django_db

MOST = 6


def _count(client: Client, address: str) -> int:
    """Queries of the second visit: the first one fills the caches of the process."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def _signed_in_counts(client: Client, modules: int) -> dict[str, int]:
    course = make_whole_course(modules=modules, lessons=5, slug=f"course-of-{modules}")
    enrolment = EnrolmentFactory.create(course=course)
    lessons = course.get_descendants().filter(depth=6)
    for lesson in lessons[: modules * 2]:
        LessonProgressFactory.create(enrolment=enrolment, lesson=lesson.specific)
    client.force_login(enrolment.user)
    base = f"{course.path_on_site}module-1/"
    return {
        "course": _count(client, course.path_on_site),
        "module": _count(client, base),
        "lesson": _count(client, f"{base}lesson-12/"),
    }


def test_pages_of_a_course_ask_little_whatever_its_size(client: Client) -> None:
    small, large = _signed_in_counts(client, 2), _signed_in_counts(client, 10)
    assert small == large
    assert max(large.values()) <= MOST
    assert large["lesson"] <= 4


@pytest.fixture
def images() -> Iterator[list[int]]:
    buffer = io.BytesIO()
    Picture.new("RGB", (40, 30)).save(buffer, "PNG")
    images = [
        get_image_model().objects.create(
            title=f"Picture {n}", file=ImageFile(io.BytesIO(buffer.getvalue()), f"{n}.png")
        )
        for n in range(10)
    ]
    yield [image.pk for image in images]
    for image in images:
        image.file.delete(save=False)


def test_ten_pictures_ask_no_more_than_one(client: Client, images: list[int]) -> None:
    module = make_module(make_course())
    image_model = get_image_model()
    counts = []
    for number in (1, 10):
        figures = [
            ("figure", {"image": image_model.objects.get(pk=pk), "alt": "A picture", "caption": ""})
            for pk in images[:number]
        ]
        lesson = make_lesson(module, title=f"Pictures {number}", body=figures)
        client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
        enrolment = EnrolmentFactory.create(course=lesson.get_parent().get_parent().specific)
        client.force_login(enrolment.user)
        page = client.get(lesson.path_on_site).content.decode()
        assert page.count('alt="A picture"') == number
        counts.append(_count(client, lesson.path_on_site))
    assert counts[0] == counts[1] <= MOST


def test_a_picture_of_a_lesson_is_served_under_the_strict_policy(client: Client, images: list[int]) -> None:
    picture = get_image_model().objects.get(pk=images[0])
    figure = ("figure", {"image": picture, "alt": "A picture", "caption": ""})
    lesson = make_lesson(make_module(make_course()), body=[figure])
    found = re.search(r'<img src="([^"]+)"', client.get(lesson.path_on_site).content.decode())
    assert found is not None
    response = client.get(found.group(1))
    assert response.status_code == 200
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_catalogue_asks_no_more_for_thirty_courses_than_for_one(client: Client) -> None:
    make_course("course-0")
    one = {address: _count(client, address) for address in ("/", "/courses/", "/courses/?q=course")}
    for number in range(1, 30):
        make_course(f"course-{number}")
    assert {address: _count(client, address) for address in one} == one


def test_a_dashboard_asks_no_more_for_five_courses_than_for_one() -> None:
    person = UserFactory.create()
    counts = []
    for number in range(5):
        EnrolmentFactory.create(user=person, course=make_whole_course(slug=f"course-{number}"))
        enrolments_of(person.pk)
        with CaptureQueriesContext(connection) as queries:
            enrolments_of(person.pk)
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_a_visitor_without_a_session_asks_for_the_page_alone(client: Client) -> None:
    make_whole_course()
    assert _count(client, lesson_called("Lesson 1.1").path_on_site) == 1


def test_no_page_of_a_signed_in_reader_is_kept_whole(client: Client) -> None:
    course = make_whole_course()
    first, second = (EnrolmentFactory.create(course=course).user for _ in range(2))
    address = lesson_called("Lesson 1.1").path_on_site
    client.force_login(first)
    assert first.display_name in client.get(address).content.decode()
    client.force_login(second)
    response = client.get(address)
    page = response.content.decode()
    assert second.display_name in page
    assert first.display_name not in page
    assert response["Cache-Control"] == "private, no-cache"
    assert "Cookie" in response["Vary"]
