"""Heads of tables that sort."""

from django import template

register = template.Library()


@register.simple_tag
def sorted_as(name: str, order: str) -> str:
    """What `aria-sort` says of a column."""
    if order == name:
        return "ascending"
    return "descending" if order == f"-{name}" else "none"


@register.simple_tag
def next_sort(name: str, order: str) -> str:
    """How the next press sorts by a column: upwards first, then the other way."""
    return f"-{name}" if order == name else name
