"""The editing form of a report form: the facts, the form with its menus, apart from them the key, and variants."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.base import EngineBlock
from assessments.blocks.lab_parts import (
    AFTERWARDS,
    MARKDOWN,
    EntryBlock,
    line_field,
    list_of,
    long_text,
    minutes_field,
    name_field,
    title_field,
    without_field,
)
from assessments.blocks.parts import reasoning_field, spoken, stem_field, text_field
from assessments.engine.interactions.gap_kinds import MAX_WEIGHT

_THE_FIELDS = _("The name of the field.")
_ANSWER = _(
    "As it would be entered: a menu's entry by its name; flags as a + b, or + a for “a, whatever else”; parts of a "
    "record as port 443; eventName Upload; (blank) for left out on purpose; * for anything."
)
_PART_KINDS = [
    ("line", _("A line of text, such as an identifier")),
    ("number", _("A number")),
    ("day", _("A day")),
    ("moment", _("A moment with its offset")),
    ("choice", _("One of a menu")),
]


class RecordPartBlock(blocks.StructBlock):
    """One part of a record."""

    id = name_field()
    title = line_field(_("Title"))
    kind = blocks.ChoiceBlock(label=_("Kind"), choices=_PART_KINDS, default="line")
    choices = list_of(EntryBlock(), _("Menu"), _("For the kind “one of a menu” alone."))

    class Meta:
        icon = "form"
        label = _("Part")
        label_format = "{title}"


class FormFieldBlock(blocks.StructBlock):
    """One element of the form."""

    id = name_field()
    title = line_field(_("Title"))
    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        default="choice",
        choices=[
            *_PART_KINDS,
            ("flags", _("Any of a menu")),
            ("record", _("Several parts that belong together")),
            ("prose", _("Prose: commented on, never counted")),
        ],
    )
    help = blocks.TextBlock(label=_("Hint"), required=False, rows=2, help_text=MARKDOWN)
    choices = list_of(
        EntryBlock(),
        _("Menu"),
        _("Four entries or more, where the matter allows it. Or else below, by variant."),
    )
    parts = list_of(RecordPartBlock(), _("Parts"), _("Of a record alone."))

    class Meta:
        icon = "form"
        label = _("Field")
        label_format = "{title}"


class FieldGroupBlock(blocks.StructBlock):
    """Fields under one heading."""

    id = name_field()
    title = line_field(_("Title"))
    help = blocks.TextBlock(label=_("Hint"), required=False, rows=2, help_text=MARKDOWN)
    fields = list_of(FormFieldBlock(), _("Fields"), min_num=1, required=True)

    class Meta:
        icon = "folder-open-1"
        label = _("Group of fields")
        label_format = "{title}"


class FieldMenuBlock(blocks.StructBlock):
    """A field's menu that belongs to the facts."""

    id = name_field(_THE_FIELDS)
    choices = list_of(EntryBlock(), _("Menu"), min_num=2, required=True)

    class Meta:
        icon = "list-ul"
        label = _("Menu")
        label_format = "{id}"


class SaidAnswerBlock(blocks.StructBlock):
    """An answer that is not right, and what to say to it."""

    answer = line_field(_("Answer"), _ANSWER)
    rationale = text_field(_("What to say to it"), AFTERWARDS)

    class Meta:
        icon = "cross"
        label = _("Answer")
        label_format = "{answer}"


class FieldKeyBlock(blocks.StructBlock):
    """How one field is judged."""

    id = name_field(_THE_FIELDS)
    weight = blocks.IntegerBlock(label=_("Weight"), default=1, min_value=1, max_value=MAX_WEIGHT)
    critical = blocks.BooleanBlock(
        label=_("Critical"), required=False, help_text=_("A misleading entry here caps the lab at 49 %.")
    )
    right = list_of(spoken(line_field(_("Answer"))), _("Right"), _ANSWER)
    accept = list_of(spoken(line_field(_("Answer"))), _("Acceptable: four fifths"))
    misleading = list_of(SaidAnswerBlock(), _("Misleading: costs half"))
    wrong = list_of(
        SaidAnswerBlock(), _("Wrong, with something to say"), _("Whatever is not listed is wrong as well.")
    )
    mentions = list_of(
        spoken(line_field(_("Phrases"), _("Whole words or phrases; | parts those of which one is enough."))),
        _("Prose mentions"),
        _("Of prose alone, for a comment that is never counted."),
    )
    rationale = text_field(_("The rule"), AFTERWARDS)

    class Meta:
        icon = "key"
        label = _("Key of a field")
        label_format = "{id}"


class AvoidedTermBlock(blocks.StructBlock):
    """A term that a report does not use."""

    id = name_field()
    term = blocks.CharBlock(
        label=_("Term"), max_length=80, help_text=_("As a whole phrase; quoting it is allowed.")
    )
    rationale = text_field(_("What to write instead"), AFTERWARDS)

    class Meta:
        icon = "warning"
        label = _("Term")
        label_format = "{term}"


class ReportVariantBlock(blocks.StructBlock):
    """Another incident for the same form."""

    id = name_field(_("Letters, digits, hyphens."))
    without = without_field()
    title = title_field(required=False)
    case = long_text(_("Facts"), required=False, rows=10)
    groups = list_of(FieldGroupBlock(), _("Groups that differ"))
    menus = list_of(FieldMenuBlock(), _("Menus that differ"))
    key = list_of(FieldKeyBlock(), _("Keys that differ"))
    model_answer = long_text(_("Model narrative"), AFTERWARDS, required=False)

    class Meta:
        icon = "copy"
        label = _("Variant")
        label_format = "{id}"


class ReportFormBlock(EngineBlock):
    """A report form."""

    stem = stem_field(_("Task"))
    title = title_field()
    minutes = minutes_field()
    case = long_text(
        _("Facts"), _("Process facts only. A numbered list is shown with its numbers. Markdown."), rows=10
    )
    groups = list_of(FieldGroupBlock(), _("Form"), min_num=1, required=True)
    menus = list_of(FieldMenuBlock(), _("Menus that belong to the facts"))
    key = list_of(
        FieldKeyBlock(),
        _("Key"),
        _("A field without a key is shown and not marked."),
        min_num=1,
        required=True,
    )
    avoid = list_of(AvoidedTermBlock(), _("Terms that prose avoids"))
    model_answer = long_text(_("Model narrative"), AFTERWARDS)
    general_feedback = reasoning_field()
    variants = list_of(
        ReportVariantBlock(),
        _("Variants"),
        _("Other facts with their own keys. A second attempt gets another one. Say only what differs."),
    )

    class Meta:
        icon = "form"
        label = _("Report form (lab)")
