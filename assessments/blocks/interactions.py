"""The plain editing form of each interaction. Field names are those of the engine's content."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.audit_findings import AuditFindingsBlock
from assessments.blocks.base import EngineBlock
from assessments.blocks.cloze import ClozeBlock
from assessments.blocks.essay import EssayBlock, UploadBlock
from assessments.blocks.parts import (
    ChoiceBlock,
    NumericAnswerBlock,
    TextAnswerBlock,
    UnitBlock,
    empty_entries,
    reasoning_field,
    stem_field,
    text_field,
)
from assessments.blocks.pictures import HotspotBlock, MarkersBlock
from assessments.blocks.report_form import ReportFormBlock
from assessments.blocks.scenario import BranchingScenarioBlock
from assessments.blocks.selecting import CategoriseBlock, MatchingBlock, OrderingBlock
from assessments.blocks.threats import ThreatModelBlock
from assessments.engine.interactions.choices import MAX_CHOICES
from assessments.engine.interactions.short_text import MAX_LENGTH
from assessments.engine.interactions.units import MAX_UNITS


class SingleChoiceBlock(EngineBlock):
    """Single choice."""

    stem = stem_field(_("Question"))
    shuffle = blocks.BooleanBlock(label=_("Shuffle the options"), required=False, default=True)
    choices = blocks.ListBlock(
        ChoiceBlock(),
        label=_("Options"),
        min_num=2,
        max_num=MAX_CHOICES,
        default=empty_entries(ChoiceBlock(), {"credit": "1"}, {}, {}, {}),
        help_text=_("Exactly one option has credit 1."),
    )
    general_feedback = reasoning_field()

    class Meta:
        icon = "radio-full"
        label = _("Single choice")


class MultipleChoiceBlock(EngineBlock):
    """Multiple choice."""

    stem = stem_field(_("Question"))
    shuffle = blocks.BooleanBlock(label=_("Shuffle the options"), required=False, default=True)
    choices = blocks.ListBlock(
        ChoiceBlock(),
        label=_("Options"),
        min_num=2,
        max_num=MAX_CHOICES,
        default=empty_entries(ChoiceBlock(), {"credit": "1/2"}, {"credit": "1/2"}, {}, {}),
        help_text=_(
            "The credits of the right options add up to exactly 1; a wrong one may cost. "
            "What the options taken add up to never goes below 0 or above 1."
        ),
    )
    general_feedback = reasoning_field()

    class Meta:
        icon = "tick-inverse"
        label = _("Multiple choice")


class TrueFalseBlock(EngineBlock):
    """True or false."""

    stem = stem_field(_("Statement"))
    answer = blocks.BooleanBlock(label=_("The statement is true"), required=False)
    rationale_true = text_field(_("What to say to “true”"))
    rationale_false = text_field(_("What to say to “false”"))
    general_feedback = reasoning_field()

    class Meta:
        icon = "check"
        label = _("True or false")


class ShortTextBlock(EngineBlock):
    """Short text."""

    stem = stem_field(_("Question"))
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
    general_feedback = reasoning_field()

    class Meta:
        icon = "edit"
        label = _("Short text")


class NumericBlock(EngineBlock):
    """A number."""

    stem = stem_field(_("Question"))
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
        help_text=_("Shown beside the box, unless writing it is part of the answer."),
    )
    units = blocks.ListBlock(
        UnitBlock(),
        label=_("Other units"),
        default=[],
        required=False,
        max_num=MAX_UNITS,
        help_text=_("An answer in one of these is converted before it is compared."),
    )
    unit_policy = blocks.ChoiceBlock(
        label=_("Writing the unit"),
        required=False,
        choices=[
            ("optional", _("Optional")),
            ("required", _("Required: without it nothing is earned")),
            ("penalty", _("Asked for: without it a share is lost")),
        ],
    )
    unit_penalty = blocks.CharBlock(
        label=_("Share lost without the unit"),
        required=False,
        help_text=_("As 1/4, where a missing unit costs."),
    )
    general_feedback = reasoning_field()

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
    matching = MatchingBlock()
    ordering = OrderingBlock()
    categorise = CategoriseBlock()
    cloze = ClozeBlock()
    essay = EssayBlock()
    upload = UploadBlock()
    hotspot = HotspotBlock()
    markers = MarkersBlock()
    branching_scenario = BranchingScenarioBlock()
    threat_model = ThreatModelBlock()
    report_form = ReportFormBlock()
    audit_findings = AuditFindingsBlock()

    class Meta:
        # None is "required": a form that nobody has touched must not begin with a fault.
        max_num = 1
