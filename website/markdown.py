"""Markdown of the course packages' subset, rendered safely."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_parser = MarkdownIt("commonmark", {"html": False})
_TAGS = {
    "p",
    "ul",
    "ol",
    "li",
    "strong",
    "em",
    "a",
    "code",
    "pre",
    "h2",
    "h3",
    "h4",
    "br",
    "hr",
    "blockquote",
}
_INLINE_TAGS = {"strong", "em", "a", "code"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}


@lru_cache(maxsize=4096)
def render(text: str) -> SafeString:
    """Markdown to HTML: raw HTML becomes text, links keep only http, https and mailto."""
    html = nh3.clean(
        _parser.render(text), tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener"
    )
    return mark_safe(html.strip())  # noqa: S308 - cleaned on the line above


@lru_cache(maxsize=4096)
def render_inline(text: str) -> SafeString:
    """One line of Markdown to HTML without block elements."""
    html = nh3.clean(
        _parser.renderInline(text),
        tags=_INLINE_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener",
    )
    return mark_safe(html.strip())  # noqa: S308 - cleaned on the line above
