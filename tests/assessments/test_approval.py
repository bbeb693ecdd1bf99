"""Four eyes, whoever holds the pen."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from wagtail.models import GroupApprovalTask, Task, Workflow, WorkflowContentType, WorkflowTask

from accounts.models import User
from accounts.roles import Role
from assessments.models import FourEyesTask, Item
from assessments.models.workflows import approved_by_another, writers_of
from assessments.services.approval import WORKFLOW_NAME, ensure_item_workflow
from tests.factories.accounts import UserFactory, staff
from tests.factories.assessments import make_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> Item:
    return make_bank(items=1).items.get()


def write(item: Item, author: User, stem: str) -> None:
    draft = item.get_latest_revision_as_object()
    draft.interaction[0].value["stem"] = stem
    draft.save_revision(user=author)
    item.refresh_from_db()


def ask(item: Item, author: User) -> None:
    item.get_workflow().start(item, author)
    item.refresh_from_db()


def approve(item: Item, user: User) -> None:
    state = item.current_workflow_state.current_task_state
    state.task.specific.on_action(state, user, "approve")
    item.refresh_from_db()


def test_items_have_their_workflow_after_migrating() -> None:
    workflow = Item.get_default_workflow()
    assert workflow.name == WORKFLOW_NAME
    (task,) = workflow.tasks
    assert isinstance(task.specific, FourEyesTask)
    assert set(task.specific.groups.values_list("name", flat=True)) == {"Reviewers", "Instructors"}


def test_migrating_again_makes_nothing_twice_and_mends_what_is_gone() -> None:
    ensure_item_workflow()
    assert Workflow.objects.filter(name=WORKFLOW_NAME).count() == 1
    WorkflowContentType.objects.all().delete()
    call_command("migrate", "assessments", verbosity=0)
    assert Item.get_default_workflow().name == WORKFLOW_NAME
    assert Task.objects.filter(name="Another person's approval").count() == 1


def test_a_workflow_that_somebody_chose_for_items_is_kept() -> None:
    own = Workflow.objects.create(name="Two panels")
    WorkflowContentType.objects.update(workflow=own)
    ensure_item_workflow()
    assert Item.get_default_workflow() == own


def test_the_author_of_an_earlier_draft_cannot_approve_a_later_one(item: Item) -> None:
    first, second = staff(Role.INSTRUCTOR), staff(Role.INSTRUCTOR)
    write(item, first, "First?")
    write(item, second, "Second?")
    ask(item, second)
    assert writers_of(item) == {first.pk, second.pk}
    with pytest.raises(PermissionDenied):
        approve(item, first)


def test_who_asked_cannot_approve_what_another_wrote(item: Item) -> None:
    author, asker = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    write(item, author, "Written by another?")
    ask(item, asker)
    with pytest.raises(PermissionDenied):
        approve(item, asker)


def test_who_wrote_what_is_live_may_approve_what_came_since(item: Item) -> None:
    author, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    write(item, author, "First?")
    ask(item, author)
    approve(item, reviewer)
    write(item, reviewer, "Second?")
    ask(item, reviewer)
    approve(item, author)
    assert item.content["stem"] == "Second?"


def test_a_workflow_without_four_eyes_does_not_publish_what_its_author_approves(item: Item) -> None:
    task = GroupApprovalTask.objects.create(name="Anybody")
    task.groups.set(staff(Role.REVIEWER).groups.all())
    workflow = Workflow.objects.create(name="Careless")
    WorkflowTask.objects.create(workflow=workflow, task=task.task_ptr)
    WorkflowContentType.objects.filter(content_type=ContentType.objects.get_for_model(Item)).update(
        workflow=workflow
    )
    author = staff(Role.REVIEWER)
    write(item, author, "Alone?")
    ask(item, author)
    with pytest.raises(PermissionDenied):
        approve(item, author)
    item.refresh_from_db()
    assert item.content["stem"] != "Alone?"


def test_an_approval_of_one_revision_publishes_no_other(item: Item) -> None:
    author, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    write(item, author, "Approved?")
    ask(item, author)
    approve(item, reviewer)
    approved = item.live_revision
    write(item, author, "Later?")
    assert approved_by_another(item, approved)
    assert not approved_by_another(item, item.latest_revision)
    with pytest.raises(PermissionDenied):
        item.latest_revision.publish(user=UserFactory.create(is_superuser=True))


def test_an_approval_within_a_workflow_that_was_cancelled_counts_for_nothing(item: Item) -> None:
    author, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    write(item, author, "Cancelled?")
    ask(item, author)
    workflow, state = item.current_workflow_state, item.current_workflow_state.current_task_state
    state.status, state.finished_by = state.STATUS_APPROVED, reviewer
    state.save()
    workflow.cancel(user=author)
    assert not approved_by_another(item, item.latest_revision)
