"""Wagtail's report of reviews, which asks the database twice for every row: here once for all of them."""

import copy
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.views.reports.workflows import WorkflowView
from wagtail.models import TaskState, WorkflowState, WorkflowTask


class ReviewReport(WorkflowView):
    """The report of reviews: what was sent, by whom, and how far each review is."""

    def decorate_paginated_queryset(self, object_list: Sequence[WorkflowState]) -> list[WorkflowState]:
        """The reviews of a page, each with the steps that its row shows."""
        shown: list[WorkflowState] = super().decorate_paginated_queryset(object_list)
        steps = steps_of(shown)
        for review in shown:
            # Instead of the method that the template would call for each.
            review.all_tasks_with_status = steps[review.pk]
        return shown


def steps_of(reviews: Iterable[WorkflowState]) -> dict[int, list[Any]]:
    """What WorkflowState.all_tasks_with_status says of each review, by its key. Two queries for any number.

    As this installation asks for a new approval of what was changed, a step's state counts for the newest revision.
    """
    workflow_of = {review.pk: review.workflow_id for review in reviews}
    states = (
        TaskState.objects.filter(workflow_state__in=workflow_of)
        .order_by("started_at", "pk")
        .values_list("workflow_state_id", "task_id", "revision_id", "revision__created_at", "status")
    )
    newest: dict[int, tuple[Any, int]] = {}
    status_of: dict[tuple[int, int, int], str] = {}
    for review, task, revision, created_at, status in states:
        newest[review] = max(newest.get(review, (created_at, revision)), (created_at, revision))
        status_of[review, revision, task] = status
    tasks = defaultdict(list)
    wanted = WorkflowTask.objects.filter(workflow__in=set(workflow_of.values())).select_related("task")
    for step in wanted.order_by("sort_order"):
        tasks[step.workflow_id].append(step.task)
    words = dict(TaskState.STATUS_CHOICES)
    found: dict[int, list[Any]] = {}
    for review, workflow in workflow_of.items():
        found[review] = [copy.copy(task) for task in tasks[workflow]]
        revision = newest[review][1] if review in newest else 0
        for task in found[review]:
            task.status = status_of.get((review, revision, task.pk))
            task.status_display = words.get(task.status, _("Not started"))
    return found
