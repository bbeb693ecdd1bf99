"""The text of a lesson: rendered once for each published revision, with the checks left open."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from courses.models import LessonPage
from courses.services.checks import ShownCheck, show_checks
from courses.services.reading import Reading

register = template.Library()

# A picture or document that is replaced gets another address: a rendered text may not live long.
_KEEP = 300


@dataclass(frozen=True)
class LessonText:
    """A lesson's text as HTML, the same for every reader.

    `parts` are pieces of HTML and, between them, the ids of the items that are asked there.
    """

    parts: tuple[SafeString | int, ...]
    alternative: SafeString
    sources: tuple[dict[str, str], ...]

    @property
    def check_ids(self) -> list[int]:
        return [part for part in self.parts if isinstance(part, int)]


@dataclass(frozen=True)
class LessonPart:
    """A piece of HTML, or a knowledge check with this reader's answer."""

    html: SafeString | str = ""
    check: ShownCheck | None = None


@register.simple_tag(takes_context=True)
def lesson_text(context: dict[str, Any], page: LessonPage) -> LessonText:
    """The text of a lesson; from the cache unless it is a preview."""
    request = context.get("request")
    if getattr(request, "is_preview", False) or page.live_revision_id is None:
        return _render(page)
    key = f"courses:lesson:{page.pk}:{page.live_revision_id}:{get_language()}"
    text: LessonText | None = cache.get(key)
    if text is None:
        text = _render(page)
        cache.set(key, text, _KEEP)
    return text


@register.simple_tag
def lesson_parts(text: LessonText, reading: Reading) -> list[LessonPart]:
    """The lesson's parts in order, with each check as this reader answered it. Withdrawn checks are left out."""
    ids = text.check_ids
    checks = show_checks(ids, reading.study.answers) if ids else {}
    parts = []
    for part in text.parts:
        if not isinstance(part, int):
            parts.append(LessonPart(html=part))
        elif part in checks:
            parts.append(LessonPart(check=checks[part]))
    return parts


@register.filter
def all_answered(parts: list[LessonPart]) -> bool:
    """No check of the lesson is open."""
    return all(part.check.is_answered for part in parts if part.check is not None)


def _render(page: LessonPage) -> LessonText:
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
    return LessonText(
        parts=tuple(part for part in parts if part),
        alternative=_safe([child.render() for child in page.alternative]),
        sources=tuple({name: str(text) for name, text in child.value.items()} for child in page.sources),
    )


def _safe(pieces: list[str]) -> SafeString:
    return mark_safe("\n".join(pieces))  # noqa: S308 - what block templates rendered
