"""The editing forms of matching, ordering and categorise: rows, each with its right place."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.base import EngineBlock
from assessments.blocks.parts import empty_entries, reasoning_field, spoken, stem_field, text_field
from assessments.engine.interactions.categorise import MAX_CATEGORIES
from assessments.engine.interactions.ordering import MAX_ENTRIES
from assessments.engine.interactions.pairing import MAX_ROWS

_SHOWN_AFTER = _("Shown after marking, where the policy allows it. Markdown.")


def _name() -> blocks.CharBlock:
    return blocks.CharBlock(
        label=_("Name"),
        required=False,
        help_text=_(
            "Left empty, it is given once and then kept. It stands in the page: it must not tell the key."
        ),
    )


def _line(label: object) -> blocks.FieldBlock:
    return spoken(blocks.CharBlock(label=label, max_length=200))


class PairBlock(blocks.StructBlock):
    """A stem and its choice."""

    id = _name()
    text = text_field(_("Stem"))
    match = blocks.CharBlock(
        label=_("Right choice"), max_length=200, help_text=_("Plain text. Two stems may share a choice.")
    )
    rationale = text_field(_("Why"), _SHOWN_AFTER)

    class Meta:
        icon = "link"
        label = _("Pair")
        label_format = "{text}"


class MatchingBlock(EngineBlock):
    """Matching."""

    stem = stem_field(_("Task"))
    shuffle = blocks.BooleanBlock(label=_("Shuffle the choices"), required=False, default=True)
    pairs = blocks.ListBlock(
        PairBlock(),
        label=_("Pairs"),
        min_num=2,
        max_num=MAX_ROWS,
        default=empty_entries(PairBlock(), {}, {}, {}),
        help_text=_("Candidates choose for each stem from all the choices together."),
    )
    distractors = blocks.ListBlock(
        _line(_("Choice")),
        label=_("Choices that are right for none"),
        required=False,
        max_num=MAX_ROWS,
        default=[],
        help_text=_("They keep the last pair from being found by elimination."),
    )
    general_feedback = reasoning_field()

    class Meta:
        icon = "link"
        label = _("Matching")


class PlacedBlock(blocks.StructBlock):
    """One entry of an order."""

    id = _name()
    text = text_field(_("Entry"))
    rationale = text_field(_("Why it stands here"), _SHOWN_AFTER)

    class Meta:
        icon = "order"
        label = _("Entry")
        label_format = "{text}"


class OrderingBlock(EngineBlock):
    """Ordering."""

    stem = stem_field(_("Task"))
    scoring = blocks.ChoiceBlock(
        label=_("Scoring"),
        default="absolute-position",
        choices=[
            ("absolute-position", _("Each entry in its right place earns its share")),
            ("longest-ordered-subset", _("The longest run of entries in the right order, gaps allowed")),
            ("all-or-nothing", _("The whole order, or nothing")),
        ],
    )
    entries = blocks.ListBlock(
        PlacedBlock(),
        label=_("Entries in their right order"),
        min_num=3,
        max_num=MAX_ENTRIES,
        default=empty_entries(PlacedBlock(), {}, {}, {}, {}),
        help_text=_("Candidates see them shuffled, never in this order."),
    )
    general_feedback = reasoning_field()

    class Meta:
        icon = "order"
        label = _("Ordering")


class EntryBlock(blocks.StructBlock):
    """One entry and its category."""

    id = _name()
    text = text_field(_("Entry"))
    category = blocks.CharBlock(
        label=_("Category"), max_length=200, help_text=_("One of the categories above, as it stands there.")
    )
    rationale = text_field(_("Why"), _SHOWN_AFTER)

    class Meta:
        icon = "folder"
        label = _("Entry")
        label_format = "{text}"


class CategoriseBlock(EngineBlock):
    """Categorise."""

    stem = stem_field(_("Task"))
    shuffle = blocks.BooleanBlock(label=_("Shuffle the entries"), required=False, default=True)
    categories = blocks.ListBlock(
        _line(_("Category")),
        label=_("Categories"),
        min_num=2,
        max_num=MAX_CATEGORIES,
        default=["", ""],
        help_text=_("Plain text, in the order in which candidates see them. One may stay empty."),
    )
    entries = blocks.ListBlock(
        EntryBlock(),
        label=_("Entries"),
        min_num=2,
        max_num=MAX_ROWS,
        default=empty_entries(EntryBlock(), {}, {}, {}),
    )
    general_feedback = reasoning_field()

    class Meta:
        icon = "folder-open-inverse"
        label = _("Categorise")
