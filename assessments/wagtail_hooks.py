"""What assessments add to Wagtail's admin."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.views.home import UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from assessments.desk_urls import desk_addresses
from assessments.models import Assessment, Item
from assessments.models.adjustments import DECIDE
from assessments.models.appeals import DECIDE_APPEAL
from assessments.models.cut_studies import JUDGE, RUN_STUDY
from assessments.models.imports import IMPORT_ITEMS
from assessments.models.item_life import MOVE_ITEM
from assessments.models.marking import LEAD, MARK
from assessments.models.outcomes import DECIDE_OUTCOME
from assessments.models.remarks import REMARK
from assessments.models.tallies import VIEW_STATISTICS
from assessments.services.adjustments import SET_OVERRIDE
from assessments.services.banks import DECIDE_USE
from assessments.services.loading import LOG_ACTION
from assessments.views import (
    item_life,
    results,
    results_people,
    room,
)
from assessments.views.assessment_builder import AssessmentPolicy
from assessments.views.home_panels import ForYouPanel, OfYoursPanel
from assessments.views.item_actions import ACTIONS
from assessments.viewsets import AssessmentViewSet, ItemImageChooserViewSet, ItemViewSet

# Before the viewset, which would register a policy of its own.
register_permission_policy(Assessment, AssessmentPolicy(Assessment))
register_snippet(ItemViewSet)
for bulk_action in ACTIONS:
    hooks.register("register_bulk_action", bulk_action)


@hooks.register("register_admin_viewset")
def register_assessments() -> AssessmentViewSet:
    """Assessments beside items."""
    return AssessmentViewSet("assessment_policies")


@hooks.register("register_admin_viewset")
def register_pictures() -> ItemImageChooserViewSet:
    """The pictures of items, in the editor."""
    return ItemImageChooserViewSet("item_image_chooser", url_prefix="item-pictures")


@hooks.register("construct_homepage_panels")
def count_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """Of what waits the first page tells how much and the newest, in the place of Wagtail's lists of everything."""
    ours = {
        WorkflowObjectsToModeratePanel: ForYouPanel,
        UserObjectsInWorkflowModerationPanel: OfYoursPanel,
    }
    panels[:] = [ours[type(panel)]() if type(panel) in ours else panel for panel in panels]


@hooks.register("insert_global_admin_css")
def desk_styles() -> str:
    """The styles of grids and differences."""
    return format_html('<link rel="stylesheet" href="{}">', static("assessments/css/desk.css"))


@hooks.register("insert_editor_js")
def save_once() -> str:
    """A pressed button and the editor's own saving do not meet, in the editor of anything."""
    cut = _(
        "There is no connection: nothing was sent. What you wrote is still on this page. "
        "Leave it open, and press the button again when the connection is back."
    )
    return format_html(
        '<script type="module" src="{}" data-saving-cut="{}"></script>',
        static("assessments/js/saving.js"),
        cut,
    )


@hooks.register("construct_snippet_action_menu")
def hide_publish(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Nobody publishes an item alone, so nobody is offered it."""
    if context.get("model") is Item:
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


@hooks.register("before_delete_snippet")
def keep_published(request: HttpRequest, snippets: list[Any]) -> HttpResponse | None:
    """What was published stays, also where many are deleted at once: attempts and certificates rest on it."""
    ids = [snippet.pk for snippet in snippets if isinstance(snippet, Item)]
    if not ids or not Item.objects.filter(pk__in=ids, versions__isnull=False).exists():
        return None
    messages.error(request, _("Published items can be taken back (unpublished), never deleted."))
    return redirect("wagtailsnippets_assessments_item:list")


@hooks.register("register_log_actions")
def name_loading(actions: Any) -> None:
    """How an item's history names the one way past another person's approval."""
    actions.register_action(LOG_ACTION, _("Load from a course package"), _("Loaded from a course package"))


class PermittedMenuItem(MenuItem):
    """A menu entry for whoever holds its permission."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(self.permission))


@hooks.register("register_admin_menu_item")
def accommodations_entry() -> MenuItem:
    """Accommodations, for those who decide on them."""
    return PermittedMenuItem(
        _("Accommodations"),
        reverse("accommodations:list"),
        icon_name="user",
        order=220,
        permission=DECIDE,
    )


@hooks.register("register_admin_menu_item")
def overrides_entry() -> MenuItem:
    """Overrides, for those who set them."""
    return PermittedMenuItem(
        _("Overrides"), reverse("overrides:list"), icon_name="time", order=221, permission=SET_OVERRIDE
    )


@hooks.register("register_admin_menu_item")
def appeals_entry() -> MenuItem:
    """Appeals, for those who decide on them."""
    return PermittedMenuItem(
        _("Appeals"), reverse("appeals:list"), icon_name="comment", order=222, permission=DECIDE_APPEAL
    )


@hooks.register("register_admin_menu_item")
def decisions_entry() -> MenuItem:
    """Held outcomes and late answers, for those who decide on them."""
    return PermittedMenuItem(
        _("Decisions"), reverse("decisions:list"), icon_name="check", order=219, permission=DECIDE_OUTCOME
    )


@hooks.register("register_admin_menu_item")
def marking_entry() -> MenuItem:
    """What waits for a marker, for those who mark."""
    return PermittedMenuItem(
        _("Marking"), reverse("marking:queue"), icon_name="edit", order=212, permission=MARK
    )


@hooks.register("register_admin_menu_item")
def marking_figures_entry() -> MenuItem:
    """How marking stands, for whoever leads it."""
    return PermittedMenuItem(
        _("How marking stands"), reverse("marking:figures"), icon_name="edit", order=213, permission=LEAD
    )


@hooks.register("register_admin_menu_item")
def remarks_entry() -> MenuItem:
    """Items that are marked again, for those who decide on it."""
    return PermittedMenuItem(
        _("Mark items again"), reverse("remarks:list"), icon_name="rotate", order=223, permission=REMARK
    )


class CutStudiesItem(MenuItem):
    """A menu entry for those who run studies of cut scores, and for their judges."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(RUN_STUDY) or request.user.has_perm(JUDGE))


@hooks.register("register_admin_menu_item")
def cut_studies_entry() -> MenuItem:
    """Where cut scores come from."""
    return CutStudiesItem(_("Cut scores"), reverse("cut_studies:list"), icon_name="tasks", order=214)


@hooks.register("register_admin_menu_item")
def banks_entry() -> MenuItem:
    """Item banks, for those who decide what they certify."""
    return PermittedMenuItem(
        _("Item banks"),
        reverse("item_banks:list"),
        icon_name="folder-open-inverse",
        order=204,
        permission=DECIDE_USE,
    )


@hooks.register("register_admin_menu_item")
def stages_entry() -> MenuItem:
    """Where items stand, for those who decide that they count."""
    return PermittedMenuItem(
        _("Stages of items"), reverse("item_life:list"), icon_name="order", order=205, permission=MOVE_ITEM
    )


@hooks.register("register_admin_menu_item")
def import_entry() -> MenuItem:
    """Files of items, for authors."""
    return PermittedMenuItem(
        _("Import items"),
        reverse("item_exchange:imports"),
        icon_name="upload",
        order=206,
        permission=IMPORT_ITEMS,
    )


@hooks.register("register_admin_menu_item")
def export_entry() -> MenuItem:
    """Items as files, for authors."""
    return PermittedMenuItem(
        _("Export items"),
        reverse("item_exchange:export"),
        icon_name="download",
        order=207,
        permission="assessments.change_item",
    )


@hooks.register("register_reports_menu_item")
def duplicates_entry() -> MenuItem:
    """Items that say nearly the same, among the reports."""
    return PermittedMenuItem(
        _("Items nearly the same"),
        reverse("item_desk:duplicates"),
        icon_name="copy",
        order=300,
        permission="assessments.change_item",
    )


@hooks.register("register_snippet_listing_buttons")
def uses_button(snippet: Any, user: Any, next_url: str = "") -> list[Button]:
    """From the list of items to where an item is used."""
    if not isinstance(snippet, Item) or not user.has_perm("assessments.change_item"):
        return []
    url = reverse("item_desk:uses", args=[snippet.pk])
    return [Button(_("Where used"), url=url, icon_name="link", priority=41)]


@hooks.register("register_snippet_listing_buttons")
def stage_button(snippet: Any, user: Any, next_url: str = "") -> list[Button]:
    """From the list of items to where an item stands."""
    if not isinstance(snippet, Item) or not (user.has_perm(MOVE_ITEM) or user.has_perm(item_life.VIEW_LOG)):
        return []
    return [
        Button(_("Stage"), url=reverse("item_life:stage", args=[snippet.pk]), icon_name="order", priority=40)
    ]


@hooks.register("register_snippet_listing_buttons")
def room_button(snippet: Any, user: Any, next_url: str = "") -> list[Button]:
    """From a branching scenario for practice to its print-out for a room."""
    is_scenario = isinstance(snippet, Item) and snippet.interaction_type == room.SCENARIO
    if not is_scenario or snippet.purpose != Item.Purpose.PRACTICE or not user.has_perm(room.EDIT):
        return []
    if not snippet.live:
        return []
    address = reverse("scenario_room", args=[snippet.pk])
    return [Button(_("For a room"), url=address, icon_name="doc-full", priority=45)]


@hooks.register("register_admin_urls")
def addresses_of_the_desk() -> list[URLPattern | URLResolver]:
    """The screens of the staff, beside those of viewsets and of results."""
    return desk_addresses()


@hooks.register("register_admin_menu_item")
def results_menu() -> SubmenuMenuItem:
    """Results: figures for those who may see them, single attempts and grades for those who may see these."""
    items = [
        PermittedMenuItem(
            _("Assessments and items"),
            reverse("results:list"),
            name="results-figures",
            icon_name="table",
            order=1,
            permission=VIEW_STATISTICS,
        ),
        PermittedMenuItem(
            _("Attempts"),
            reverse("results:attempts"),
            name="results-attempts",
            icon_name="list-ul",
            order=2,
            permission=results_people.VIEW_ATTEMPT,
        ),
        PermittedMenuItem(
            _("Gradebook"),
            reverse("results:gradebook"),
            name="results-gradebook",
            icon_name="group",
            order=3,
            permission=results_people.VIEW_ATTEMPT,
        ),
    ]
    return SubmenuMenuItem(_("Results"), Menu(items=items), name="results", icon_name="table", order=215)


@hooks.register("register_admin_urls")
def results_addresses() -> list[URLPattern | URLResolver]:
    """The screens of results."""
    screens = [
        path("", results.assessment_list, name="list"),
        path("attempts/", results_people.attempt_list, name="attempts"),
        path("attempts/<uuid:uuid>/", results_people.attempt_history, name="attempt"),
        path("gradebook/", results_people.gradebook, name="gradebook"),
        path("<uuid:uuid>/", results.assessment_results, name="assessment"),
        path("<uuid:uuid>/count/", results.count_now, name="count"),
        path("<uuid:uuid>/items/", results.assessment_items, name="items"),
        path("<uuid:uuid>/items/<int:pk>/", results.item_results, name="item"),
    ]
    return [path("results/", include((screens, "results")))]
