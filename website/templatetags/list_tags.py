"""Long lists on the staff's screens."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

register = template.Library()


@register.inclusion_tag("website/pages.html", takes_context=True)
def pages(context: Any, page: Any, name: str = "p") -> dict[str, Any]:
    """The ways to the pages before and after; `name` is the list's own in the address."""
    query = context["request"].GET.copy()
    query.pop(name, None)
    return {"page": page, "name": name, "query": query.urlencode()}


@register.simple_block_tag
def scroller(content: str) -> SafeString:
    """A table that may be wider than the window: it is scrolled by itself, by the keyboard as well."""
    return format_html(
        '<div class="desk-scroll" tabindex="0" role="group" aria-label="{}">{}</div>',
        gettext("Table, to be scrolled sideways"),
        content,
    )
