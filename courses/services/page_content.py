"""The content of course, module and lesson pages as plain data in its normal form.

Two pages with equal content have equal states, whoever wrote them: a load compares states, and the digest of
the state that was last written tells whether a page was edited since.
"""

import json
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeAlias

from django.utils.dateparse import parse_date

from courses.models import CoursePage, GlossaryPage, LessonPage, ModulePage
from courses.services.stream_values import normal_stream, normal_text, stored_stream

State: TypeAlias = dict[str, Any]
StudyPage: TypeAlias = CoursePage | ModulePage | LessonPage | GlossaryPage

_COMMON = {"slug": "text", "title": "text", "summary": "text"}
FIELDS: dict[type, dict[str, str]] = {
    CoursePage: {
        **_COMMON,
        "code": "text",
        "description": "text",
        "level": "text",
        "topics": "lines",
        "effort_hours": "hours",
        "language": "text",
        "outcomes": "stream",
        "prerequisites": "lines",
        "audience": "text",
        "content_note": "text",
        "domains": "stream",
        "levels": "stream",
        "facts_reviewed": "date",
    },
    GlossaryPage: {"slug": "text", "title": "text", "introduction": "text", "terms": "stream"},
    ModulePage: {**_COMMON, "domain": "text", "outcomes": "lines", "content_note": "text"},
    LessonPage: {
        **_COMMON,
        "minutes": "number",
        "outcomes": "lines",
        "content_note": "text",
        "alternative": "stream",
        "body": "stream",
        "sources": "sources",
    },
}


# Keys that sources did not have when the first courses were loaded: where they say nothing they are no part of
# a state, so that what was loaded before is not taken for edited.
LATER_SOURCE_KEYS = ("mark", "valid_until", "review_by")


def without_later_keys(source: dict[str, Any]) -> dict[str, Any]:
    """A source without later keys that say nothing."""
    return {name: kept for name, kept in source.items() if kept or name not in LATER_SOURCE_KEYS}


def _read(kind: str, value: Any) -> Any:
    match kind:
        case "text":
            return normal_text(value)
        case "lines":
            return list(value)
        case "stream":
            return [[name, kept] for name, kept in normal_stream(value)]
        case "sources":
            return [[name, without_later_keys(kept)] for name, kept in normal_stream(value)]
        case "hours":
            return f"{Decimal(value).normalize():f}"
        case "date":
            return str(value or "")
    return value


def state_of(page: StudyPage) -> State:
    """The page's content as it stands on this instance: the live one, or a revision's."""
    return {name: _read(kind, getattr(page, name)) for name, kind in FIELDS[type(page)].items()}


def apply_state(page: StudyPage, state: State, *, place: str) -> None:
    """Put a state into a page's fields, without saving. `place` names the page for its blocks' ids."""
    for name, kind in FIELDS[type(page)].items():
        value = state[name]
        if kind in ("stream", "sources"):
            stream = [(kind_of_block, kept) for kind_of_block, kept in value]
            value = page._meta.get_field(name).to_python(stored_stream(f"{place}/{name}", stream))
        elif kind == "hours":
            value = Decimal(value)
        elif kind == "date":
            value = parse_date(value) if value else None
        setattr(page, name, value)


def digest_of_state(state: Any) -> str:
    """The SHA-256 of a state, in hexadecimal."""
    text = json.dumps(state, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
