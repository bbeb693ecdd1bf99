"""Items and banks in Wagtail's admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from assessments.models import Assessment, Item


class ItemFilterSet(WagtailFilterSet):
    """Facets of the item list."""

    class Meta:
        model = Item
        fields = ["bank", "purpose", "domain", "level", "live"]


class ItemViewSet(SnippetViewSet):
    """The item list and editor: drafts, history, workflow, preview, inspection."""

    model = Item
    icon = "help"
    menu_label = _("Items")
    menu_name = "items"
    menu_order = 200
    add_to_admin_menu = True
    list_display = ["slug", "measures", "bank", "purpose", "domain", "level", "live"]
    list_per_page = 50
    filterset_class = ItemFilterSet
    search_fields = ["slug", "measures"]
    inspect_view_enabled = True
    copy_view_enabled = True


class AssessmentViewSet(ModelViewSet):
    """Assessments with their policies; the blueprint is edited in the course package."""

    model = Assessment
    url_namespace = "assessment_policies"
    url_prefix = "assessment-policies"
    icon = "form"
    menu_label = _("Assessments")
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["title", "kind", "bank", "minutes", "cut_score", "is_active"]
    list_filter = ["kind", "bank", "is_active"]
    inspect_view_enabled = True
    exclude_form_fields: list[Any] = ["uuid", "loaded_digest", "review"]
