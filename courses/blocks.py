"""The blocks of a lesson. Their names and raw shapes are what course packages read and write."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

# What the Markdown of a course package can say, and so what an editor may write.
TEXT_FEATURES = ["bold", "italic", "link", "ol", "ul", "code"]

_DAY = r"^\d{4}-\d{2}-\d{2}$"

CALLOUT_KINDS = [
    ("note", _("Note")),
    ("warning", _("Warning")),
    ("practice", _("Practice")),
    ("example", _("Example")),
]


class HeadingBlock(blocks.StructBlock):
    """A heading within a lesson; the lesson's title is the only heading above it."""

    text = blocks.CharBlock(max_length=200)
    size = blocks.ChoiceBlock(choices=[("h2", _("Heading")), ("h3", _("Smaller heading"))], default="h2")

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "courses/blocks/heading.html"


class CalloutBlock(blocks.StructBlock):
    """Something set apart from the text."""

    kind = blocks.ChoiceBlock(choices=CALLOUT_KINDS, default="note")
    title = blocks.CharBlock(max_length=200, required=False)
    text = blocks.RichTextBlock(features=TEXT_FEATURES)

    class Meta:
        icon = "info-circle"
        label = _("Callout")
        template = "courses/blocks/callout.html"


class QuoteBlock(blocks.StructBlock):
    """Words of somebody else, with their source."""

    text = blocks.TextBlock()
    source = blocks.CharBlock(max_length=300, required=False)
    url = blocks.URLBlock(required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "courses/blocks/quote.html"


class TableBlock(blocks.StructBlock):
    """A table of text with one row of column heads; the first cell of each row names the row."""

    caption = blocks.CharBlock(max_length=300, required=False)
    columns = blocks.ListBlock(blocks.CharBlock(max_length=200), min_num=1)
    rows = blocks.ListBlock(blocks.ListBlock(blocks.TextBlock(required=False, rows=1)), min_num=1)

    class Meta:
        icon = "table"
        label = _("Table")
        template = "courses/blocks/table.html"

    def clean(self, value: Any) -> Any:
        """Every row has as many cells as there are columns."""
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        width = len(value["columns"])
        wrong = [str(number) for number, row in enumerate(value["rows"], 1) if len(row) != width]
        if wrong:
            message = _("Each row needs %(width)s cells. Look at row %(rows)s.")
            problem = ValidationError(message, params={"width": width, "rows": ", ".join(wrong)})
            raise StructBlockValidationError(block_errors={"rows": problem})
        return value

    def get_context(self, value: Any, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The cells of each row together with the head of their column, for narrow screens."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        columns = list(value["columns"])
        context["lines"] = [list(zip(columns, row, strict=False)) for row in value["rows"]]
        return context


class FigureBlock(blocks.StructBlock):
    """A picture that says something, and the same in words."""

    image = ImageChooserBlock()
    alt = blocks.TextBlock(
        rows=3,
        label=_("Text alternative"),
        help_text=_("Say what the picture says, for those who do not see it."),
    )
    caption = blocks.CharBlock(max_length=500, required=False)

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "courses/blocks/figure.html"


class DownloadBlock(blocks.StructBlock):
    """A document to take away."""

    document = DocumentChooserBlock()
    title = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "download"
        label = _("Download")
        template = "courses/blocks/download.html"


class ContentNoteBlock(blocks.StructBlock):
    """A note just before material that may weigh on the reader."""

    text = blocks.TextBlock(rows=3)

    class Meta:
        icon = "warning"
        label = _("Content note")
        template = "courses/blocks/content_note.html"


class CheckBlock(blocks.StructBlock):
    """A knowledge check: one practice item, answered for oneself and never counted."""

    item = SnippetChooserBlock("assessments.Item")

    class Meta:
        icon = "help"
        label = _("Knowledge check")
        template = "courses/blocks/check.html"

    def clean(self, value: Any) -> Any:
        """Only practice items: a check shows its key to whoever answers."""
        value = super().clean(value)
        item = value["item"]
        if not self.is_deferred_validation and item is not None and item.purpose != "practice":
            problem = ValidationError(_("Choose a practice item: a knowledge check shows its key."))
            raise StructBlockValidationError(block_errors={"item": problem})
        return value


class ReadingBlock(blocks.StreamBlock):
    """Everything that a lesson may be made of, but for knowledge checks."""

    heading = HeadingBlock()
    text = blocks.RichTextBlock(
        features=TEXT_FEATURES, icon="pilcrow", label=_("Text"), template="courses/blocks/text.html"
    )
    callout = CalloutBlock()
    quote = QuoteBlock()
    table = TableBlock()
    figure = FigureBlock()
    download = DownloadBlock()
    content_note = ContentNoteBlock()


class LessonBlock(ReadingBlock):
    """The body of a lesson."""

    check = CheckBlock()


class OutcomeBlock(blocks.StructBlock):
    """One thing that a learner can do afterwards; lessons and items refer to it by its id."""

    id = blocks.RegexBlock(regex=r"^[a-z0-9][a-z0-9-]*$", max_length=40, label=_("Short name"))
    text = blocks.CharBlock(max_length=300)

    class Meta:
        icon = "tick"
        label = _("Outcome")


class TermBlock(blocks.StructBlock):
    """The short name and title of a domain or of a level of a blueprint."""

    id = blocks.RegexBlock(regex=r"^[a-z0-9][a-z0-9-]*$", max_length=60, label=_("Short name"))
    title = blocks.CharBlock(max_length=120)

    class Meta:
        icon = "tag"


class GlossaryTermBlock(blocks.StructBlock):
    """One term of the glossary. Texts link to it as #term-<short name>."""

    id = blocks.RegexBlock(regex=r"^[a-z0-9][a-z0-9-]*$", max_length=60, label=_("Short name"))
    term = blocks.CharBlock(max_length=120)
    definition = blocks.TextBlock(rows=3, max_length=2000, help_text=_("One or two sentences. Markdown."))
    see = blocks.ListBlock(
        blocks.RegexBlock(regex=r"^[a-z0-9][a-z0-9-]*$", max_length=60),
        default=[],
        required=False,
        label=_("See also"),
        help_text=_("Short names of other terms."),
    )

    class Meta:
        icon = "openquote"
        label = _("Term")


class SourceBlock(blocks.StructBlock):
    """One source of a lesson. The text refers to it by a link to #source-<short name>."""

    id = blocks.RegexBlock(regex=r"^[a-z0-9][a-z0-9.-]*$", max_length=80, label=_("Short name"))
    title = blocks.CharBlock(max_length=400)
    publisher = blocks.CharBlock(max_length=200, required=False)
    date = blocks.RegexBlock(
        regex=r"^\d{4}(-\d{2}(-\d{2})?)?$",
        required=False,
        help_text=_("A year, a month or a day: 2026-11-23."),
    )
    url = blocks.URLBlock(required=False)
    reported_by = blocks.CharBlock(
        max_length=300, required=False, help_text=_("Who reported it, when the source itself was not seen.")
    )
    mark = blocks.ChoiceBlock(
        choices=[
            ("seen", _("Read at the publisher")),
            ("seen-2", _("Read at second hand")),
            ("known", _("General knowledge: backs no number")),
        ],
        required=False,
        help_text=_("How far the source carries."),
    )
    valid_until = blocks.RegexBlock(
        regex=_DAY,
        required=False,
        help_text=_("The last day on which it holds, where the law changes: 2026-11-23."),
    )
    review_by = blocks.RegexBlock(
        regex=_DAY, required=False, help_text=_("The day by which it is read again.")
    )

    class Meta:
        icon = "link-external"
        label = _("Source")
