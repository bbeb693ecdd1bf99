"""The report of reviews: the same rows as Wagtail's own, with as many queries for many as for few."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import TaskState, WorkflowState

from accounts.roles import Role
from assessments.models import Item
from assessments.services.item_submission import submit_items
from assessments.services.loading import load_item
from tests.factories.accounts import sign_in_staff, staff
from tests.factories.assessments import NOON, item_data, make_bank
from website.review_report import steps_of

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/workflow/"


def send(count: int) -> list[WorkflowState]:
    """Items with a draft that waits for approval."""
    author, slugs = staff(Role.INSTRUCTOR), []
    for _number in range(count):
        slug = f"d-{Item.objects.count():03}"
        load_item("bank", item_data(slug), actor=None, now=NOON)
        draft = Item.objects.get(slug=slug).get_latest_revision_as_object()
        draft.interaction[0].value["stem"] = f"Which one is it in {slug}?"
        draft.save_revision(user=author)
        slugs.append(slug)
    items = list(Item.objects.filter(slug__in=slugs))
    assert not submit_items(items, by=author).left
    return [item.current_workflow_state for item in items]


def said(tasks: list[Any]) -> list[tuple[Any, ...]]:
    return [(task.pk, task.name, task.status, str(task.status_display)) for task in tasks]


def test_the_steps_are_those_that_wagtail_names() -> None:
    make_bank("bank", items=0)
    _waiting, approved, edited, refused = send(4)
    reviewer = staff(Role.REVIEWER)
    approved.current_task_state.approve(user=reviewer)
    refused.current_task_state.reject(user=reviewer)
    # What was decided of the revision before no longer counts.
    before = edited.current_task_state
    TaskState.objects.filter(pk=before.pk).update(status=TaskState.STATUS_APPROVED)
    newer = edited.content_object.save_revision(user=staff(Role.INSTRUCTOR))
    before.copy(update_attrs={"revision": newer, "status": TaskState.STATUS_SKIPPED})
    reviews = list(WorkflowState.objects.order_by("pk"))
    found = steps_of(reviews)
    assert len(reviews) == 4
    assert {one.pk: said(found[one.pk]) for one in reviews} == {
        one.pk: said(one.all_tasks_with_status()) for one in reviews
    }
    statuses = {task.status for steps in found.values() for task in steps}
    assert statuses == {"in_progress", "approved", "skipped", "rejected"}


def test_the_report_asks_as_much_for_many_reviews_as_for_few(client: Client) -> None:
    make_bank("bank", items=0)
    sign_in_staff(client, staff(Role.INSTRUCTOR))

    def asked() -> int:
        client.get(REPORT)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(REPORT)
        assert page.status_code == 200
        assert page.content.decode().count("w-status--primary") == WorkflowState.objects.count()
        return len(queries)

    send(2)
    few = asked()
    send(10)
    assert asked() == few


def test_the_report_is_for_staff(client: Client) -> None:
    assert client.get(REPORT).status_code == 302
