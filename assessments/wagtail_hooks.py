"""What assessments add to Wagtail's admin."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from assessments.models import Item
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
