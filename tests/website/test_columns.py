"""Cells of long lists say what Wagtail's own cells say."""

from types import SimpleNamespace
from typing import Any

import pytest
from wagtail.admin.ui.tables import Column

from website.columns import PlainColumn


@pytest.mark.parametrize("value", ["Words & <b>more</b>", "", None, 1234567, "  ", False])
@pytest.mark.parametrize("kind", ["", "title"])
def test_a_plain_cell_says_what_the_template_says(value: Any, kind: str) -> None:
    row, parent = SimpleNamespace(thing=value), {"row": None, "table": None}

    def told(column: Column) -> str:
        return " ".join(column.render_cell_html(row, parent).split())

    plain, template = (made("thing", classname=kind or None, label="Thing") for made in (PlainColumn, Column))
    found = told(template).replace("<td >", "<td>").replace("> ", ">").replace(" <", "<")
    assert told(plain).replace("> ", ">").replace(" <", "<") == found
    assert "<b>" not in found
