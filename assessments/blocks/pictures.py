"""The editing forms of hotspot and markers: a picture, places on it, and areas."""

from django.forms import Media, Script
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.widgets.chooser import BaseChooser

from assessments.blocks.base import EngineBlock
from assessments.blocks.parts import empty_entries, reasoning_field, stem_field, text_field
from assessments.engine.interactions.markers import MAX_USES
from assessments.engine.interactions.pictures import MAX_AREAS, MAX_PLACES

_COORDS = _(
    "In pixels from the upper left corner. Rectangle: left,top,right,bottom. Circle: x,y,radius. "
    "Polygon: x,y,x,y,x,y and so on."
)


class PictureChooser(BaseChooser):
    """Chooses one of the pictures of items, or adds one; then one points on it."""

    template_name = "assessments/widgets/picture_chooser.html"

    model = "assessments.ItemImage"
    chooser_modal_url_name = "item_image_chooser:choose"
    icon = "image"
    choose_one_text = _("Choose a picture")
    choose_another_text = _("Choose another picture")
    show_edit_link = False

    @property
    def media(self) -> Media:
        drawing = Script("assessments/js/drawing.js", type="module")
        found: Media = super().media + Media(js=[drawing])  # type: ignore[list-item]  # Django 5.2 takes it; its stubs do not know
        return found


class PictureBlock(blocks.ChooserBlock):
    """A picture of an item, kept by its content."""

    target_model = "assessments.ItemImage"
    widget = PictureChooser()

    class Meta:
        icon = "image"
        label = _("Picture")


class PlaceBlock(blocks.StructBlock):
    """A place that can be chosen from a list instead of pointing."""

    id = blocks.CharBlock(
        label=_("Name"),
        required=False,
        help_text=_(
            "Left empty, it is given once and then kept. It stands in the page: it must not tell the key."
        ),
    )
    label = blocks.CharBlock(
        label=_("Where it is, in words"),
        max_length=200,
        help_text=_("So that it can be found on the picture, and without saying whether it is right."),
    )
    at = blocks.CharBlock(
        label=_("Where"), max_length=20, help_text=_("Pixels from the left and from the top, as in 150,80.")
    )

    class Meta:
        icon = "crosshairs"
        label = _("Place")
        label_format = "{label}"


class _OutlineBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("What it is"), max_length=200, help_text=_("Shown after marking."))
    shape = blocks.ChoiceBlock(
        label=_("Shape"),
        default="rectangle",
        choices=[("rectangle", _("Rectangle")), ("circle", _("Circle")), ("polygon", _("Polygon"))],
    )
    coords = blocks.CharBlock(label=_("Coordinates"), max_length=200, help_text=_COORDS)
    rationale = text_field(_("Why"), _("Shown after marking, where the policy allows it. Markdown."))


class HotareaBlock(_OutlineBlock):
    """An area with what it earns."""

    credit = blocks.CharBlock(
        label=_("Credit"),
        default="0",
        help_text=_("1 for right, 0 for wrong; a share as 1/2; a cost as -1/4."),
    )

    class Meta:
        icon = "crosshairs"
        label = _("Area")
        label_format = "{label}"


class ZoneBlock(_OutlineBlock):
    """An area with the marker that belongs in it."""

    marker = blocks.CharBlock(label=_("Name of its marker"), max_length=64)

    class Meta:
        icon = "crosshairs"
        label = _("Zone")
        label_format = "{label}"


class MarkerBlock(blocks.StructBlock):
    """One label to put down."""

    id = blocks.CharBlock(label=_("Name"), max_length=64, help_text=_("Letters and digits; zones name it."))
    text = blocks.CharBlock(label=_("Label"), max_length=200)
    uses = blocks.IntegerBlock(
        label=_("How often it may be put down"), default=1, min_value=1, max_value=MAX_USES
    )

    class Meta:
        icon = "tag"
        label = _("Marker")
        label_format = "{text}"


def _description() -> blocks.TextBlock:
    return text_field(
        _("The picture in words"),
        _("For whoever cannot see it: what is where. Without saying what is right. Markdown."),
        rows=4,
    )


def _places() -> blocks.ListBlock:
    return blocks.ListBlock(
        PlaceBlock(),
        label=_("Places"),
        min_num=2,
        max_num=MAX_PLACES,
        default=empty_entries(PlaceBlock(), {}, {}, {}),
        help_text=_("A list to choose from instead of pointing: right and wrong ones mixed."),
    )


class HotspotBlock(EngineBlock):
    """Hotspot."""

    stem = stem_field(_("Task"))
    image = PictureBlock()
    image_description = _description()
    places = _places()
    areas = blocks.ListBlock(
        HotareaBlock(),
        label=_("Areas"),
        min_num=1,
        max_num=MAX_AREAS,
        default=empty_entries(HotareaBlock(), {"credit": "1"}),
        help_text=_("The credits of the right areas add up to exactly 1. What lies on an edge is inside."),
    )
    max_choices = blocks.IntegerBlock(
        label=_("How many may be chosen"), default=1, min_value=1, max_value=MAX_AREAS
    )
    miss_cost = blocks.CharBlock(
        label=_("Cost of a point in no area"), required=False, help_text=_("As 1/4; empty for none.")
    )
    general_feedback = reasoning_field()

    class Meta:
        icon = "crosshairs"
        label = _("Hotspot on a picture")


class MarkersBlock(EngineBlock):
    """Markers."""

    stem = stem_field(_("Task"))
    image = PictureBlock()
    image_description = _description()
    places = _places()
    markers = blocks.ListBlock(
        MarkerBlock(),
        label=_("Markers"),
        min_num=2,
        max_num=MAX_AREAS,
        default=empty_entries(MarkerBlock(), {}, {}),
        help_text=_("One without a zone belongs nowhere: putting it down costs."),
    )
    zones = blocks.ListBlock(
        ZoneBlock(),
        label=_("Zones"),
        min_num=1,
        max_num=MAX_AREAS,
        default=empty_entries(ZoneBlock(), {}),
        help_text=_("The score is right markers over the greater of zones and markers put down."),
    )
    general_feedback = reasoning_field()

    class Meta:
        icon = "tag"
        label = _("Markers on a picture")
