"""A course's item bank: its title and the names of its domains and levels are those of the course's page."""

from typing import Any

from assessments.api import load_bank
from courses.models import CoursePage


def keep_bank(course: CoursePage) -> str:
    """Create the bank of a course, or bring it into step with the course's page; what became of it."""
    return load_bank(
        course.bank_slug,
        title=course.title,
        names={"domains": titles_of(course.domains), "levels": titles_of(course.levels)},
    )


def titles_of(terms: Any) -> dict[str, str]:
    """The titles of a course's domains or levels by their short names."""
    return {term.value["id"]: term.value["title"] for term in terms}
