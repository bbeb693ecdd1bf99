"""Items in Wagtail: versions, four eyes, drafts, loading over edits."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import Workflow

from accounts.roles import Role
from assessments import engine
from assessments.models import Item, ItemVersion
from assessments.services.loading import export_items, load_item, validate_item
from tests.factories.accounts import UserFactory, staff
from tests.factories.assessments import NOON, item_data, make_bank, single_choice

pytestmark = pytest.mark.django_db


def _edited(item: Item, stem: str) -> Item:
    draft = item.get_latest_revision_as_object()
    draft.interaction[0].value["stem"] = stem
    return draft


def test_publishing_makes_an_immutable_version_and_equal_content_is_the_same_one() -> None:
    item = make_bank(items=1).items.get()
    assert load_item("bank", item_data("e-000"), actor=None, now=NOON) == "unchanged"
    changed = item_data("e-000") | {"interaction": single_choice("Another stem?")}
    assert load_item("bank", changed, actor=None, now=NOON) == "changed"
    assert load_item("bank", item_data("e-000"), actor=None, now=NOON) == "changed"
    assert item.versions.count() == 2
    with pytest.raises(TypeError, match="immutable"):
        ItemVersion.objects.first().save()


def test_what_was_loaded_is_exported_as_it_was() -> None:
    make_bank(items=2)
    assert export_items("bank") == [item_data("e-000"), item_data("e-001")]


def test_an_item_edited_here_is_a_conflict_and_not_overwritten_unless_asked() -> None:
    item = make_bank(items=1).items.get()
    _edited(item, "Edited here").save_revision(user=UserFactory.create())
    changed = item_data("e-000") | {"interaction": single_choice("From the package?")}
    assert load_item("bank", changed, actor=None, now=NOON) == "conflict"
    item.refresh_from_db()
    assert item.content["stem"] == "Which one, in e-000?"
    assert load_item("bank", changed, actor=None, now=NOON, overwrite=True) == "changed"


def test_nobody_publishes_an_item_alone_not_even_an_administrator() -> None:
    item = make_bank(items=1).items.get()
    admin = UserFactory.create(is_staff=True, is_superuser=True)
    revision = _edited(item, "Mine").save_revision(user=admin)
    with pytest.raises(PermissionDenied):
        revision.publish(user=admin)
    item.refresh_from_db()
    assert item.content["stem"] != "Mine"


def test_another_person_approves_and_that_very_revision_is_published() -> None:
    item = make_bank(items=1).items.get()
    author, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    _edited(item, "Approved stem").save_revision(user=author)
    item.refresh_from_db()
    workflow = Workflow.objects.get(name="Approval of items")
    state = workflow.start(item, author)
    task = state.current_task_state
    assert "approve" not in [action[0] for action in task.task.specific.get_actions(item, author)]
    with pytest.raises(PermissionDenied):
        task.task.specific.on_action(task, author, "approve")
    task.task.specific.on_action(task, reviewer, "approve")
    item.refresh_from_db()
    assert item.content["stem"] == "Approved stem"
    assert item.current_version.content["stem"] == "Approved stem"
    assert item.versions.count() == 2


def test_an_unfinished_draft_is_kept_and_an_unfinished_item_is_never_published() -> None:
    item = make_bank(items=1).items.get()
    author, reviewer = staff(Role.INSTRUCTOR), staff(Role.REVIEWER)
    _edited(item, "").save_revision(user=author, clean=False)
    item.refresh_from_db()
    state = Workflow.objects.get(name="Approval of items").start(item, author)
    with pytest.raises(PermissionDenied):
        state.current_task_state.task.specific.on_action(state.current_task_state, reviewer, "approve")
    item.refresh_from_db()
    assert item.content["stem"] == "Which one, in e-000?"


def test_the_engine_names_every_fault_of_an_item_and_nothing_is_written() -> None:
    make_bank(items=0)
    bad = single_choice() | {"choices": [{"id": "a", "text": "", "credit": "x", "rationale": "r"}]}
    places = {problem.path for problem in validate_item(bad)}
    assert {("choices", 0, "text"), ("choices", 0, "credit")} <= places
    with pytest.raises(engine.ContentInvalid):
        load_item("bank", item_data("e-000") | {"interaction": bad}, actor=None, now=timezone.now())
    assert not Item.objects.exists()
