"""A course's glossary: a page of its own, the links of lessons to it, and its way through a package."""

from pathlib import Path

import pytest
from django.test import Client

from courses.api import load_package
from courses.models import CoursePage, GlossaryPage, LessonPage
from courses.services.catalogue import list_courses
from courses.services.load_reports import LoadOutcome
from tests.courses.test_loading import LATER, NOON, _edit, _media, _of, folder  # noqa: F401
from tests.factories.courses import make_course, make_lesson, make_module, publish

pytestmark = pytest.mark.django_db

TERM = {"id": "ppv", "term": "Positive predictive value", "definition": "The share of alerts that is *true*."}
OTHER = {"id": "base-rate", "term": "base rate", "definition": "How common it is.", "see": ["ppv", "gone"]}


@pytest.fixture
def course() -> CoursePage:
    return make_course("counting")


def _glossary(course: CoursePage, *terms: dict[str, object]) -> GlossaryPage:
    page = GlossaryPage(title="Glossary", slug="glossary", terms=[("term", term) for term in terms])
    course.add_child(instance=page)
    publish(page)
    return page


def _lesson(course: CoursePage, text: str) -> LessonPage:
    return make_lesson(make_module(course), title="Alerts", body=[("text", text)])


def test_the_glossary_shows_every_term_in_the_order_of_the_alphabet(
    client: Client, course: CoursePage
) -> None:
    page = client.get(_glossary(course, TERM, OTHER).path_on_site).content.decode()
    assert page.index("<dt>base rate</dt>") < page.index("<dt>Positive predictive value</dt>")
    assert '<div id="term-ppv">' in page
    assert "alerts that is <em>true</em>" in page
    assert '<a href="#term-ppv">Positive predictive value</a>' in page
    assert "gone" not in page


def test_a_lesson_leads_to_the_entry_and_says_it_in_place(client: Client, course: CoursePage) -> None:
    glossary = _glossary(course, TERM, OTHER)
    lesson = _lesson(course, '<p>The <a href="#term-ppv">value</a> falls.</p>')
    page = client.get(lesson.path_on_site).content.decode()
    assert f'The <a href="{glossary.path_on_site}#term-ppv">value</a> falls.' in page
    terms = page.partition("Terms of this lesson")[2].partition("</details>")[0]
    assert "The share of alerts" in terms
    assert "base rate" not in terms


def test_a_lesson_without_terms_has_no_list_of_them(client: Client, course: CoursePage) -> None:
    _glossary(course, TERM)
    lesson = _lesson(course, "<p>No terms.</p>")
    assert "Terms of this lesson" not in client.get(lesson.path_on_site).content.decode()


def test_a_changed_definition_reaches_the_lessons_at_once(client: Client, course: CoursePage) -> None:
    glossary = _glossary(course, TERM)
    lesson = _lesson(course, '<p><a href="#term-ppv">value</a></p>')
    client.get(lesson.path_on_site)
    glossary.terms = [("term", {**TERM, "definition": "Another sentence."})]
    publish(glossary)
    assert "Another sentence." in client.get(lesson.path_on_site).content.decode()


def test_course_module_and_lesson_lead_to_the_glossary(client: Client, course: CoursePage) -> None:
    glossary = _glossary(course, TERM)
    lesson = _lesson(course, "<p>Text</p>")
    for page in (course, lesson.get_parent().specific, lesson):
        assert f'href="{glossary.path_on_site}"' in client.get(page.path_on_site).content.decode()


def test_the_glossary_of_a_course_that_is_not_live_is_not_there(client: Client, course: CoursePage) -> None:
    glossary = _glossary(course, TERM)
    course.refresh_from_db()
    course.unpublish()
    assert client.get(glossary.path_on_site).status_code == 404


def test_words_of_the_glossary_find_the_course(course: CoursePage) -> None:
    make_course("other", title="Other")
    _glossary(course, TERM)
    assert [found.slug for found in list_courses(words="predictive value").courses] == ["counting"]


def test_a_glossary_that_leaves_the_package_is_withdrawn_and_comes_back(folder: Path) -> None:  # noqa: F811
    load_package(folder, now=NOON)
    glossary = GlossaryPage.objects.get()
    assert glossary.live
    text = (folder / "glossary.yaml").read_text()
    (folder / "glossary.yaml").unlink()
    for name, link in (
        ("01-first-light.md", "[report](#term-report)"),
        ("01-first-light.md", "[finding](#term-finding)"),
    ):
        _edit(folder, f"modules/02-signals/{name}", link, "word")
    assert _of(load_package(folder, now=LATER), "glossary.yaml") is LoadOutcome.WITHDRAWN
    glossary.refresh_from_db()
    assert not glossary.live
    (folder / "glossary.yaml").write_text(text)
    assert _of(load_package(folder, now=LATER), "glossary.yaml") is LoadOutcome.CHANGED
    glossary.refresh_from_db()
    assert glossary.live


def test_a_definition_edited_here_is_not_written_over(folder: Path) -> None:  # noqa: F811
    load_package(folder, now=NOON)
    glossary = GlossaryPage.objects.get()
    terms = [dict(child.value) for child in glossary.terms]
    terms[0]["definition"] = "Edited here."
    glossary.terms = [("term", term) for term in terms]
    publish(glossary)
    _edit(folder, "glossary.yaml", "A judgement", "A verdict")
    assert _of(load_package(folder, now=LATER), "glossary.yaml") is LoadOutcome.CONFLICT
    glossary.refresh_from_db()
    assert glossary.terms[0].value["definition"] == "Edited here."
