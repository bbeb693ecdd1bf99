"""The editing form of a threat model."""

from typing import TYPE_CHECKING, TypeAlias

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.base import EngineBlock
from assessments.blocks.labs import ids, lab_minutes, lab_name, lab_title, left_out, some
from assessments.blocks.parts import empty_entries, reasoning_field, spoken, stem_field, text_field
from assessments.engine.interactions.threat_model import MAX_ROWS
from assessments.engine.labs.diagram import MAX_ELEMENTS, MAX_FLOWS, MAX_SIDE
from assessments.engine.labs.threats import MAX_MENU, MAX_NAMED, MAX_THREATS
from assessments.engine.labs.variants import MAX_VARIANTS

if TYPE_CHECKING:
    from django.utils.functional import Promise

Said: TypeAlias = "str | Promise"
_AFTER = _("Shown after marking, where the policy allows it. Markdown.")


def _text(help_text: Said = "") -> blocks.CharBlock:
    return blocks.CharBlock(label=_("Text"), max_length=200, help_text=help_text)


def _side(label: Said, *, least: int = 0, default: int = 0) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label=label, default=default, min_value=least, max_value=MAX_SIDE)


def _rate(label: Said) -> blocks.IntegerBlock:
    return blocks.IntegerBlock(label=label, default=3, min_value=1, max_value=5)


def _named(label: Said, help_text: Said = "") -> blocks.ListBlock:
    return blocks.ListBlock(
        spoken(blocks.CharBlock(label=_("Id"), max_length=64)),
        label=label,
        min_num=1,
        max_num=MAX_NAMED,
        default=[""],
        help_text=help_text,
    )


class ZoneBlock(blocks.StructBlock):
    """A trust boundary."""

    id = lab_name()
    text = _text()
    column = _side(_("First column"))
    row = _side(_("First row"))
    columns = _side(_("Columns"), least=1, default=1)
    rows = _side(_("Rows"), least=1, default=1)

    class Meta:
        icon = "placeholder"
        label = _("Trust boundary")
        label_format = "{id}: {text}"


class ElementBlock(blocks.StructBlock):
    """An element of the diagram."""

    id = lab_name()
    text = _text()
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        default="process",
        choices=[("external", _("Outside party")), ("process", _("Process")), ("store", _("Data store"))],
    )
    column = _side(_("Column, from 0"))
    row = _side(_("Row, from 0"))

    class Meta:
        icon = "placeholder"
        label = _("Element")
        label_format = "{id}: {text}"


class LinkBlock(blocks.StructBlock):
    """One line of a flow."""

    source = lab_name(_("From this element."))
    target = lab_name(_("To this element."))
    both = blocks.BooleanBlock(label=_("Both ways"), required=False)
    bend = blocks.IntegerBlock(
        label=_("Bend"),
        default=0,
        min_value=-30,
        max_value=30,
        help_text=_("In tenths of a cell, where a straight line would cross a box."),
    )

    class Meta:
        icon = "link"
        label = _("Line")
        label_format = "{source}, {target}"


class FlowBlock(blocks.StructBlock):
    """What flows."""

    id = lab_name()
    text = _text()
    links = blocks.ListBlock(
        LinkBlock(), label=_("Lines"), min_num=1, max_num=6, default=empty_entries(LinkBlock(), {})
    )

    class Meta:
        icon = "link"
        label = _("Flow")
        label_format = "{id}: {text}"


class EntryBlock(blocks.StructBlock):
    """An entry of a menu."""

    id = lab_name(_("It stands in the page: it must not tell the key."))
    text = _text()

    class Meta:
        icon = "list-ul"
        label = _("Entry")
        label_format = "{id}: {text}"


def _menu(label: Said, help_text: Said = "") -> blocks.ListBlock:
    return blocks.ListBlock(
        EntryBlock(),
        label=label,
        min_num=2,
        max_num=MAX_MENU,
        default=empty_entries(EntryBlock(), {}, {}),
        help_text=help_text,
    )


class ThreatBlock(blocks.StructBlock):
    """A threat of the key."""

    id = lab_name()
    statements = _named(_("Statements"), _("Ids of its wordings in the menu: any of them names it."))
    elements = _named(_("Elements"), _("Ids of the elements and flows where it happens."))
    categories = _named(_("Categories"))
    likelihood = _rate(_("Likelihood"))
    impact = _rate(_("Impact"))
    mitigations = _named(_("Mitigations"), _("Two of them are full marks."))
    owners = ids(_("Owners"), _("Who may own what remains. Not counted."), most=MAX_NAMED)
    must_have = blocks.BooleanBlock(
        label=_("Nobody may miss it"), required=False, help_text=_("It weighs twice.")
    )
    floor = blocks.BooleanBlock(
        label=_("The floor holds"), required=False, help_text=_("Impact is right only as it stands here.")
    )
    rationale = text_field(_("Why"), _AFTER)

    class Meta:
        icon = "warning"
        label = _("Threat")
        label_format = "{id}"


class DecoyBlock(blocks.StructBlock):
    """A statement that is no threat."""

    id = lab_name(_("The statement's id in the menu."))
    rationale = text_field(_("Why it is none"), _AFTER)

    class Meta:
        icon = "cross"
        label = _("Decoy")
        label_format = "{id}"


class QuestionBlock(blocks.StructBlock):
    """A question about what remains."""

    id = lab_name()
    text = text_field(_("Question"))
    yes = blocks.BooleanBlock(label=_("The answer is yes"), required=False)
    rationale = text_field(_("Why"), _AFTER)

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{text}"


class ThreatVariantBlock(blocks.StructBlock):
    """Another set of facts."""

    id = lab_name()
    without = left_out()
    stem = blocks.TextBlock(label=_("Task, if it differs"), required=False, rows=4)
    zones = some(ZoneBlock(), _("Trust boundaries"), most=12)
    elements = some(ElementBlock(), _("Elements"), most=MAX_ELEMENTS)
    flows = some(FlowBlock(), _("Flows"), most=MAX_FLOWS)
    statements = some(EntryBlock(), _("Statements"), most=MAX_MENU)
    mitigations = some(EntryBlock(), _("Mitigations"), most=MAX_MENU)
    threats = some(ThreatBlock(), _("Threats"), most=MAX_THREATS)
    decoys = some(DecoyBlock(), _("Decoys"), most=MAX_THREATS)
    questions = some(QuestionBlock(), _("Questions"), most=12)

    class Meta:
        icon = "copy"
        label = _("Variant")
        label_format = "{id}"


class ThreatModelBlock(EngineBlock):
    """Threat model."""

    stem = stem_field(_("Task"))
    title = lab_title()
    minutes = lab_minutes()
    most_threats = blocks.IntegerBlock(
        label=_("Most threats that may be listed"), default=20, min_value=1, max_value=MAX_ROWS
    )
    zones = some(ZoneBlock(), _("Trust boundaries"), most=12)
    elements = blocks.ListBlock(
        ElementBlock(),
        label=_("Elements"),
        min_num=2,
        max_num=MAX_ELEMENTS,
        default=empty_entries(ElementBlock(), {}, {"column": 1}),
        help_text=_("Each in a cell of its own; the picture is drawn from these."),
    )
    flows = blocks.ListBlock(
        FlowBlock(), label=_("Flows"), min_num=1, max_num=MAX_FLOWS, default=empty_entries(FlowBlock(), {})
    )
    categories = _menu(_("Categories"))
    statements = _menu(
        _("Statements"), _("Threats and decoys, shown by the alphabet. The key below says which is which.")
    )
    mitigations = _menu(_("Mitigations"))
    owners = _menu(_("Owners of what remains"))
    threats = blocks.ListBlock(
        ThreatBlock(),
        label=_("Threats"),
        min_num=1,
        max_num=MAX_THREATS,
        default=empty_entries(ThreatBlock(), {}),
    )
    decoys = some(DecoyBlock(), _("Decoys"), most=MAX_THREATS)
    questions = some(QuestionBlock(), _("Questions about what remains, not counted"), most=12)
    general_feedback = reasoning_field()
    variants = some(
        ThreatVariantBlock(),
        _("Variants"),
        _("Other facts with their own key. Whoever tries again gets another one."),
        most=MAX_VARIANTS,
    )

    class Meta:
        icon = "warning"
        label = _("Threat model (lab)")
