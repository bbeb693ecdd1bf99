"""Who writes, who reviews and who publishes pages: permissions by role, and the review workflow."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from accounts.api import Role

WORKFLOW = "Review of lessons"

# Instructors write and send for review; publishing is another person's act.
_ON_PAGES = {
    Role.INSTRUCTOR: ["add_page", "change_page"],
    Role.REVIEWER: ["change_page", "publish_page"],
    Role.ADMINISTRATOR: [
        "add_page",
        "change_page",
        "publish_page",
        "bulk_delete_page",
        "lock_page",
        "unlock_page",
    ],
}
_ON_FILES = {
    Role.INSTRUCTOR: ["add_image", "choose_image", "add_document", "choose_document"],
    Role.REVIEWER: ["choose_image", "choose_document"],
    Role.ADMINISTRATOR: [
        "add_image",
        "change_image",
        "delete_image",
        "choose_image",
        "add_document",
        "change_document",
        "delete_document",
        "choose_document",
    ],
}


@transaction.atomic
def ensure_authoring(home: Page) -> None:
    """Grant the roles their page and file permissions, and set up the review. Grants by hand are kept."""
    root = Collection.get_first_root_node()
    for role, names in _ON_PAGES.items():
        group, _created = Group.objects.get_or_create(name=role.value)
        for permission in _permissions("wagtailcore", names):
            GroupPagePermission.objects.get_or_create(group=group, page=home, permission=permission)
        if root is None:
            continue
        files = [
            *_permissions("wagtailimages", _ON_FILES[role]),
            *_permissions("wagtaildocs", _ON_FILES[role]),
        ]
        for permission in files:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=root, permission=permission
            )
    _ensure_workflow(home)


def _permissions(app: str, names: list[str]) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app, codename__in=names))


def _ensure_workflow(home: Page) -> None:
    """One step: a reviewer approves. Made once; what an administrator changes stays changed."""
    if WorkflowPage.objects.filter(page=home).exists() or Workflow.objects.filter(name=WORKFLOW).exists():
        return
    workflow = Workflow.objects.create(name=WORKFLOW)
    task = GroupApprovalTask.objects.create(name="A reviewer approves")
    task.groups.add(Group.objects.get(name=Role.REVIEWER.value))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=home)
