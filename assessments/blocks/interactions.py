"""The plain editing form of each interaction. Field names are those of the engine's content."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.base import EngineBlock
from assessments.engine.interactions.choices import MAX_CHOICES
from assessments.engine.interactions.short_text import MAX_LENGTH

_MARKDOWN = _("Markdown: *emphasis*, **strong**, [a link](https://…), lists with - or 1.")
_LINE = _("Markdown: *emphasis*, **strong**, [a link](https://…).")
_CREDIT = _("1 for right, 0 for wrong; a share as 1/2 or 1/3.")
_COST = _("1 for right, 0 for wrong; a share as 1/2 or 1/3; a cost as -1/4.")


def _text(label: "str | Promise", help_text: "str | Promise" = _LINE, *, rows: int = 2) -> blocks.TextBlock:
    return blocks.TextBlock(label=label, help_text=help_text, rows=rows)


def _stem(label: "str | Promise") -> blocks.TextBlock:
    return _text(label, _MARKDOWN, rows=5)


def _reasoning() -> blocks.TextBlock:
    return _text(
        _("The reasoning"),
        _("One or two sentences, shown after marking whatever the answer. Markdown."),
        rows=3,
    )


def _options(*shares: str) -> list[dict[str, str]]:
    """Empty options. Every field is named: the editor's script shows one that is missing as "undefined"."""
    return [{"id": "", "text": "", "credit": share, "rationale": ""} for share in shares]


class ChoiceBlock(blocks.StructBlock):
    """One option."""

    id = blocks.CharBlock(
        label=_("Letter"), required=False, help_text=_("Left empty, it is given once and then kept.")
    )
    text = _text(_("Option"))
    credit = blocks.CharBlock(label=_("Credit"), default="0", help_text=_COST)
    rationale = _text(
        _("Why it is right or wrong"), _("Shown after marking, where the policy allows it. Markdown.")
    )

    class Meta:
        icon = "list-ul"
        label = _("Option")
        label_format = "{text}"


class SingleChoiceBlock(EngineBlock):
    """Single choice."""

    stem = _stem(_("Question"))
    shuffle = blocks.BooleanBlock(label=_("Shuffle the options"), required=False, default=True)
    choices = blocks.ListBlock(
        ChoiceBlock(),
        label=_("Options"),
        min_num=2,
        max_num=MAX_CHOICES,
        default=_options("1", "0", "0", "0"),
        help_text=_("Exactly one option has credit 1."),
    )
    general_feedback = _reasoning()

    class Meta:
        icon = "radio-full"
        label = _("Single choice")


class MultipleChoiceBlock(EngineBlock):
    """Multiple choice."""

    stem = _stem(_("Question"))
    shuffle = blocks.BooleanBlock(label=_("Shuffle the options"), required=False, default=True)
    choices = blocks.ListBlock(
        ChoiceBlock(),
        label=_("Options"),
        min_num=2,
        max_num=MAX_CHOICES,
        default=_options("1/2", "1/2", "0", "0"),
        help_text=_(
            "The credits of the right options add up to exactly 1; a wrong one may cost. "
            "What the options taken add up to never goes below 0 or above 1."
        ),
    )
    general_feedback = _reasoning()

    class Meta:
        icon = "tick-inverse"
        label = _("Multiple choice")


class TrueFalseBlock(EngineBlock):
    """True or false."""

    stem = _stem(_("Statement"))
    answer = blocks.BooleanBlock(label=_("The statement is true"), required=False)
    rationale_true = _text(_("What to say to “true”"))
    rationale_false = _text(_("What to say to “false”"))
    general_feedback = _reasoning()

    class Meta:
        icon = "check"
        label = _("True or false")


class TextAnswerBlock(blocks.StructBlock):
    """One answer to compare with."""

    text = blocks.CharBlock(
        label=_("Answer"),
        help_text=_(
            "* stands for any text, also none; \\* for a star. Spaces, quotation marks and dashes are forgiven."
        ),
    )
    credit = blocks.CharBlock(label=_("Credit"), default="1", help_text=_CREDIT)
    rationale = _text(_("What to say to it"))

    class Meta:
        icon = "edit"
        label = _("Answer")


class ShortTextBlock(EngineBlock):
    """Short text."""

    stem = _stem(_("Question"))
    answers = blocks.ListBlock(
        TextAnswerBlock(),
        label=_("Answers"),
        min_num=1,
        max_num=30,
        help_text=_("The first that matches wins."),
    )
    case_sensitive = blocks.BooleanBlock(label=_("Capitals count"), required=False)
    max_length = blocks.IntegerBlock(
        label=_("Longest answer, in characters"), default=60, min_value=1, max_value=MAX_LENGTH
    )
    general_feedback = _reasoning()

    class Meta:
        icon = "edit"
        label = _("Short text")


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
    rationale = _text(_("What to say to it"))

    class Meta:
        icon = "order"
        label = _("Value")


class NumericBlock(EngineBlock):
    """A number."""

    stem = _stem(_("Question"))
    answers = blocks.ListBlock(
        NumericAnswerBlock(),
        label=_("Values"),
        min_num=1,
        max_num=20,
        help_text=_("The first that accepts the answer wins. A value with credit 0 names a mistake."),
    )
    unit = blocks.CharBlock(
        label=_("Unit"),
        required=False,
        max_length=200,
        help_text=_("Shown beside the box; writing it is optional."),
    )
    general_feedback = _reasoning()

    class Meta:
        icon = "order"
        label = _("Number")


class InteractionBlock(blocks.StreamBlock):
    """Exactly one interaction; an unfinished draft may have none."""

    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    true_false = TrueFalseBlock()
    short_text = ShortTextBlock()
    numeric = NumericBlock()

    class Meta:
        min_num = 1
        max_num = 1
