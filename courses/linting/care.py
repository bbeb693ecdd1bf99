"""Care: notes before what may weigh on a reader, alternatives that teach, words for pictures, lines of support."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Protocol

from courses.linting.advice import Advice, advise
from courses.packages import Lesson, Package

ALTERNATIVE_WORDS = 150
FIGURE_WORDS = 30
LINE_DAYS = 180


class SupportLine(Protocol):
    """A line of support as the site's data file has it."""

    @property
    def id(self) -> str: ...
    @property
    def checked(self) -> date: ...
    @property
    def source(self) -> str: ...


def content_notes(package: Package) -> Iterator[Advice]:
    """A module opens with a note where its course has one, or where one of its lessons is sensitive."""
    for module in package.modules:
        sensitive = [lesson for lesson in module.lessons if is_sensitive(lesson)]
        if module.document.content_note is None and (sensitive or package.course.content_note is not None):
            why = (
                f"“{sensitive[0].front.title}” is sensitive" if sensitive else "the course has a content note"
            )
            message = f"{why}: the module needs a content_note of its own"
            yield advise("module-content-note", f"{module.folder}/module.yaml", 0, message)
        for lesson in module.lessons:
            yield from _lesson(package.lesson_file(module, lesson), lesson)


def is_sensitive(lesson: Lesson) -> bool:
    """Whether a lesson says that it may weigh on its reader."""
    return lesson.front.content_note is not None or any(block.type == "content_note" for block in lesson.body)


def _lesson(file: str, lesson: Lesson) -> Iterator[Advice]:
    for block in lesson.body:
        if block.type == "content_note" and lesson.front.content_note is None:
            message = (
                "a note stands in the lesson, but none before it: give it a content_note and an alternative"
            )
            yield advise("lesson-content-note", file, block.line, message)
    for block in (*lesson.body, *lesson.alternative):
        if block.type == "figure" and len(block.value["alt"].split()) < FIGURE_WORDS:
            count = len(block.value["alt"].split())
            message = (
                f"the text alternative has {count} words: say what the picture says in {FIGURE_WORDS} or more"
            )
            yield advise("figure-alternative", file, block.line, message)
    if lesson.front.content_note is not None and lesson.front.alternative is not None:
        count = len(lesson.front.alternative.split())
        if count < ALTERNATIVE_WORDS:
            message = f"the alternative has {count} words: it has to teach what the items need"
            yield advise("short-alternative", file, 0, message)


def support_lines(lines: Iterable[SupportLine], *, today: date) -> Iterator[Advice]:
    """Lines of support that nobody has checked of late, and those that name no source."""
    for line in lines:
        place = "support_lines"
        if not line.source.startswith("https://"):
            message = f"the support line “{line.id}” names no address at which its operator publishes it"
            yield advise("support-line-unsourced", place, 0, message)
        if today - line.checked > timedelta(days=LINE_DAYS):
            message = (
                f"the support line “{line.id}” was last checked on {line.checked}: it is not shown any more"
            )
            yield advise("support-line-unchecked", place, 0, message)
