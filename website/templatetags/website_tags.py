"""Icons, marks, dies and Markdown for templates."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from website import markdown as md
from website.guilloche import die_paths
from website.support import support_lines

register = template.Library()

_IMAGES = Path(__file__).resolve().parent.parent / "static" / "website" / "img"
_NAME = re.compile(r"[a-z0-9-]+\Z")


@lru_cache(maxsize=128)
def _icon_body(name: str) -> str:
    sprite = (_IMAGES / "sprite.svg").read_text()
    found = re.search(rf'<symbol id="i-{re.escape(name)}"[^>]*>(.*?)</symbol>', sprite, re.S)
    if found is None:
        raise template.TemplateSyntaxError(f"No icon is called {name!r}.")
    return found.group(1)


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """An inline icon; decorative unless it has a title."""
    body = mark_safe(_icon_body(name))  # noqa: S308 - read from our own sprite
    if title:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img"><title>{}</title>{}</svg>', title, body
        )
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', body)


@lru_cache(maxsize=64)
def _drawing(name: str) -> str:
    if not _NAME.match(name):
        raise template.TemplateSyntaxError(f"{name!r} is not the name of a drawing.")
    return (_IMAGES / f"{name}.svg").read_text()


@register.simple_tag
def drawing(name: str) -> SafeString:
    """One of the house's SVG drawings (logo, punches, seals, engraving) set inline, so that it takes the ink."""
    return mark_safe(_drawing(name))  # noqa: S308 - read from our own files


@register.simple_tag
def die(code: str, size: int = 200) -> SafeString:
    """A course's die; decorative."""
    outer, inner = die_paths(code, size)
    return format_html(
        '<svg class="die" viewBox="0 0 {0} {0}" aria-hidden="true"><path d="{1}"/>'
        '<path class="two" d="{2}"/></svg>',
        size,
        outer,
        inner,
    )


@register.filter
def markdown(text: str | None) -> SafeString:
    """Markdown of the packages' subset, as blocks."""
    return md.render(text or "")


@register.filter
def markdown_inline(text: str | None) -> SafeString:
    """Markdown of the packages' subset, in a line."""
    return md.render_inline(text or "")


@register.inclusion_tag("website/field.html")
def field(bound: Any) -> dict[str, Any]:
    """A form's field with label, hint before and error after, wired by aria-describedby."""
    ids = [f"{bound.id_for_label}-hint"] if bound.help_text else []
    if bound.errors:
        ids.append(f"{bound.id_for_label}-error")
    attributes: dict[str, Any] = {}
    if ids:
        attributes["aria-describedby"] = " ".join(ids)
    if bound.errors:
        attributes["aria-invalid"] = "true"
    # A placeholder is no label, and pale text is no hint.
    bound.field.widget.attrs.pop("placeholder", None)
    kind = getattr(bound.field.widget, "input_type", "textarea")
    if kind not in {"checkbox", "radio", "hidden"}:
        attributes["class"] = {"select": "select", "textarea": "textarea"}.get(kind, "input")
    return {"bound": bound, "control": bound.as_widget(attrs=attributes), "kind": kind}


@register.inclusion_tag("website/support.html")
def support() -> dict[str, Any]:
    """Lines of support that were checked of late; in their absence, what anybody can do."""
    return {"lines": support_lines().shown(today=timezone.localdate())}
