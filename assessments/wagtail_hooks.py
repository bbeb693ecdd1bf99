"""What assessments add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from assessments.models import Item
from assessments.services.loading import LOG_ACTION
from assessments.viewsets import AssessmentViewSet, ItemViewSet

register_snippet(ItemViewSet)


@hooks.register("register_admin_viewset")
def register_assessments() -> AssessmentViewSet:
    """Assessments beside items."""
    return AssessmentViewSet("assessment_policies")


@hooks.register("construct_snippet_action_menu")
def hide_publish(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Nobody publishes an item alone, so nobody is offered it."""
    if context.get("model") is Item:
        menu_items[:] = [item for item in menu_items if item.name != "action-publish"]


@hooks.register("register_log_actions")
def name_loading(actions: Any) -> None:
    """How an item's history names the one way past another person's approval."""
    actions.register_action(LOG_ACTION, _("Load from a course package"), _("Loaded from a course package"))
