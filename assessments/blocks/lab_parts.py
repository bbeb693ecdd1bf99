"""What the editing forms of labs have in common."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.parts import empty_entries, spoken, text_field
from assessments.engine.labs.base import MAX_MINUTES

MARKDOWN = _("Markdown: *emphasis*, **strong**, lists with - or 1.")
AFTERWARDS = _("Shown after marking, where the policy allows it. Markdown.")


def title_field(*, required: bool = True) -> blocks.CharBlock:
    return blocks.CharBlock(label=_("Title"), max_length=200, required=required)


def minutes_field() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        label=_("Minutes"),
        default=30,
        min_value=1,
        max_value=MAX_MINUTES,
        help_text=_("What it takes, about."),
    )


def long_text(
    label: "str | Promise", help_text: "str | Promise" = MARKDOWN, *, required: bool = True, rows: int = 6
) -> blocks.TextBlock:
    if required:
        return text_field(label, help_text, rows=rows)
    return blocks.TextBlock(label=label, help_text=help_text, rows=rows, required=False)


def name_field(help_text: "str | Promise" = "") -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Name"),
        max_length=64,
        help_text=help_text
        or _("Letters, digits, hyphens. It stands in the page: it must not tell the key."),
    )


def line_field(label: "str | Promise", help_text: "str | Promise" = "") -> blocks.CharBlock:
    return blocks.CharBlock(label=label, max_length=200, help_text=help_text)


def list_of(
    block: blocks.Block, label: "str | Promise", help_text: "str | Promise" = "", **options: Any
) -> blocks.ListBlock:
    """A list that may stay empty, unless the options say otherwise: then it begins with as many as it must have."""
    least = options.get("min_num", 0)
    begun: list[dict[str, Any]] = [{}] * least
    default = empty_entries(block, *begun) if isinstance(block, blocks.StructBlock) else [""] * least
    options = {"default": default, "required": False} | options
    return blocks.ListBlock(block, label=label, help_text=help_text, collapsed=True, **options)


def without_field() -> blocks.ListBlock:
    return list_of(
        spoken(blocks.CharBlock(label=_("Name"))),
        _("Left out in this variant"),
        _("Names of entries of the first set that this one does not have."),
    )


class EntryBlock(blocks.StructBlock):
    """A name and a text."""

    id = name_field()
    text = line_field(_("Text"))

    class Meta:
        icon = "list-ul"
        label = _("Entry")
        label_format = "{text}"
