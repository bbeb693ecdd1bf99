"""What assessments add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from assessments.models import Item
from assessments.models.adjustments import DECIDE
from assessments.models.appeals import DECIDE_APPEAL
from assessments.models.item_life import MOVE_ITEM
from assessments.models.outcomes import DECIDE_OUTCOME
from assessments.services.adjustments import SET_OVERRIDE
from assessments.services.loading import LOG_ACTION
from assessments.views import adjustments_admin, appeals, decisions, item_life
from assessments.viewsets import AssessmentViewSet, ItemImageChooserViewSet, ItemViewSet

register_snippet(ItemViewSet)


@hooks.register("register_admin_viewset")
def register_assessments() -> AssessmentViewSet:
    """Assessments beside items."""
    return AssessmentViewSet("assessment_policies")


@hooks.register("register_admin_viewset")
def register_pictures() -> ItemImageChooserViewSet:
    """The pictures of items, in the editor."""
    return ItemImageChooserViewSet("item_image_chooser", url_prefix="item-pictures")


@hooks.register("construct_snippet_action_menu")
def hide_publish(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Nobody publishes an item alone, so nobody is offered it."""
    if context.get("model") is Item:
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


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
def stages_entry() -> MenuItem:
    """Where items stand, for those who decide that they count."""
    return PermittedMenuItem(
        _("Stages of items"), reverse("item_life:list"), icon_name="order", order=205, permission=MOVE_ITEM
    )


@hooks.register("register_snippet_listing_buttons")
def stage_button(snippet: Any, user: Any, next_url: str = "") -> list[Button]:
    """From the list of items to where an item stands."""
    if not isinstance(snippet, Item) or not (user.has_perm(MOVE_ITEM) or user.has_perm(item_life.VIEW_LOG)):
        return []
    return [
        Button(_("Stage"), url=reverse("item_life:stage", args=[snippet.pk]), icon_name="order", priority=40)
    ]


@hooks.register("register_admin_urls")
def adjustment_addresses() -> list[URLPattern | URLResolver]:
    """The screens of accommodations, overrides, appeals, decisions and the stages of items."""
    screens = adjustments_admin
    accommodations = [
        path("", screens.accommodation_list, name="list"),
        path("grant/", screens.accommodation_grant, name="grant"),
        path("<int:pk>/decide/", screens.accommodation_decide, name="decide"),
        path("<int:pk>/withdraw/", screens.accommodation_withdraw, name="withdraw"),
    ]
    overrides = [
        path("", screens.override_list, name="list"),
        path("add/", screens.override_add, name="add"),
        path("<int:pk>/withdraw/", screens.override_withdraw, name="withdraw"),
    ]
    decided = [
        path("", decisions.decision_list, name="list"),
        path("<uuid:uuid>/", decisions.decision_decide, name="decide"),
        path("late/<int:pk>/", decisions.late_accept, name="late"),
    ]
    stages = [
        path("", item_life.stage_list, name="list"),
        path("<int:pk>/", item_life.item_stage, name="stage"),
    ]
    waiting = [
        path("", appeals.appeal_list, name="list"),
        path("<int:pk>/", appeals.appeal_decide, name="decide"),
    ]
    return [
        path("appeals/", include((waiting, "appeals"))),
        path("decisions/", include((decided, "decisions"))),
        path("item-stages/", include((stages, "item_life"))),
        path("accommodations/", include((accommodations, "accommodations"))),
        path("overrides/", include((overrides, "overrides"))),
    ]
