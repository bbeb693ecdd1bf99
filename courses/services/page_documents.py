"""States of pages ↔ the documents and blocks of a package.

Pictures, downloads, items and linked pages have names in a package and ids in the database: `Naming` is asked
for the one or the other.
"""

from collections.abc import Iterable
from typing import Any, Protocol

from courses.packages import Block, CourseDocument, GlossaryDocument, Lesson, LessonFront, ModuleDocument
from courses.services.page_content import LATER_SOURCE_KEYS, State, without_later_keys
from courses.services.stream_values import is_rich, map_hrefs

# The block's field in the database, the key in a package.
_REFERENCES = {"figure": ("image", "image"), "download": ("document", "file"), "check": ("item", "item")}
GLOSSARY_SLUG, GLOSSARY_TITLE = "glossary", "Glossary"
_SOURCE_KEYS = ("id", "title", "publisher", "date", "url", "reported_by", *LATER_SOURCE_KEYS)


class Finding(Protocol):
    """Finds what a package's names stand for."""

    def find(self, kind: str, name: str) -> int:
        """The id of the image, document or item of this name; `kind` is the block's."""

    def find_page(self, name: str) -> str:
        """The id of the page with this address."""


class Naming(Protocol):
    """Names what is in the database."""

    def name(self, kind: str, pk: int | None) -> str:
        """The package's name for an image, document or item; `kind` is the block's."""

    def name_page(self, pk: str) -> str:
        """The address of the page with this id."""


def _stream(kind: str, values: Iterable[dict[str, Any]]) -> list[list[Any]]:
    return [[kind, value] for value in values]


def course_state(document: CourseDocument) -> State:
    """The state of a course page that holds what course.yaml says."""
    data = document.model_dump(exclude={"format", "outcomes", "domains", "levels"})
    state = {key: "" if value is None else value for key, value in data.items()}
    return state | {
        "outcomes": _stream("outcome", (outcome.model_dump() for outcome in document.outcomes)),
        "domains": _stream("domain", (domain.model_dump() for domain in document.domains)),
        "levels": _stream("level", (level.model_dump() for level in document.levels)),
    }


def course_document(state: State) -> dict[str, Any]:
    """The data of course.yaml for a course page."""
    found = _said(state)
    hours = state["effort_hours"]
    found["effort_hours"] = int(hours) if hours.isdigit() else hours
    for key in ("outcomes", "domains", "levels"):
        if key in found:
            found[key] = [value for _kind, value in found[key]]
    return {"format": 1, **found}


def module_state(document: ModuleDocument, slug: str) -> State:
    """The state of a module page that holds what module.yaml says."""
    data = {"slug": slug, **document.model_dump()}
    return {key: "" if value is None else value for key, value in data.items()}


def module_document(state: State) -> dict[str, Any]:
    """The data of module.yaml for a module page."""
    found = _said(state)
    del found["slug"]
    return found


def glossary_state(document: GlossaryDocument) -> State:
    """The state of a glossary page that holds what glossary.yaml says."""
    terms = (term.model_dump(exclude_none=True) for term in document.terms)
    return {
        "slug": GLOSSARY_SLUG,
        "title": document.title or GLOSSARY_TITLE,
        "introduction": document.introduction or "",
        "terms": _stream("term", terms),
    }


def glossary_document(state: State) -> dict[str, Any]:
    """The data of glossary.yaml for a glossary page."""
    found = _said(state)
    del found["slug"]
    if found["title"] == GLOSSARY_TITLE:
        del found["title"]
    return {**found, "terms": [_said(value) for _kind, value in state["terms"]]}


def _stored(blocks: Iterable[Block], finding: Finding) -> list[list[Any]]:
    found = []
    for block in blocks:
        value = block.value
        if block.type in _REFERENCES:
            field, key = _REFERENCES[block.type]
            rest = {name: kept for name, kept in value.items() if name != key}
            value = {field: finding.find(block.type, value[key]), **rest}
        elif is_rich(block.type):
            value = map_hrefs(value, finding.find_page)
        elif is_rich(block.type, "text"):
            value = {**value, "text": map_hrefs(value["text"], finding.find_page)}
        found.append([block.type, value])
    return found


def blocks_of(stream: list[list[Any]], naming: Naming) -> tuple[Block, ...]:
    """A stream of a state as the blocks of a package."""
    found = []
    for kind, value in stream:
        if kind in _REFERENCES:
            field, key = _REFERENCES[kind]
            rest = {name: kept for name, kept in value.items() if name != field}
            value = {key: naming.name(kind, value[field]), **rest}
        elif is_rich(kind):
            value = map_hrefs(value, naming.name_page)
        elif is_rich(kind, "text"):
            value = {**value, "text": map_hrefs(value["text"], naming.name_page)}
        found.append(Block(kind, value))
    return tuple(found)


def lesson_state(lesson: Lesson, finding: Finding) -> State:
    """The state of a lesson page that holds what a lesson's file says."""
    front = lesson.front
    sources = [
        without_later_keys(
            {key: value or "" for key, value in source.model_dump(include=set(_SOURCE_KEYS)).items()}
        )
        for source in front.sources
    ]
    return {
        "slug": lesson.slug,
        "title": front.title,
        "summary": front.summary or "",
        "minutes": front.minutes,
        "outcomes": list(front.outcomes),
        "content_note": front.content_note or "",
        "alternative": _stored(lesson.alternative, finding),
        "body": _stored(lesson.body, finding),
        "sources": _stream("source", sources),
    }


def lesson_front(state: State, *, has_alternative: bool) -> LessonFront:
    """The front matter for a lesson page, with a place for its alternative."""
    found = _said({key: value for key, value in state.items() if key not in ("body", "alternative", "slug")})
    sources = [_said(source) for _kind, source in state["sources"]]
    if has_alternative:
        # What stands here is written from the blocks: see packages.writing.
        found["alternative"] = "…"
    return LessonFront.model_validate({**found, "minutes": state["minutes"], "sources": sources})


def _said(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in ("", [])}
