"""Columns of the staff's lists."""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.ui.tables import Column


class PlainColumn(Column):
    """Wagtail's column of a value, whose cells are written without a template of their own: they are most of a list."""

    def render_cell_html(self, instance: Any, parent_context: Any) -> SafeString:
        """The cell, as Wagtail's template of it."""
        value = self.get_cell_context_data(instance, parent_context)["value"]
        kind = format_html(' class="{}"', self.classname) if self.classname else ""
        return format_html("<td{}>{}</td>", kind, "" if value is None else value)
