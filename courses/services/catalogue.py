"""Finding a course by words, topic and level."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wagtail.models import Page

from courses.models import CatalogueIndexPage, CourseLevel, CoursePage
from courses.models.open_pages import course_path

_MAX_WORDS = 200
# A double quote or a control character makes SQLite's full-text search fail; none helps a reader.
_UNWANTED = re.compile(r'["\x00-\x1f\x7f]+')


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic that courses carry: its slug and its name for people."""

    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The courses that match what was asked for, and what was asked for."""

    courses: Sequence[CoursePage]
    topics: Sequence[Topic]
    total: int
    words: str = ""
    topic: str = ""
    level: str = ""

    @property
    def is_filtered(self) -> bool:
        return bool(self.words or self.topic or self.level)

    @property
    def is_narrowed(self) -> bool:
        """Something beside words was chosen, which can be cleared."""
        return bool(self.topic or self.level)


def clean_words(words: str) -> str:
    """A visitor's words, without what no search can use."""
    return " ".join(_UNWANTED.sub(" ", words)[:_MAX_WORDS].split())


def list_courses(*, words: str = "", topic: str = "", level: str = "") -> Listing:
    """Live courses that match all that is given; an unknown topic or level counts as none.

    Words are looked for in courses and in what stands below them; those whose own text matches
    come first, otherwise the order of the catalogue holds.
    """
    everything = list(CoursePage.objects.live().order_by("path").defer_streamfields())
    topics = _topics(everything)
    words = clean_words(words)
    topic = topic if any(known.slug == topic for known in topics) else ""
    level = level if level in CourseLevel.values else ""
    courses = _matching(everything, words) if words else everything
    courses = [
        course
        for course in courses
        if (not topic or topic in course.topics) and (not level or course.level == level)
    ]
    return Listing(
        courses=courses, topics=topics, total=len(everything), words=words, topic=topic, level=level
    )


def topic_title(slug: str) -> str:
    """A topic's slug as words."""
    return slug.replace("-", " ").capitalize()


def _topics(courses: Sequence[CoursePage]) -> list[Topic]:
    return [Topic(slug, topic_title(slug)) for slug in sorted({slug for c in courses for slug in c.topics})]


def _other_number(words: str) -> str:
    """The words with the last one in its other number: not every database takes a checkpoint for checkpoints."""
    return words[:-1] if words.endswith("s") else f"{words}s"


def _matching(courses: Sequence[CoursePage], words: str) -> list[CoursePage]:
    catalogue = CatalogueIndexPage.objects.first()
    if catalogue is None:
        return []
    pages = Page.objects.live().descendant_of(catalogue)
    found = [*pages.search(words), *pages.search(_other_number(words)), *pages.autocomplete(words)]
    # A code is no word: databases take its hyphen and number apart, each in its own way.
    own = {course.path for course in courses if course.code.casefold().startswith(words.casefold())}
    own |= {page.path for page in found if page.path == course_path(page.path)}
    below = own | {course_path(page.path) for page in found}
    matches = [course for course in courses if course.path in below]
    return sorted(matches, key=lambda course: course.path not in own)
