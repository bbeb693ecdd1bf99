"""Two approvals at once, two loads at once."""

from typing import Any

import pytest

from accounts.roles import Role
from assessments.models import Item
from assessments.services.items import record_version
from assessments.services.loading import load_item
from tests.concurrency.conftest import at_once
from tests.factories.accounts import staff
from tests.factories.assessments import NOON, item_data, make_bank, single_choice

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_versions_that_are_recorded_at_once_are_numbered_one_after_the_other() -> None:
    item = make_bank(items=1).items.get()

    def record(number: int) -> Any:
        mine = Item.objects.get(pk=item.pk)
        mine.interaction[0].value["stem"] = f"Stem {number % 4}?"
        return record_version(mine, now=NOON).number

    found = at_once(8, record)
    assert not [one for one in found if isinstance(one, Exception)]
    assert sorted(item.versions.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_two_reviewers_who_approve_at_once_publish_once() -> None:
    item = make_bank(items=1).items.get()
    author, reviewers = staff(Role.INSTRUCTOR), [staff(Role.REVIEWER), staff(Role.REVIEWER)]
    draft = item.get_latest_revision_as_object()
    draft.interaction[0].value["stem"] = "Approved twice?"
    draft.save_revision(user=author)
    item.refresh_from_db()
    item.get_workflow().start(item, author)

    def approve(number: int) -> None:
        mine = Item.objects.get(pk=item.pk)
        state = mine.current_workflow_task_state
        if state is not None:
            state.task.specific.on_action(state, reviewers[number], "approve")

    at_once(2, approve)
    item.refresh_from_db()
    assert item.live
    assert item.content["stem"] == "Approved twice?"
    assert item.versions.count() == 2


def test_two_loads_of_one_file_change_an_item_once() -> None:
    make_bank(items=1)
    data = item_data("e-000", interaction=single_choice("Changed?"))
    found = at_once(4, lambda _number: load_item("bank", data, actor=None, now=NOON))
    assert sorted(map(str, found)) == ["changed", "unchanged", "unchanged", "unchanged"]
