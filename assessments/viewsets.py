"""Items and assessments in Wagtail's admin."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import DateColumn, StatusTagColumn, UpdatedAtColumn
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import CopyView, DeleteView, EditView, SnippetViewSet

from assessments.forms.advice import item_panels
from assessments.forms.builder import assessment_panels
from assessments.forms.item_filters import ItemFilterSet
from assessments.forms.pictures import ItemImageForm
from assessments.models import Assessment, Item, ItemImage
from assessments.services.ownership import VIEW_ITEM
from assessments.views.assessment_builder import (
    AssessmentCreateView,
    AssessmentEditView,
    AssessmentListView,
)
from assessments.views.item_list import SEARCHED, ItemListView
from website.columns import PlainColumn


def stage_of(item: Any) -> str:
    """Where an item of a list stands, from what the list's query holds."""
    if item.is_waiting:
        return _now("Live, a change waits for approval") if item.live else _now("Waits for approval")
    if item.live and item.stage == Item.Stage.RETIRED:
        return _now("Retired")
    if item.live and item.stage == Item.Stage.PILOT:
        return _now("Pilot, with a draft") if item.has_unpublished_changes else _now("Pilot, unscored")
    if item.live:
        return _now("Live, with a draft") if item.has_unpublished_changes else _now("Live")
    return _now("Taken back") if item.first_published_at else _now("Draft")


class FigureColumn(PlainColumn):
    """A figure of two places, or a dash where too few have answered to say it."""

    def get_value(self, instance: Any) -> Any:
        value = super().get_value(instance)
        return "–" if value is None else number_format(value, 2)


class ItemCopyView(CopyView):
    """The form of a copy. It posts to the form for new items: a post to this address would write the original."""

    http_method_names = ["get", "head", "options"]


class ItemDeleteView(DeleteView):
    """Deletes drafts. What was published stays: attempts and certificates rest on it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if Item.objects.filter(pk=self.kwargs["pk"], versions__isnull=False).exists():
            messages.error(
                request, _now("This item was published: it can be taken back (unpublished), never deleted.")
            )
            return redirect(self.edit_url_name, self.kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)


class ItemEditView(EditView):
    """The item editor. A decision on what was submitted saves nothing: who approves must not become its author."""

    object: Any
    autosave_enabled: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # Saved by itself, a stray key would make an author of whoever is asked to approve.
        self.autosave_enabled = self.autosave_enabled and not self._is_asked_to_approve()

    def _is_asked_to_approve(self) -> bool:
        task = self.current_workflow_task
        offered = task.get_actions(self.object, self.request.user) if task else []
        return any(name == "approve" for name, _label, _opens in offered)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # Wagtail would save what the page shows as a draft of whoever pressed the button.
        if request.POST.get("action-workflow-action") and self.action != "workflow-action":
            messages.error(
                request,
                _now(
                    "Nothing was done: while you had the item open, it was decided on, taken back or sent again. "
                    "This is how it stands now."
                ),
            )
            return redirect(self.get_edit_url())
        return super().post(request, *args, **kwargs)

    @property
    def header_more_buttons(self) -> list[Any]:
        buttons: list[Any] = list(super().header_more_buttons)
        url = reverse("item_life:stage", args=[self.object.pk])
        uses = reverse("item_desk:uses", args=[self.object.pk])
        return [
            *buttons,
            Button(_now("Stage"), url=url, icon_name="order", priority=40),
            Button(_now("Where used"), url=uses, icon_name="link", priority=41),
        ]

    def form_valid(self, form: Any) -> Any:
        if self.action != "workflow-action":
            return super().form_valid(form)
        stored = Item.objects.get(pk=self.object.pk)
        if _is_changed(form, stored.get_latest_revision_as_object()):
            self.produced_error_code = "changed"
            self.produced_error_message = _now(
                "You changed the item. Save your changes as a draft, and another person decides on them; "
                "or reload the page, and decide on what was submitted."
            )
            return self.form_invalid(form)
        self.form, self.object = form, stored
        self.run_action_method()
        return self.save_action()

    def get_success_message(self, instance: Any = None) -> Any:
        if self.action != "workflow-action":
            return super().get_success_message(instance)
        if self.workflow_action != "approve":
            return _now("“%(item)s” went back to its author.") % {"item": self.object}
        self.object.refresh_from_db()
        if self.object.workflow_in_progress:
            return _now("You approved “%(item)s”. It waits for the next approval.") % {"item": self.object}
        if self.object.stage == Item.Stage.PILOT:
            return _now("You approved “%(item)s”. It is tried out now, unscored.") % {"item": self.object}
        return _now("You approved “%(item)s”. It is live.") % {"item": self.object}


def _is_changed(form: Any, kept: Item) -> bool:
    """Whether the form holds anything else than a revision does."""
    found = form.instance
    return found.content != kept.content or any(
        _plain(getattr(found, name)) != _plain(getattr(kept, name))
        for name in form.fields
        if name != "interaction" and hasattr(kept, name)
    )


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


class ForAuthors:
    """A chooser for whoever may see items: what stands in it is theirs to know."""

    def get_urlpatterns(self) -> list[Any]:
        patterns: list[Any] = super().get_urlpatterns()  # type: ignore[misc]  # a chooser's, beside this class
        for found in patterns:
            found.callback = permission_required(VIEW_ITEM, raise_exception=True)(found.callback)
        return patterns


class ItemChooserViewSet(ForAuthors, SnippetChooserViewSet):
    """Choosing an item for a knowledge check."""


class ItemViewSet(SnippetViewSet):
    """The item list and editor: drafts, history, workflow, preview, inspection."""

    model = Item
    icon = "help"
    menu_label = _("Items")
    menu_name = "items"
    menu_order = 200
    add_to_admin_menu = True
    list_display = [
        "slug",
        PlainColumn("measures", label=_("What it measures"), sort_key="measures"),
        PlainColumn("way_of_answering", label=_("Way of answering"), sort_key="interaction_type"),
        PlainColumn("domain", label=_("Domain"), sort_key="domain"),
        PlainColumn("level", label=_("Level"), sort_key="level"),
        StatusTagColumn("stage", label=_("Stage"), accessor=stage_of, primary=lambda item: item.live),
        PlainColumn("exposures", label=_("Forms"), sort_key="exposures"),
        FigureColumn("facility", label=_("Facility"), sort_key="facility"),
        FigureColumn("discrimination", label=_("Discrimination"), sort_key="discrimination"),
        DateColumn("last_used_at", label=_("Last used"), sort_key="last_used_at"),
        UpdatedAtColumn(),
    ]
    list_per_page = 50
    filterset_class = ItemFilterSet
    index_view_class = ItemListView
    # Plain comparison in the database: an author looks for parts of names, and "p-001" is no query language.
    search_backend_name = None
    search_fields = SEARCHED
    inspect_view_enabled = True
    inspect_view_fields = [
        "bank",
        "slug",
        "purpose",
        "domain",
        "level",
        "outcome",
        "measures",
        "references",
        "content_note",
        "stage",
        "exposures",
        "live",
        "current_version",
    ]
    edit_handler = item_panels()
    chooser_viewset_class = ItemChooserViewSet
    edit_view_class = ItemEditView
    copy_view_class = ItemCopyView
    delete_view_class = ItemDeleteView

    def get_queryset(self, request: HttpRequest) -> Any:
        return Item.objects.with_waiting().select_related("bank").defer("interaction", "stem")


class ItemImageChooserViewSet(ForAuthors, ChooserViewSet):
    """Choosing a picture for an item, or adding one."""

    model = ItemImage
    icon = "image"
    choose_one_text = _("Choose a picture")
    choose_another_text = _("Choose another picture")
    creation_form_class = ItemImageForm
    creation_tab_label = _("Add")
    create_action_label = _("Add")
    # The editing form's block has its own widget.
    register_widget = False

    def get_object_list(self) -> Any:
        return ItemImage.objects.defer("data")


class AssessmentViewSet(ModelViewSet):
    """Assessments: policies in groups, and the blueprint as a grid of demand against supply."""

    model = Assessment
    url_namespace = "assessment_policies"
    url_prefix = "assessment-policies"
    icon = "form"
    menu_label = _("Assessments")
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["title", "kind", "bank", "minutes", "cut_score", "is_active"]
    list_filter = ["kind", "bank", "is_active"]
    list_per_page = 50
    search_fields = ["title", "slug"]
    index_view_class = AssessmentListView
    add_view_class = AssessmentCreateView
    edit_view_class = AssessmentEditView
    # A copy would post to the original's address, and its blueprint would stay behind.
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields_exclude: list[str] = ["access_code_hash", "loaded_digest"]
    edit_handler = assessment_panels()
