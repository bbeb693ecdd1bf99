"""The editing form of a branching scenario."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.base import EngineBlock
from assessments.blocks.labs import ids, lab_minutes, lab_name, lab_title, left_out, some
from assessments.blocks.parts import empty_entries, reasoning_field, stem_field, text_field
from assessments.engine.interactions.branching_scenario import MAX_TOTAL
from assessments.engine.labs.scenario import MAX_FLAGS, MAX_NODES, MAX_OPTIONS, MAX_POINTS
from assessments.engine.labs.variants import MAX_VARIANTS


class FlagBlock(blocks.StructBlock):
    """Something that a decision makes true."""

    id = lab_name(_("As options name it."))
    text = blocks.CharBlock(label=_("In words"), max_length=200, help_text=_("As the debrief says it."))

    class Meta:
        icon = "tag"
        label = _("Flag")
        label_format = "{id}"


class OptionBlock(blocks.StructBlock):
    """One decision."""

    id = lab_name(_("It stands in the page: the best option should not have the same one everywhere."))
    text = text_field(_("Decision"))
    score = blocks.IntegerBlock(
        label=_("Points"),
        default=0,
        min_value=-MAX_POINTS,
        max_value=MAX_POINTS,
        help_text=_("What it earns, or costs."),
    )
    next = lab_name(_("The node that follows. Empty: the scenario ends."), required=False)
    requires = lab_name(_("A flag without which this is not offered."), required=False)
    sets = ids(_("Sets flags"), most=MAX_FLAGS)
    critical = blocks.BooleanBlock(
        label=_("Critical"), required=False, help_text=_("Fails the exercise whatever else is decided.")
    )
    rationale = text_field(
        _("Why"), _("Shown after the decision in practice, at the end in an examination. Markdown.")
    )

    class Meta:
        icon = "list-ul"
        label = _("Option")
        label_format = "{id}: {text}"


class NodeBlock(blocks.StructBlock):
    """One inject and what may be decided."""

    id = lab_name(_("As options name it; candidates never see it."))
    time = blocks.CharBlock(label=_("Time"), max_length=200, help_text=_("As in “Fri 16:40”."))
    channel = blocks.CharBlock(
        label=_("Channel"),
        required=False,
        max_length=200,
        help_text=_("How it arrives: by telephone, by e-mail."),
    )
    clock = blocks.CharBlock(
        label=_("Clock"), required=False, max_length=200, help_text=_("A clock that runs from here, if any.")
    )
    text = text_field(_("Inject"), rows=3)
    options = blocks.ListBlock(
        OptionBlock(),
        label=_("Options"),
        min_num=2,
        max_num=MAX_OPTIONS,
        default=empty_entries(OptionBlock(), {}, {}),
        help_text=_("Two at least must be offered whatever is true. Candidates see them shuffled."),
    )

    class Meta:
        icon = "time"
        label = _("Node")
        label_format = "{id}, {time}"


class TakenBlock(blocks.StructBlock):
    """A decision that a badge asks for."""

    node = lab_name(_("The node."))
    option = lab_name(_("The option."))

    class Meta:
        icon = "tick"
        label = _("Decision")
        label_format = "{node}: {option}"


class BadgeBlock(blocks.StructBlock):
    """What is said of a whole path."""

    id = lab_name()
    text = blocks.CharBlock(label=_("In words"), max_length=200)
    without = ids(_("Without these flags"), most=MAX_FLAGS)
    taken = some(TakenBlock(), _("With these decisions"), most=MAX_FLAGS)

    class Meta:
        icon = "pick"
        label = _("Badge")
        label_format = "{text}"


def _empty_nodes() -> list[dict[str, Any]]:
    return empty_entries(NodeBlock(), {}, {})


class ScenarioVariantBlock(blocks.StructBlock):
    """Another set of facts."""

    id = lab_name()
    without = left_out()
    stem = blocks.TextBlock(label=_("Situation, if it differs"), required=False, rows=4)
    total = blocks.IntegerBlock(
        label=_("Points of the best path, if they differ"), required=False, min_value=1, max_value=MAX_TOTAL
    )
    nodes = some(
        NodeBlock(),
        _("Nodes"),
        _("A node takes the place of the one with its id; another id is added."),
        most=MAX_NODES,
    )
    badges = some(BadgeBlock(), _("Badges"), most=MAX_FLAGS)

    class Meta:
        icon = "copy"
        label = _("Variant")
        label_format = "{id}"


class BranchingScenarioBlock(EngineBlock):
    """Branching scenario."""

    stem = stem_field(_("Situation"))
    title = lab_title()
    minutes = lab_minutes()
    total = blocks.IntegerBlock(
        label=_("Points of the best path"),
        min_value=1,
        max_value=MAX_TOTAL,
        help_text=_("The engine computes it and compares: a slip in a score or a way shows."),
    )
    flags = some(FlagBlock(), _("Flags"), _("What decisions make true from then on."), most=MAX_FLAGS)
    nodes = blocks.ListBlock(
        NodeBlock(),
        label=_("Nodes"),
        min_num=2,
        max_num=MAX_NODES,
        default=_empty_nodes(),
        help_text=_("The first one is the start. Every path must come to an end."),
    )
    badges = some(BadgeBlock(), _("Badges"), most=MAX_FLAGS)
    facilitator_notes = blocks.TextBlock(
        label=_("For the facilitator"),
        required=False,
        rows=6,
        help_text=_(
            "Further injects, roles, questions for the debrief: on the print-out for a room. Markdown."
        ),
    )
    general_feedback = reasoning_field()
    variants = some(
        ScenarioVariantBlock(),
        _("Variants"),
        _("Other facts with their own key. Whoever tries again gets another one."),
        most=MAX_VARIANTS,
    )

    class Meta:
        icon = "site"
        label = _("Branching scenario (lab)")
