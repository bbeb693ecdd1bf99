"""Finding a course."""

import pytest
from django.test import Client

from courses.services.catalogue import clean_words, list_courses
from tests.factories.courses import make_course, make_lesson, make_module

pytestmark = pytest.mark.django_db


@pytest.fixture
def courses() -> None:
    make_course("auditing-models", title="Auditing models", code="AU-101", level="foundation")
    make_course(
        "reporting-semantics",
        title="Reporting semantics",
        code="RS-201",
        level="practitioner",
        topics=["reporting", "auditing"],
        summary="Write referrals that another organisation can act on.",
    )


def _titles(client: Client, query: str) -> list[str]:
    page = client.get(f"/courses/{query}").content.decode()
    return [title for title in ("Auditing models", "Reporting semantics") if f">{title}</a></h3>" in page]


@pytest.mark.usefixtures("courses")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Auditing models", "Reporting semantics"]),
        ("?q=referrals", ["Reporting semantics"]),
        ("?q=RS-201", ["Reporting semantics"]),
        ("?q=au-101", ["Auditing models"]),
        ("?q=mode", ["Auditing models"]),
        ("?q=referral", ["Reporting semantics"]),
        ("?q=organisations", ["Reporting semantics"]),
        ("?topic=auditing", ["Auditing models", "Reporting semantics"]),
        ("?topic=reporting", ["Reporting semantics"]),
        ("?level=foundation", ["Auditing models"]),
        ("?q=models&level=practitioner", []),
        ("?topic=auditing&level=practitioner", ["Reporting semantics"]),
        ("?topic=nothing-of-ours&level=emperor", ["Auditing models", "Reporting semantics"]),
    ],
)
def test_words_topic_and_level_narrow_the_catalogue_together(
    client: Client, query: str, titles: list[str]
) -> None:
    assert _titles(client, query) == titles


@pytest.mark.usefixtures("courses")
@pytest.mark.parametrize(
    "words", ['"', 'say "no"', "\x00", "a\x00b", "*", "AND OR NOT", "'; --", "(", "%", "é" * 500]
)
def test_no_words_break_the_search(client: Client, words: str) -> None:
    assert client.get("/courses/", {"q": words}).status_code == 200


def test_words_lose_what_no_search_can_use() -> None:
    assert clean_words('  say "no"\x00 twice ') == "say no twice"
    assert len(clean_words("word " * 100)) <= 200


@pytest.mark.usefixtures("courses")
def test_an_empty_result_repeats_the_words_and_offers_a_way_out(client: Client) -> None:
    page = client.get("/courses/?q=forensics&level=lead").content.decode()
    assert "No courses match ‘forensics’." in page
    assert "Clear the topic and level filters" in page
    assert "see all 2 courses" in page


@pytest.mark.usefixtures("courses")
def test_words_of_a_visitor_are_escaped(client: Client) -> None:
    page = client.get("/courses/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


@pytest.mark.usefixtures("courses")
def test_the_form_shows_what_was_asked_for(client: Client) -> None:
    page = client.get("/courses/?q=referrals&topic=reporting&level=practitioner").content.decode()
    assert 'value="referrals"' in page
    assert '<option value="reporting" selected>' in page
    assert '<option value="practitioner" selected>' in page


def test_a_course_is_found_by_the_words_of_its_lessons_after_those_that_match_themselves() -> None:
    lesson_in = make_course("first", title="First of all")
    make_lesson(make_module(lesson_in), title="Canaries in mines")
    make_course("second", title="Canaries for auditors")
    assert [course.slug for course in list_courses(words="canaries").courses] == ["second", "first"]


def test_what_is_not_published_is_not_found(client: Client) -> None:
    make_course("hidden", title="Hidden course").unpublish()
    assert list_courses(words="hidden").courses == []
    assert "No courses yet" in client.get("/courses/").content.decode()


def test_a_long_catalogue_comes_in_pages_that_keep_the_filters(client: Client) -> None:
    for number in range(25):
        make_course(f"course-{number}")
    page = client.get("/courses/?topic=auditing").content.decode()
    assert page.count('data-testid="course-card"') == 24
    assert "?topic=auditing&amp;page=2" in page
    assert client.get("/courses/?topic=auditing&page=2").content.decode().count("course-card") == 1


@pytest.mark.usefixtures("courses")
def test_the_home_page_shows_the_courses_and_where_to_check_a_certificate(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "Auditing models" in page
    assert 'action="/verify/"' in page
    assert '<link rel="canonical"' in page
