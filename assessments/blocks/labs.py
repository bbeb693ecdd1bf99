"""What the editing forms of labs have in common."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.parts import spoken
from assessments.engine.labs.base import MAX_MINUTES

if TYPE_CHECKING:
    from django.utils.functional import Promise

# How many entries a list of a variant may name.
MOST = 60


def lab_title() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Title"), max_length=200, help_text=_("As the card in a lesson names it. Plain text.")
    )


def lab_minutes() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        label=_("Minutes"),
        default=30,
        min_value=1,
        max_value=MAX_MINUTES,
        help_text=_("About how long it takes."),
    )


def lab_name(help_text: "str | Promise" = "", *, required: bool = True) -> blocks.CharBlock:
    """The id of a part: letters, digits, hyphens and underscores."""
    return blocks.CharBlock(
        label=_("Id"),
        required=required,
        max_length=64,
        help_text=help_text or _("A short name by which other parts refer to it: letters, digits, hyphens."),
    )


def ids(label: "str | Promise", help_text: "str | Promise" = "", *, most: int = MOST) -> blocks.ListBlock:
    """A list of ids that may stay empty."""
    return blocks.ListBlock(
        spoken(blocks.CharBlock(label=_("Id"), max_length=64)),
        label=label,
        required=False,
        default=[],
        max_num=most,
        help_text=help_text,
    )


def some(
    block: blocks.Block, label: "str | Promise", help_text: "str | Promise" = "", *, most: int
) -> blocks.ListBlock:
    """A list of parts that may stay empty."""
    return blocks.ListBlock(block, label=label, required=False, default=[], max_num=most, help_text=help_text)


def left_out() -> blocks.ListBlock:
    """What a variant leaves out."""
    return ids(_("Left out"), _("Ids of entries of the first set that this one does not have."))
