"""What several editing forms have in common: texts, options, answers to compare with."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

_MARKDOWN = _("Markdown: *emphasis*, **strong**, [a link](https://…), lists with - or 1.")
_LINE = _("Markdown: *emphasis*, **strong**, [a link](https://…).")
_CREDIT = _("1 for right, 0 for wrong; a share as 1/2 or 1/3.")
_COST = _("1 for right, 0 for wrong; a share as 1/2 or 1/3; a cost as -1/4.")


def text_field(
    label: "str | Promise", help_text: "str | Promise" = _LINE, *, rows: int = 2
) -> blocks.TextBlock:
    return blocks.TextBlock(label=label, help_text=help_text, rows=rows)


def empty_entries(block: blocks.StructBlock, *given: dict[str, Any]) -> list[dict[str, Any]]:
    """What a list holds in an empty form. Every field is named: the editor shows one left out as "undefined"."""
    return [{**_plain(block.get_default()), **fields} for fields in given]


def _plain(value: Any) -> Any:
    """Lists and groups of a default as plain ones: a migration could not tell two of Wagtail's own apart."""
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value


def spoken(block: blocks.FieldBlock) -> blocks.FieldBlock:
    """A field that stands in a list by itself. The list shows no label for it: the box says its own to a screen reader."""
    block.field.widget.attrs["aria-label"] = block.meta.label
    return block


def stem_field(label: "str | Promise") -> blocks.TextBlock:
    return text_field(label, _MARKDOWN, rows=5)


def reasoning_field() -> blocks.TextBlock:
    return text_field(
        _("The reasoning"),
        _("One or two sentences, shown after marking whatever the answer. Markdown."),
        rows=3,
    )


class ChoiceBlock(blocks.StructBlock):
    """One option."""

    id = blocks.CharBlock(
        label=_("Letter"), required=False, help_text=_("Left empty, it is given once and then kept.")
    )
    text = text_field(_("Option"))
    credit = blocks.CharBlock(label=_("Credit"), default="0", help_text=_COST)
    rationale = text_field(
        _("Why it is right or wrong"), _("Shown after marking, where the policy allows it. Markdown.")
    )

    class Meta:
        icon = "list-ul"
        label = _("Option")
        label_format = "{text}"


class TextAnswerBlock(blocks.StructBlock):
    """One answer to compare with."""

    text = blocks.CharBlock(
        label=_("Answer"),
        help_text=_(
            "* stands for any text, also none; \\* for a star. Spaces, quotation marks and dashes are forgiven."
        ),
    )
    credit = blocks.CharBlock(label=_("Credit"), default="1", help_text=_CREDIT)
    rationale = text_field(_("What to say to it"))

    class Meta:
        icon = "edit"
        label = _("Answer")


class NumericAnswerBlock(blocks.StructBlock):
    """One value to compare with."""

    value = blocks.CharBlock(label=_("Value"), help_text=_("Digits and a point, as in 12.5 or 1.25e6."))
    tolerance = blocks.CharBlock(label=_("Tolerance"), default="0", help_text=_("0 accepts the value alone."))
    tolerance_type = blocks.ChoiceBlock(
        label=_("Kind of tolerance"),
        default="absolute",
        choices=[
            ("absolute", _("Value ± tolerance")),
            ("relative", _("Value ± value × tolerance")),
            ("geometric", _("From value ÷ (1 + tolerance) to value × (1 + tolerance)")),
        ],
    )
    credit = blocks.CharBlock(label=_("Credit"), default="1", help_text=_CREDIT)
    rationale = text_field(_("What to say to it"))

    class Meta:
        icon = "order"
        label = _("Value")


class UnitBlock(blocks.StructBlock):
    """Another unit in which an answer may be given."""

    name = blocks.CharBlock(label=_("Unit"), max_length=200)
    factor = blocks.CharBlock(
        label=_("Factor"),
        help_text=_("How many of the first unit one of it is: 0.001 for grams of kilograms."),
    )

    class Meta:
        icon = "order"
        label = _("Unit")


class ParameterBlock(blocks.StructBlock):
    """A value that differs from attempt to attempt."""

    name = blocks.CharBlock(
        label=_("Name"),
        help_text=_(
            "Small letters, as in rate. The item's texts and numbers say {{rate}} where its value goes."
        ),
    )
    values = blocks.ListBlock(
        spoken(blocks.CharBlock(label=_("Value"))),
        label=_("Values"),
        default=[],
        required=False,
        help_text=_("One of these is drawn for each attempt. Or else give a range, or a formula."),
    )
    lowest = blocks.CharBlock(label=_("Range: lowest"), required=False)
    highest = blocks.CharBlock(label=_("Range: highest"), required=False)
    step = blocks.CharBlock(label=_("Range: step"), required=False)
    formula = blocks.CharBlock(
        label=_("Formula"),
        required=False,
        help_text=_("What follows from parameters above, as in round(cases * rate / 100, 1)."),
    )

    class Meta:
        icon = "cogs"
        label = _("Parameter")
        label_format = "{name}"
