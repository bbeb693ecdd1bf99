"""What stands on the admin's first page: how much waits for whom, and the newest of it. Wagtail would list all."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import TaskState, WorkflowState

from assessments.models import Item, ItemStatus

NEWEST = 10
CHANGE_ITEM = "assessments.change_item"


class WaitingPanel(Component):
    """Tasks of the workflows of pages and items, newest first."""

    template_name = "assessments/admin/waiting_panel.html"
    heading: Any

    def states(self, user: Any) -> QuerySet[TaskState]:
        """The tasks of which the panel tells this person."""
        raise NotImplementedError

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        waiting = self.states(user)
        newest = (
            waiting.select_related("revision", "workflow_state__requested_by")
            .prefetch_related("revision__content_object")
            .order_by("-started_at", "-pk")[:NEWEST]
        )
        total = waiting.count()
        # An object that was deleted may have left its workflow behind.
        rows = [(one, one.revision.content_object) for one in newest if one.revision.content_object]
        return {
            "panel_id": self.name,
            "heading": self.heading,
            "rows": rows,
            "total": total,
            "more": max(total - NEWEST, 0),
            "all_items": self._all_items(waiting, user) if total > NEWEST else "",
        }

    def _all_items(self, waiting: QuerySet[TaskState], user: Any) -> str:
        """The list of items that wait, where some of these are items."""
        item_type = ContentType.objects.get_for_model(Item)
        if not user.has_perm(CHANGE_ITEM):
            return ""
        if not waiting.filter(workflow_state__base_content_type=item_type).exists():
            return ""
        return f"{reverse(Item.snippet_viewset.get_url_name('list'))}?status={ItemStatus.WAITING.value}"


class ForYouPanel(WaitingPanel):
    """What waits for this person's approval."""

    name = "waits_for_you"
    order = 220
    heading = _("Awaiting your review")

    def states(self, user: Any) -> QuerySet[TaskState]:
        found: QuerySet[TaskState] = TaskState.objects.reviewable_by(user)
        return found


class OfYoursPanel(WaitingPanel):
    """What this person sent, and others have not decided on or have sent back."""

    name = "of_yours"
    order = 210
    heading = _("What you sent for review")

    def states(self, user: Any) -> QuerySet[TaskState]:
        asked = WorkflowState.objects.active().filter(requested_by=user)
        found: QuerySet[TaskState] = TaskState.objects.filter(pk__in=asked.values("current_task_state"))
        return found
