"""Long lists on the staff's screens."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("website/pages.html", takes_context=True)
def pages(context: Any, page: Any, name: str = "p") -> dict[str, Any]:
    """The ways to the pages before and after; `name` is the list's own in the address."""
    query = context["request"].GET.copy()
    query.pop(name, None)
    return {"page": page, "name": name, "query": query.urlencode()}
