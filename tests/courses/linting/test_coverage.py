"""What a course covers, the page that says so, and the search that finds it."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from courses.api import load_package
from courses.linting import Coverage, coverage_of, write_coverage
from courses.linting.coverage import word_pattern
from courses.packages import CoverageDocument, Package, read_package
from courses.services.catalogue import list_courses
from courses.services.checking import check_package
from tests.courses.test_loading import NOON, _media  # noqa: F401
from tests.factories.courses import make_course

ROOT = Path(settings.BASE_DIR)
EVERYTHING = Path(__file__).parent.parent / "packages" / "everything"
# The courses that say what they are to cover, and the page that shows it.
PAGES = {"ai-security-governance": ROOT / "docs" / "curriculum-coverage.md"}


def _package(**coverage: list[str]) -> Package:
    topics = [{"id": name, "title": name.capitalize(), "words": words} for name, words in coverage.items()]
    package = read_package(EVERYTHING)
    return replace(package, coverage=CoverageDocument.model_validate({"topics": topics}) if topics else None)


def _shipped(name: str) -> Package:
    package = check_package(ROOT / "curriculum" / name).package
    assert package is not None
    return package


def _is_whole(package: Package) -> bool:
    """Whether the examination draws from every domain: before that the course is still being written."""
    drawn = {
        cell.domain for one in package.assessments if one.kind == "examination" for cell in one.blueprint
    }
    return drawn == {domain.id for domain in package.course.domains}


def test_a_topic_stands_in_the_lessons_that_say_its_words() -> None:
    coverage = coverage_of(_package(counting=["report", "share"], telling=["echo"]))
    places = {row.topic.id: [place.number for place in row.places] for row in coverage.topics}
    assert places["counting"][0] == "1.1"
    assert places["telling"] == ["2.1"]


def test_a_topic_that_nobody_teaches_and_a_word_that_nobody_says_are_holes() -> None:
    holes = coverage_of(_package(nothing=["zeppelin"], counting=["report", "zeppelin"])).holes()
    assert "No lesson covers the topic “Nothing”." in holes
    assert "No lesson says “zeppelin” (topic “Counting”)." in holes


def test_an_outcome_and_a_cell_without_enough_items_are_holes() -> None:
    package = _package()
    holes = coverage_of(package).holes()
    assert any("times the" in hole for hole in holes)
    bare = replace(package, items=())
    holes = coverage_of(bare).holes()
    assert "No practice item or lab is about sn-1." in holes
    assert "0 examination items measure sn-1: 2 are wanted." in holes


def test_a_course_without_an_examination_needs_no_items_for_one() -> None:
    practice = [one for one in _package().assessments if one.kind == "practice"]
    holes = coverage_of(replace(_package(), assessments=tuple(practice))).holes()
    assert not any("examination" in hole or "bank" in hole for hole in holes)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("base rate", "Base rates matter", True),
        ("base rate", "the base-rate of it", True),
        ("base rate", "database rate", False),
        ("hash", "rehash", False),
        ("after-action report", "an after action report", True),
        ("AI Act", "the AI Act of 2024", True),
    ],
)
def test_a_word_is_found_as_people_write_it(word: str, text: str, found: bool) -> None:
    assert bool(word_pattern(word).search(text)) is found


def test_the_command_writes_the_page_and_fails_for_a_hole(tmp_path: Path) -> None:
    page, out = tmp_path / "coverage.md", StringIO()
    with pytest.raises(SystemExit):
        call_command("check_course", EVERYTHING, coverage=page, stdout=out)
    assert "hole: " in out.getvalue()
    coverage: Coverage = coverage_of(check_package(EVERYTHING).package)  # type: ignore[arg-type]  # it has no faults
    assert page.read_text() == write_coverage(coverage)
    assert all(f"- {hole}" in page.read_text() for hole in coverage.holes())


@pytest.mark.parametrize("name", PAGES)
def test_the_page_in_the_documentation_is_current(name: str) -> None:
    assert PAGES[name].read_text() == write_coverage(coverage_of(_shipped(name))), (
        f"write it again: manage.py check_course curriculum/{name} --coverage {PAGES[name].relative_to(ROOT)}"
    )


@pytest.mark.parametrize("name", PAGES)
def test_a_shipped_course_that_is_whole_has_no_hole(name: str) -> None:
    package = _shipped(name)
    if not _is_whole(package):
        pytest.skip("The examination does not draw from every domain yet.")
    assert coverage_of(package).holes() == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAGES)
def test_search_finds_a_course_by_every_word_of_its_topics(name: str) -> None:
    package = _shipped(name)
    load_package(ROOT / "curriculum" / name, now=NOON)
    make_course("another", title="Something else altogether")
    assert package.coverage is not None
    said = [
        word
        for row in coverage_of(package).topics
        for word in row.topic.words
        # A word that no lesson says is a hole, and told as one.
        if word not in row.missing
    ]
    assert said
    lost = [
        word for word in said if package.course.slug not in {c.slug for c in list_courses(words=word).courses}
    ]
    assert lost == []
