"""The text of a lesson: rendered once for each published revision, with the checks left open."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from courses.models import LessonPage
from courses.services.changes import LessonChanges, changes_since
from courses.services.checks import REFUSED_CHECK, check_versions, show_checks
from courses.services.glossaries import Term, glossary_of, link_terms, terms_used
from courses.services.outlines import Outline, read_outline
from courses.services.reading import Reading
from website import markdown as md
from website.local_cache import local_cache
from website.templatetags.website_tags import icon

register = template.Library()

# A picture or document that is replaced gets another address: a rendered text may not live long.
_KEEP = 300
# Assessments do not tell us when an item changes: a new wording may take this long to show.
_KEEP_VERSIONS = 60
# Stands in a kept form where each request puts its own token; no text of an item can contain a tag.
_TOKEN = "<!--token-->"  # noqa: S105 - a placeholder
# Stands where a refused answer is explained.
_NOTE = "<!--note-->"


@dataclass(frozen=True)
class LessonText:
    """A lesson's text as HTML, the same for every reader.

    `parts` are pieces of HTML and, between them, the ids of the items that are asked there.
    """

    parts: tuple[SafeString | int, ...]
    alternative: SafeString
    sources: tuple[dict[str, str], ...]
    terms: tuple[Term, ...] = ()
    has_note: bool = False

    @property
    def check_ids(self) -> list[int]:
        return [part for part in self.parts if isinstance(part, int)]


@dataclass(frozen=True)
class LessonBody:
    """A lesson's body for one reader; `is_open` says that some knowledge check has no answer yet."""

    html: SafeString
    is_open: bool


@register.simple_tag(takes_context=True)
def lesson_text(context: dict[str, Any], page: LessonPage) -> LessonText:
    """The text of a lesson; from the cache unless it is a preview."""
    request = context.get("request")
    reading = context.get("reading")
    if reading is not None and reading.study.is_trial:
        # The newest state, in the outline of the newest state; nothing of it is kept.
        return _render(page, reading.outline)
    outline = read_outline(page)
    if getattr(request, "is_preview", False) or page.live_revision_id is None:
        return _render(page, outline)
    glossary = outline.glossary.revision if outline is not None and outline.glossary is not None else 0
    key = f"courses:lesson:{page.pk}:{page.live_revision_id}:{glossary}:{get_language()}"
    text: LessonText | None = local_cache.get(key)
    if text is None:
        text = _render(page, outline)
        local_cache.set(key, text, _KEEP)
    return text


@register.simple_tag(takes_context=True)
def lesson_body(context: dict[str, Any], text: LessonText, reading: Reading) -> LessonBody:
    """The body with each check as this reader answered it. Withdrawn checks are left out."""
    ids = text.check_ids
    if not ids:
        return LessonBody(_safe([part for part in text.parts if isinstance(part, str)]), is_open=False)
    checks = _check_forms(ids, reading, context["page"])
    session = getattr(context.get("request"), "session", None)
    refused, why = session.pop(REFUSED_CHECK, (0, "")) if reading.study.is_enrolled and session else (0, "")
    note = format_html('<p class="error" role="alert">{}<span>{}</span></p>', icon("triangle-alert"), why)
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context["csrf_token"])
    pieces: list[str] = []
    for part in text.parts:
        if not isinstance(part, int):
            pieces.append(part)
        elif part in checks:
            form = checks[part].replace(_TOKEN, token)
            pieces.append(form.replace(_NOTE, note if part == refused else ""))
    answered = reading.study.answers
    return LessonBody(_safe(pieces), is_open=any(str(item_id) not in answered for item_id in checks))


@register.simple_tag
def changes_of(page: LessonPage, reading: Reading) -> LessonChanges | None:
    """What changed since this reader studied the lesson, unless they know."""
    return changes_since(page, reading.study.seen)


def _check_forms(ids: list[int], reading: Reading, page: LessonPage) -> dict[int, str]:
    """Each answerable check as HTML, with a gap for the request's token; kept by version and answer."""
    answers = reading.study.answers
    versions: dict[int, int] = (
        local_cache.get_or_set(_versions_key(page, ids), lambda: check_versions(ids), _KEEP_VERSIONS) or {}
    )
    who = "trial" if reading.study.is_trial else reading.study.is_enrolled
    place = f"{page.uuid}:{who}:{get_language()}"
    numbers = {item_id: number for number, item_id in enumerate(dict.fromkeys(ids), 1)}
    keys = {
        item_id: f"courses:check:{version}:{numbers[item_id]}:{place}:{_digest(answers.get(str(item_id)))}"
        for item_id, version in versions.items()
    }
    kept = local_cache.get_many(keys.values())
    forms = {item_id: kept[key] for item_id, key in keys.items() if key in kept}
    missing = [item_id for item_id in keys if item_id not in forms]
    for item_id, check in show_checks(missing, answers).items():
        context = {
            "check": check,
            "number": numbers[item_id],
            "page": page,
            "reading": reading,
            "token": mark_safe(_TOKEN),  # noqa: S308 - our own
            "note": mark_safe(_NOTE),  # noqa: S308 - our own
        }
        template = "courses/lab_card.html" if check.is_lab else "courses/check.html"
        forms[item_id] = render_to_string(template, context)
        local_cache.set(keys[item_id], forms[item_id], _KEEP)
    return forms


def _versions_key(page: LessonPage, ids: list[int]) -> str:
    return f"courses:checks:{page.pk}:{_digest(ids)}"


def _digest(answer: Any) -> str:
    return sha256(json.dumps(answer, sort_keys=True).encode()).hexdigest()


def _render(page: LessonPage, outline: Outline | None) -> LessonText:
    if page.get_deferred_fields():
        page = LessonPage.objects.get(pk=page.pk)
    parts: list[SafeString | int] = []
    html: list[str] = []
    for child in page.body:
        if child.block_type == "check":
            if child.value["item"] is not None:
                parts.extend((_safe(html), child.value["item"].pk))
                html = []
        else:
            html.append(child.render())
    parts.append(_safe(html))
    alternative = _safe([child.render() for child in page.alternative])
    terms = glossary_of(outline)
    texts = [part for part in parts if isinstance(part, str)]
    used = terms_used(" ".join([md.render(page.content_note), *texts, alternative]), terms)
    return LessonText(
        parts=tuple(
            part if isinstance(part, int) else _safe([link_terms(part, outline)]) for part in parts if part
        ),
        alternative=_safe([link_terms(alternative, outline)]),
        terms=tuple(terms[name] for name in used),
        has_note=bool(page.content_note) or any(child.block_type == "content_note" for child in page.body),
        sources=tuple({name: str(text) for name, text in child.value.items()} for child in page.sources),
    )


def _safe(pieces: Sequence[str]) -> SafeString:
    return mark_safe("\n".join(pieces))  # noqa: S308 - what block templates rendered
