"""Sources: how far their marks carry, and whether their dates have passed."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from courses.linting.advice import Advice, advise
from courses.linting.numbers import claims
from courses.linting.passages import Passage
from courses.packages import CourseDocument, Lesson, Located

KEEP_DAYS = 365


def marks(file: str, lesson: Lesson, located: Located, passages: Sequence[Passage]) -> Iterator[Advice]:
    """A second-hand source says who reported it; what is only known backs no number."""
    kinds = {f"#source-{source.id}": source.mark for source in lesson.front.sources}
    for place, source in enumerate(lesson.front.sources):
        if source.mark == "seen-2" and source.reported_by is None:
            line = located.line(("sources", place, "mark"))
            yield advise(
                "mark-reported-by", file, line, f"“{source.id}” was seen at second hand: say reported_by"
            )
    for passage in passages:
        cited = [link for link in passage.links if link.startswith("#source-")]
        other = [link for link in passage.links if link.startswith("http")]
        if cited and not other and all(kinds.get(link) == "known" for link in cited) and claims(passage.text):
            message = (
                "rests a number on general knowledge: find a source that was seen, or take the number out"
            )
            yield advise("known-number", file, passage.line, message)


def unused(file: str, lesson: Lesson, located: Located, passages: Sequence[Passage]) -> Iterator[Advice]:
    """Sources to which no passage leads."""
    used = {link for passage in passages for link in passage.links}
    used |= set(_links_of(lesson.front.content_note))
    for place, source in enumerate(lesson.front.sources):
        if f"#source-{source.id}" not in used:
            line = located.line(("sources", place, "id"))
            yield advise(
                "unused-source", file, line, f"nothing in the lesson leads to the source “{source.id}”"
            )


def _links_of(text: str | None) -> list[str]:
    return [part.partition(")")[0] for part in (text or "").split("](")[1:]]


def dates(file: str, lesson: Lesson, located: Located, *, today: date) -> Iterator[Advice]:
    """Facts whose date has passed."""
    for place, source in enumerate(lesson.front.sources):
        if source.valid_until is not None and date.fromisoformat(source.valid_until) < today:
            line = located.line(("sources", place, "valid_until"))
            message = f"“{source.id}” held until {source.valid_until}: retire what rests on it, or find what holds now"
            yield advise("source-expired", file, line, message)
        if source.review_by is not None and date.fromisoformat(source.review_by) < today:
            line = located.line(("sources", place, "review_by"))
            message = f"“{source.id}” was to be looked at again by {source.review_by}"
            yield advise("source-review-due", file, line, message)


def facts_review(course: CourseDocument, located: Located, *, today: date) -> Iterator[Advice]:
    """A course whose facts nobody has looked at for a year."""
    if course.facts_reviewed is None:
        return
    reviewed = date.fromisoformat(course.facts_reviewed)
    if today - reviewed > timedelta(days=KEEP_DAYS):
        line = located.line(("facts_reviewed",))
        message = f"the facts were last reviewed on {course.facts_reviewed}, more than {KEEP_DAYS} days ago"
        yield advise("facts-review-due", "course.yaml", line, message)
