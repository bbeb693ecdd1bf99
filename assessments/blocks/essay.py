"""The editing form of an essay with its rubric."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.blocks.base import EngineBlock
from assessments.blocks.parts import empty_entries, reasoning_field, stem_field, text_field
from assessments.engine.interactions.essay import MAX_WORDS
from assessments.engine.interactions.upload import MAX_FILES, MAX_MEGABYTES


class LevelBlock(blocks.StructBlock):
    """One level of a criterion."""

    marks = blocks.IntegerBlock(
        label=_("Marks"),
        min_value=0,
        max_value=100,
        help_text=_("A whole number; each level of a criterion gives its own."),
    )
    descriptor = text_field(
        _("What an answer on this level is like"),
        _("So that two markers who read it choose the same level. Candidates see it only after marking."),
    )

    class Meta:
        icon = "bars"
        label = _("Level")


class CriterionBlock(blocks.StructBlock):
    """One thing that a marker looks at."""

    id = blocks.CharBlock(
        label=_("Name"), help_text=_("A short name that stays: letters, digits, hyphens, as in “evidence”.")
    )
    title = blocks.CharBlock(
        label=_("Criterion"),
        max_length=200,
        help_text=_("What is looked at, in a few words. Candidates see it while they write."),
    )
    levels = blocks.ListBlock(
        LevelBlock(),
        label=_("Levels"),
        min_num=2,
        max_num=10,
        default=empty_entries(LevelBlock(), {"marks": 0}, {"marks": 1}, {"marks": 2}),
    )

    class Meta:
        icon = "tick"
        label = _("Criterion")


class EssayBlock(EngineBlock):
    """An essay."""

    stem = stem_field(_("Task"))
    rubric = blocks.ListBlock(
        CriterionBlock(),
        label=_("Rubric"),
        min_num=1,
        max_num=12,
        help_text=_(
            "People mark an essay: they choose one level for each criterion. "
            "The score is the marks of those levels over the most that can be had."
        ),
    )
    min_words = blocks.IntegerBlock(
        label=_("Fewest words"),
        required=False,
        min_value=1,
        max_value=MAX_WORDS,
        help_text=_("Said to the candidate; a shorter answer is kept and marked all the same."),
    )
    max_words = blocks.IntegerBlock(
        label=_("Most words"),
        required=False,
        min_value=1,
        max_value=MAX_WORDS,
        help_text=_("Said to the candidate; a longer answer is kept and marked all the same."),
    )
    lines = blocks.IntegerBlock(label=_("Height of the box, in lines"), default=12, min_value=3, max_value=40)
    template = blocks.TextBlock(
        label=_("Text that stands in the box at first"),
        required=False,
        rows=4,
        help_text=_("Headings to fill in, for example. Left as it is, it does not count as an answer."),
    )
    general_feedback = reasoning_field()

    class Meta:
        icon = "doc-full"
        label = _("Essay")


class UploadBlock(EngineBlock):
    """A file upload."""

    stem = stem_field(_("Task"))
    rubric = blocks.ListBlock(
        CriterionBlock(),
        label=_("Rubric"),
        min_num=1,
        max_num=12,
        help_text=_("People mark the files: they choose one level for each criterion."),
    )
    kinds = blocks.MultipleChoiceBlock(
        label=_("What may be handed in"),
        choices=[("pdf", _("PDF")), ("text", _("Plain text"))],
        default=["pdf"],
        widget=forms.CheckboxSelectMultiple,
    )
    max_files = blocks.IntegerBlock(label=_("How many files"), default=1, min_value=1, max_value=MAX_FILES)
    max_megabytes = blocks.IntegerBlock(
        label=_("Largest file, in MB"), default=5, min_value=1, max_value=MAX_MEGABYTES
    )
    general_feedback = reasoning_field()

    class Meta:
        icon = "upload"
        label = _("File upload")
