"""The editing form of a text with gaps."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.base import EngineBlock
from assessments.blocks.parts import (
    ChoiceBlock,
    NumericAnswerBlock,
    TextAnswerBlock,
    empty_entries,
    reasoning_field,
    stem_field,
    text_field,
)
from assessments.blocks.values import give_letters
from assessments.engine.interactions.choices import MAX_CHOICES
from assessments.engine.interactions.cloze import MAX_GAPS
from assessments.engine.interactions.gap_kinds import MAX_WEIGHT
from assessments.engine.interactions.numeric_answers import MAX_VALUES
from assessments.engine.interactions.text_answers import MAX_ANSWERS


def _name() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Name"),
        help_text=_(
            "Letters, digits, hyphens. With the name “board”, write [[board]] in the text where the gap is."
        ),
    )


def _weight() -> blocks.IntegerBlock:
    return blocks.IntegerBlock(
        label=_("Weight"),
        default=1,
        min_value=1,
        max_value=MAX_WEIGHT,
        help_text=_("How much of the item this gap is worth, against the others. 1 for all: equal shares."),
    )


class TypedGapBlock(blocks.StructBlock):
    """A gap to write words into."""

    id = _name()
    weight = _weight()
    answers = blocks.ListBlock(
        TextAnswerBlock(),
        label=_("Answers"),
        min_num=1,
        max_num=MAX_ANSWERS,
        help_text=_("The first that matches wins. One at least has credit 1."),
    )
    case_sensitive = blocks.BooleanBlock(label=_("Capitals count"), required=False)

    class Meta:
        icon = "edit"
        label = _("Gap to write words into")


class ChosenGapBlock(blocks.StructBlock):
    """A gap to choose a text for."""

    id = _name()
    weight = _weight()
    shuffle = blocks.BooleanBlock(label=_("Shuffle the options"), required=False, default=True)
    choices = blocks.ListBlock(
        ChoiceBlock(),
        label=_("Options"),
        min_num=2,
        max_num=MAX_CHOICES,
        default=empty_entries(ChoiceBlock(), {"credit": "1"}, {}),
        help_text=_(
            "Exactly one option has credit 1; none costs. They stand in a list: keep them short and plain."
        ),
    )

    class Meta:
        icon = "list-ul"
        label = _("Gap to choose a text for")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        give_letters(cleaned["choices"])
        return cleaned


class NumericGapBlock(blocks.StructBlock):
    """A gap to write a number into."""

    id = _name()
    weight = _weight()
    answers = blocks.ListBlock(
        NumericAnswerBlock(),
        label=_("Values"),
        min_num=1,
        max_num=MAX_VALUES,
        help_text=_("The first that accepts the answer wins. A value with credit 0 names a mistake."),
    )
    unit = blocks.CharBlock(
        label=_("Unit"),
        required=False,
        max_length=200,
        help_text=_("Shown after the gap; writing it is optional."),
    )

    class Meta:
        icon = "order"
        label = _("Gap to write a number into")


class GapsBlock(blocks.StreamBlock):
    """The gaps of a text, each of its kind."""

    typed = TypedGapBlock()
    chosen = ChosenGapBlock()
    numeric = NumericGapBlock()

    class Meta:
        min_num = 1
        max_num = MAX_GAPS


class ClozeBlock(EngineBlock):
    """A text with gaps."""

    stem = stem_field(_("What to do"))
    text = text_field(
        _("Text with gaps"),
        _(
            "Markdown. [[name]] makes a gap: write each gap once, outside links and code, "
            "and describe it below under the same name."
        ),
        rows=8,
    )
    gaps = GapsBlock(
        label=_("Gaps"),
        default=[("typed", empty_entries(TypedGapBlock(), {})[0])],
        help_text=_("Candidates see them numbered in the order of the text. Add one of its kind for each."),
    )
    general_feedback = reasoning_field()

    class Meta:
        icon = "form"
        label = _("Text with gaps")
