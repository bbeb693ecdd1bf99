"""The plain editing form of each interaction. Field names are those of the engine's content."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.base import EngineBlock

_MARKDOWN = _("Markdown: *emphasis*, **strong**, lists, links.")
_CREDIT = _("1 for right, 0 for wrong; a part as 1/2 or 1/3; a cost as -1/4.")


def _text(label: str, help_text: str = "", *, rows: int = 2, required: bool = True) -> blocks.TextBlock:
    return blocks.TextBlock(label=label, help_text=help_text, rows=rows, required=required)


class ChoiceBlock(blocks.StructBlock):
    """One option."""

    id = blocks.CharBlock(label=_("Letter"), required=False, help_text=_("Leave empty to have one given."))
    text = _text(_("Option"))
    credit = blocks.CharBlock(label=_("Credit"), default="0", help_text=_CREDIT)
    rationale = _text(_("Why it is right or wrong"))

    class Meta:
        icon = "list-ul"
        label = _("Option")


class SingleChoiceBlock(EngineBlock):
    """Single choice."""

    stem = _text(_("Question"), _MARKDOWN, rows=5)
    shuffle = blocks.BooleanBlock(label=_("Shuffle the options"), required=False, default=True)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Options"), min_num=2, max_num=12)
    general_feedback = _text(_("The reasoning, in a sentence or two"))

    class Meta:
        icon = "radio-full"
        label = _("Single choice")


class MultipleChoiceBlock(EngineBlock):
    """Multiple choice."""

    stem = _text(_("Question"), _MARKDOWN, rows=5)
    shuffle = blocks.BooleanBlock(label=_("Shuffle the options"), required=False, default=True)
    choices = blocks.ListBlock(
        ChoiceBlock(),
        label=_("Options"),
        min_num=2,
        max_num=12,
        help_text=_("The credits of the right options add up to 1; a wrong one may cost."),
    )
    general_feedback = _text(_("The reasoning, in a sentence or two"))

    class Meta:
        icon = "tick-inverse"
        label = _("Multiple choice")


class TrueFalseBlock(EngineBlock):
    """True or false."""

    stem = _text(_("Statement"), _MARKDOWN, rows=4)
    answer = blocks.BooleanBlock(label=_("The statement is true"), required=False)
    rationale_true = _text(_("What to say to “true”"))
    rationale_false = _text(_("What to say to “false”"))
    general_feedback = _text(_("The reasoning, in a sentence or two"))

    class Meta:
        icon = "check"
        label = _("True or false")


class TextAnswerBlock(blocks.StructBlock):
    """One answer to compare with."""

    text = blocks.CharBlock(label=_("Answer"), help_text=_("* stands for anything; \\* for a star."))
    credit = blocks.CharBlock(label=_("Credit"), default="1", help_text=_CREDIT)
    rationale = _text(_("What to say to it"))

    class Meta:
        label = _("Answer")


class ShortTextBlock(EngineBlock):
    """Short text."""

    stem = _text(_("Question"), _MARKDOWN, rows=4)
    answers = blocks.ListBlock(
        TextAnswerBlock(), label=_("Answers"), min_num=1, help_text=_("The first that matches wins.")
    )
    case_sensitive = blocks.BooleanBlock(label=_("Capitals count"), required=False)
    max_length = blocks.CharBlock(label=_("Longest answer, in characters"), default="60")
    general_feedback = _text(_("The reasoning, in a sentence or two"))

    class Meta:
        icon = "edit"
        label = _("Short text")


class NumericAnswerBlock(blocks.StructBlock):
    """One value to compare with."""

    value = blocks.CharBlock(label=_("Value"), help_text=_("Digits and a point, as in 12.5."))
    tolerance = blocks.CharBlock(label=_("Tolerance"), default="0")
    tolerance_type = blocks.ChoiceBlock(
        label=_("Kind of tolerance"),
        default="absolute",
        choices=[
            ("absolute", _("Value ± tolerance")),
            ("relative", _("Value ± value × tolerance")),
            ("geometric", _("Value ÷ or × (1 + tolerance)")),
        ],
    )
    credit = blocks.CharBlock(label=_("Credit"), default="1", help_text=_CREDIT)
    rationale = _text(_("What to say to it"))

    class Meta:
        label = _("Value")


class NumericBlock(EngineBlock):
    """A number."""

    stem = _text(_("Question"), _MARKDOWN, rows=4)
    answers = blocks.ListBlock(
        NumericAnswerBlock(), label=_("Values"), min_num=1, help_text=_("The first that accepts wins.")
    )
    unit = blocks.CharBlock(label=_("Unit beside the box"), required=False)
    general_feedback = _text(_("The reasoning, in a sentence or two"))

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
