"""How items are approved: one workflow, one task, two pairs of eyes."""

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Workflow, WorkflowContentType, WorkflowTask

from accounts.api import Role
from assessments.models import FourEyesTask, Item

WORKFLOW_NAME = "Approval of items"
TASK_NAME = "Another person's approval"
APPROVERS = (Role.REVIEWER, Role.INSTRUCTOR)


@transaction.atomic
def ensure_item_workflow() -> None:
    """Give items their workflow, if they have none: approval by a reviewer or an instructor who did not write.

    A workflow that somebody has chosen for items is left alone.
    """
    content_type = ContentType.objects.get_for_model(Item)
    if WorkflowContentType.objects.filter(content_type=content_type).exists():
        return
    task, created = FourEyesTask.objects.get_or_create(name=TASK_NAME)
    if created:
        task.groups.set(Group.objects.get_or_create(name=role.value)[0] for role in APPROVERS)
    workflow, _created = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr, defaults={"sort_order": 0})
    WorkflowContentType.objects.create(workflow=workflow, content_type=content_type)
