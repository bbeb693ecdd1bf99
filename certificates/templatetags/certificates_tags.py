"""Hallmarks and findings for templates."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]  # the stubs lack it

from certificates.models import CredentialEvent
from certificates.services.basis_words import basis_words
from website.templatetags.website_tags import drawing

register = template.Library()
register.filter("basis_words", basis_words)

_LEVEL = {"foundation": 1, "practitioner": 2, "lead": 3}
_IMAGES = Path(__file__).resolve().parent.parent.parent / "website" / "static" / "website" / "img"


@register.simple_tag
def hallmarks(subject: str, level: str) -> SafeString:
    """The hallmark row: issuer, subject, level. Each punch carries its own title."""
    names = ["punch-issuer", f"punch-subject-{subject.lower()}", f"punch-level-{_LEVEL.get(level, 1)}"]
    drawn = ((drawing(name),) for name in names if (_IMAGES / f"{name}.svg").exists())
    row = format_html_join("", "<li>{}</li>", drawn)
    return mark_safe(f'<ul class="hallmarks" role="list">{row}</ul>')  # noqa: S308 - our own drawings


@register.filter
def result_face(result: Any) -> str:
    """The finding class of one check's result."""
    return {"passed": "valid", "failed": "void"}.get(str(result), "")


@register.filter
def result_icon(result: Any) -> str:
    """The icon of one check's result."""
    return {"passed": "check", "failed": "x"}.get(str(result), "minus")


@register.filter(expects_localtime=True)
def day(value: datetime | str | None) -> str:
    """A date in words, in the reader's zone; text, which stands where a date will, is left as it is."""
    return _in_words(value, "j F Y")


@register.filter
def day_of(text: str) -> str:
    """The day of a moment that is written as ISO 8601, in words; other text is left as it is."""
    found = parse_datetime(text)
    return text if found is None else day(found)


@register.filter(expects_localtime=True)
def moment(value: datetime | str | None) -> str:
    """A date and time in words, with the zone."""
    return _in_words(value, "j F Y, H:i e")


def _in_words(value: datetime | str | None, pattern: str) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return date_format(template_localtime(value), pattern)


@register.filter
def public_reason(reason: str) -> Any:
    """The words of a public reason."""
    return CredentialEvent.Reason(reason).label
