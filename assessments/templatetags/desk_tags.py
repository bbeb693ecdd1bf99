"""Fields of the staff's screens for templates."""

from typing import Any

from django import template

register = template.Library()


@register.inclusion_tag("assessments/admin/search.html", takes_context=True)
def find_people(context: Any, label: Any) -> dict[str, Any]:
    """The field for what is looked for."""
    return {"label": label, "q": context["q"]}


@register.simple_tag
def cell_field(form: Any, cell: Any) -> Any:
    """The field of one cell of a blueprint."""
    return form[cell.name]
