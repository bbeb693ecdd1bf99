"""What the pages of a course show."""

import re

import pytest
from django.test import Client

from courses.models import CoursePage, LessonPage, ModulePage
from tests.factories.courses import (
    EnrolmentFactory,
    lesson_called,
    make_course,
    make_lesson,
    make_module,
    make_whole_course,
    publish,
)

pytestmark = pytest.mark.django_db

BLOCKS = [
    ("heading", {"text": "A heading", "size": "h2"}),
    ("heading", {"text": "A smaller heading", "size": "h3"}),
    ("text", '<p>A claim (<a href="#source-nist">NIST</a>).</p><ul><li>One</li></ul>'),
    ("callout", {"kind": "warning", "title": "Mind this", "text": "<p>Carefully.</p>"}),
    ("quote", {"text": "Word for word.", "source": "A report", "url": "https://example.org/report"}),
    (
        "table",
        {"caption": "Grades", "columns": ["Grade", "Example"], "rows": [["Observed", "A **log** line"]]},
    ),
    ("content_note", {"text": "What follows is *general*."}),
]
SOURCES = [
    (
        "source",
        {
            "id": "nist",
            "title": "A framework",
            "publisher": "An institute",
            "date": "2024-07",
            "url": "https://example.org/",
            "reported_by": "A newspaper",
        },
    )
]


@pytest.fixture
def lesson() -> LessonPage:
    module = make_module(make_course())
    return make_lesson(module, title="Blocks", body=BLOCKS, sources=SOURCES)


def test_a_lesson_shows_every_block(client: Client, lesson: LessonPage) -> None:
    page = client.get(lesson.path_on_site).content.decode()
    for piece in (
        "<h2>A heading</h2>",
        "<h3>A smaller heading</h3>",
        "<li>One</li>",
        "<strong>Mind this</strong>",
        "<p>Word for word.</p>",
        '<th scope="row">Observed</th>',
        "A <strong>log</strong> line",
        "What follows is <em>general</em>.",
    ):
        assert piece in page


def test_a_link_to_a_source_finds_the_source_on_the_page(client: Client, lesson: LessonPage) -> None:
    page = client.get(lesson.path_on_site).content.decode()
    assert 'href="#source-nist"' in page
    assert '<li id="source-nist">' in page
    assert "As reported by A newspaper." in page


def test_the_outline_marks_what_is_done_and_where_the_reader_is(client: Client) -> None:
    enrolment = EnrolmentFactory.create(course=make_whole_course())
    client.force_login(enrolment.user)
    client.post(f"/study/lessons/{lesson_called('Lesson 1.1').uuid}/done/")
    page = client.get(lesson_called("Lesson 1.2").path_on_site).content.decode()
    assert re.search(r'<li class="seen">.*?Done: </span>1\.1 Lesson 1\.1', page)
    assert re.search(r'aria-current="page">.*?1\.2 Lesson 1\.2', page)
    assert "1 of 4 lessons done" in page


def test_a_title_of_an_author_is_escaped_in_the_outline(client: Client) -> None:
    module = make_module(make_course(), title="<b>Module</b>")
    lesson = make_lesson(module, title="<script>1</script>", slug="plain", body=[])
    page = client.get(lesson.path_on_site).content.decode()
    assert "<script>1" not in page
    assert "<b>Module</b></b>" not in page


def test_a_course_says_what_it_asks_and_gives(client: Client) -> None:
    course = make_course(
        content_note="No images. *Stop* at any time.", audience="Auditors.", description="First.\n\nSecond."
    )
    make_lesson(make_module(course, summary="Scope and evidence."), minutes=90)
    page = client.get(course.path_on_site).content.decode()
    for piece in (
        "Plan an audit.",
        "<em>Stop</em>",
        "<p>Second.</p>",
        "Scope and evidence.",
        "1 lesson, 1½ h",
        "Enrol on GV-201",
        "Read lesson 1 first",
        'class="die"',
    ):
        assert piece in page


def test_a_course_without_modules_says_so(client: Client) -> None:
    page = client.get(make_course().path_on_site).content.decode()
    assert "The modules of this course are being written." in page
    assert "Read lesson 1 first" not in page


def test_a_module_lists_its_lessons(client: Client) -> None:
    make_whole_course()
    page = client.get(ModulePage.objects.get(title="Module 2").path_on_site).content.decode()
    assert "Lesson 2.1" in page
    assert "Lesson 1.1" not in page


def test_each_page_names_its_one_address_and_describes_itself(client: Client) -> None:
    course = make_course()
    page = client.get(course.path_on_site).content.decode()
    assert f'<link rel="canonical" href="http://localhost:8000{course.path_on_site}">' in page
    assert '<meta name="description" content="How to govern AI systems with care.">' in page


def test_crawlers_are_told_what_is_public(client: Client) -> None:
    make_whole_course()
    sitemap = client.get("/sitemap.xml").content.decode()
    assert "/courses/ai-security-governance/module-1/</loc>" in sitemap
    assert "lesson-" not in sitemap
    assert "Disallow: /study/" in client.get("/robots.txt").content.decode()


def test_only_staff_get_the_userbar(client: Client) -> None:
    enrolment = EnrolmentFactory.create(course=make_whole_course())
    client.force_login(enrolment.user)
    address = lesson_called("Lesson 1.1").path_on_site
    assert "wagtail-userbar" not in client.get(address).content.decode()
    enrolment.user.is_staff = enrolment.user.is_superuser = True
    enrolment.user.save()
    assert "wagtail-userbar" in client.get(address).content.decode()


def test_a_copied_page_is_another_page() -> None:
    make_whole_course()
    course = CoursePage.objects.get()
    copy = course.copy(recursive=True, update_attrs={"slug": "a-copy", "title": "A copy"})
    assert copy.uuid != course.uuid
    assert LessonPage.objects.values("uuid").distinct().count() == 8


def test_a_title_changed_by_an_editor_shows_in_the_outline_at_once(client: Client) -> None:
    make_whole_course()
    address = lesson_called("Lesson 1.1").path_on_site
    client.get(address)
    lesson = lesson_called("Lesson 2.2")
    lesson.title = "A better title"
    publish(lesson)
    assert "2.2 A better title" in client.get(address).content.decode()


def test_moving_deleting_and_unpublishing_show_in_the_outline_at_once(client: Client) -> None:
    make_whole_course()
    address = lesson_called("Lesson 1.1").path_on_site
    client.get(address)
    lesson_called("Lesson 2.2").move(ModulePage.objects.get(title="Module 1"), pos="last-child")
    assert "1.3 Lesson 2.2" in client.get(address).content.decode()
    lesson_called("Lesson 1.2").unpublish()
    assert "Lesson 1.2" not in client.get(address).content.decode()
    ModulePage.objects.get(title="Module 2").delete()
    assert "Lesson 2.1" not in client.get(address).content.decode()


def test_another_slug_of_the_catalogue_moves_every_address(client: Client) -> None:
    course = make_whole_course()
    client.get(course.path_on_site)
    catalogue = course.get_parent().specific
    catalogue.slug = "kurse"
    publish(catalogue)
    page = client.get("/kurse/ai-security-governance/").content.decode()
    assert "/kurse/ai-security-governance/module-1/" in page


def test_a_page_below_a_longer_address_is_not_taken_for_another(client: Client) -> None:
    make_whole_course()
    assert client.get("/courses/ai-security-governance/module-1/lesson-21/").status_code == 404
    assert client.get("/courses/lesson-11/").status_code == 404
    assert client.get("/courses/ai-security-governance/module-1/lesson-11/more/").status_code == 404


def test_no_page_carries_inline_code(client: Client) -> None:
    course = make_whole_course()
    for address in ("/", "/courses/", course.path_on_site, lesson_called("Lesson 1.1").path_on_site):
        page = client.get(address).content.decode()
        assert "<style" not in page
        assert " style=" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)


def test_a_course_page_has_one_filled_button(client: Client) -> None:
    course = make_whole_course()
    page = client.get(CoursePage.objects.get(pk=course.pk).path_on_site).content.decode()
    assert page.count("btn primary") == 1
