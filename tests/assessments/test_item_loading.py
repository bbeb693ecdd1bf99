"""Items and banks from course packages, and back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Revision, Workflow

from accounts.roles import Role
from assessments import engine
from assessments.models import Item, ItemBank
from assessments.services.loading import (
    export_items,
    item_ids,
    item_places,
    load_bank,
    load_item,
    validate_item,
)
from tests.assessments.engine import samples
from tests.factories.accounts import UserFactory, staff
from tests.factories.assessments import NOON, item_data, make_bank, single_choice

pytestmark = pytest.mark.django_db


def load(data: dict[str, Any], **how: Any) -> str:
    return load_item("bank", data, actor=None, now=NOON, **how)


def with_stem(stem: str, slug: str = "e-000") -> dict[str, Any]:
    return item_data(slug, interaction=single_choice(stem))


def drafted_here(item: Item, stem: str) -> Revision:
    draft = item.get_latest_revision_as_object()
    draft.interaction[0].value["stem"] = stem
    return draft.save_revision(user=staff(Role.INSTRUCTOR))


def published_here(item: Item, stem: str) -> None:
    """An edit made in Wagtail, approved and live."""
    author = staff(Role.INSTRUCTOR)
    draft = item.get_latest_revision_as_object()
    draft.interaction[0].value["stem"] = stem
    draft.save_revision(user=author)
    item.refresh_from_db()
    state = Workflow.objects.get(name="Approval of items").start(item, author)
    state.current_task_state.task.specific.on_action(
        state.current_task_state, staff(Role.REVIEWER), "approve"
    )
    item.refresh_from_db()
    assert item.content["stem"] == stem


@pytest.fixture
def item() -> Item:
    make_bank(items=1)
    return Item.objects.get()


@pytest.mark.parametrize("name", samples.EVERY)
def test_every_interaction_comes_back_as_it_was_loaded(name: str) -> None:
    make_bank(items=0)
    data = item_data("e-001", interaction=samples.EVERY[name][0])
    assert load(data) == "created"
    assert export_items("bank") == [data]
    assert load(data) == "unchanged"


def test_exotic_content_comes_back_as_it_was_loaded() -> None:
    make_bank(items=0)
    content = samples.multiple_choice(
        "1/3", "1/3", "1/3", "-1/7", -1,
        stem="Ünïcode “quotes”, a < b & c,\n\n- *one*\n- **two**\n\n1. three\n\n`code` and [a link](https://example.org).",
        shuffle=False,
    )  # fmt: skip
    data = item_data(
        "e-001", interaction=content, references=["One, 2026", "Two, 2025"], content_note="A note."
    )
    assert load(data) == "created"
    assert export_items("bank") == [data]
    assert Item.objects.get().current_version.content == content


def test_what_means_the_same_is_unchanged(item: Item) -> None:
    content = single_choice("Which one, in e-000?") | {"shuffle": None}
    content = {name: value for name, value in content.items() if value is not None}
    content["choices"][0]["credit"] = "1"
    assert load(item_data("e-000", interaction=content)) == "unchanged"


def test_loading_again_writes_nothing(item: Item, django_assert_max_num_queries: Any) -> None:
    revisions = Revision.objects.count()
    with django_assert_max_num_queries(6):
        assert load(item_data("e-000")) == "unchanged"
    assert Revision.objects.count() == revisions
    assert item.versions.count() == 1


def test_a_changed_file_makes_one_revision_and_one_version(item: Item) -> None:
    assert load(with_stem("Changed?")) == "changed"
    item.refresh_from_db()
    assert item.revisions.count() == 2
    assert [version.number for version in item.versions.order_by("number")] == [1, 2]
    assert (item.live, item.has_unpublished_changes) == (True, False)
    assert item.current_version.content["stem"] == "Changed?"


def test_a_change_beside_the_interaction_makes_no_other_version(item: Item) -> None:
    assert load(item_data("e-000", measures="Something else")) == "changed"
    assert item.versions.count() == 1


def test_another_cell_of_the_blueprint_is_another_version(item: Item) -> None:
    load_bank("bank", title="Bank", names={})
    assert load(item_data("e-000", domain="d2")) == "changed"
    item.refresh_from_db()
    assert item.versions.count() == 2
    assert item.current_version.domain == "d2"


def test_going_back_finds_the_earlier_version_again(item: Item) -> None:
    first = item.current_version
    load(with_stem("Changed?"))
    load(item_data("e-000"))
    item.refresh_from_db()
    assert item.current_version == first


def test_an_edit_that_was_published_here_is_a_conflict(item: Item) -> None:
    published_here(item, "Edited here?")
    assert load(with_stem("From the file?")) == "conflict"
    assert load(item_data("e-000")) == "conflict"
    item.refresh_from_db()
    assert item.content["stem"] == "Edited here?"


def test_the_same_edit_here_and_in_the_file_agree_from_then_on(item: Item) -> None:
    published_here(item, "Agreed?")
    assert load(with_stem("Agreed?")) == "unchanged"
    assert load(with_stem("And changed again?")) == "changed"


def test_a_draft_is_a_conflict_even_when_the_live_item_is_as_it_was_loaded(item: Item) -> None:
    drafted_here(item, "A draft?")
    assert load(item_data("e-000")) == "conflict"
    assert load(with_stem("From the file?")) == "conflict"


def test_a_draft_that_was_never_published_is_a_conflict(item: Item) -> None:
    fresh = Item(
        bank=item.bank, slug="e-777", purpose="examination", domain="d1", level="apply", measures="m",
        references="r", live=False, interaction=item.interaction,
    )  # fmt: skip
    fresh.save()
    fresh.save_revision(user=UserFactory.create(), clean=False)
    assert load(with_stem("From the file?", "e-777")) == "conflict"


def test_a_locked_item_is_a_conflict_only_when_it_would_change(item: Item) -> None:
    Item.objects.update(locked=True)
    assert load(item_data("e-000")) == "unchanged"
    assert load(with_stem("From the file?")) == "conflict"


def test_overwriting_takes_the_file_and_ends_the_review(item: Item) -> None:
    author = staff(Role.INSTRUCTOR)
    drafted_here(item, "A draft?")
    item.refresh_from_db()
    Workflow.objects.get(name="Approval of items").start(item, author)
    assert load(with_stem("From the file?"), overwrite=True) == "changed"
    item.refresh_from_db()
    assert item.content["stem"] == "From the file?"
    assert item.get_latest_revision_as_object().content["stem"] == "From the file?"
    assert (item.live, item.has_unpublished_changes) == (True, False)
    assert item.current_workflow_state is None
    assert load(with_stem("From the file?")) == "unchanged"


def test_overwriting_brings_back_what_was_taken_back_or_scheduled(item: Item) -> None:
    later = timezone.now() + timedelta(days=9)
    Item.objects.update(live=False, has_unpublished_changes=True, go_live_at=later, expire_at=later)
    assert load(item_data("e-000"), overwrite=True) == "changed"
    item.refresh_from_db()
    assert (item.live, item.go_live_at, item.expire_at) == (True, None, None)


def test_whoever_loads_is_named_in_the_history(item: Item) -> None:
    officer = UserFactory.create()
    load_item("bank", with_stem("Changed?"), actor=officer, now=NOON)
    item.refresh_from_db()
    assert item.latest_revision.user == officer


def test_a_version_carries_the_time_of_loading_and_the_rules(item: Item) -> None:
    assert item.current_version.created_at == NOON
    assert item.current_version.rules_version == engine.RULES_VERSION
    assert item.current_version.digest == engine.digest(item.content)


def test_content_that_the_engine_refuses_writes_nothing() -> None:
    make_bank(items=0)
    with pytest.raises(engine.ContentInvalid):
        load(item_data("e-001", interaction=samples.single_choice(0, 0)))
    assert not Item.objects.exists()


def test_every_fault_is_reported_with_its_place() -> None:
    problems = validate_item(samples.single_choice(1, "much", stem=""))
    assert [(problem.path, problem.rule) for problem in problems] == [
        (("stem",), "string_too_short"),
        (("choices", 1, "credit"), "credit"),
    ]
    assert validate_item(samples.single_choice()) == []


def test_only_live_items_are_exported_in_the_order_of_their_slugs(item: Item) -> None:
    load(item_data("e-100"))
    load(item_data("e-050"))
    Item.objects.filter(slug="e-100").update(live=False)
    drafted_here(item, "A draft?")
    assert export_items("bank") == [item_data("e-000"), item_data("e-050")]


def test_a_bank_is_created_then_changed_then_unchanged_and_keeps_its_use() -> None:
    names = {"domains": {"d1": "One"}, "levels": {}}
    assert load_bank("bank", title="Bank", names=names) == "created"
    assert load_bank("bank", title="Bank", names=names) == "unchanged"
    ItemBank.objects.update(use="live")
    assert load_bank("bank", title="Renamed", names=names) == "changed"
    assert ItemBank.objects.get().use == "live"


def test_items_are_found_by_name_and_named_by_id(item: Item) -> None:
    assert item_ids("bank") == {"e-000": item.pk}
    assert item_places([item.pk, 0]) == {item.pk: ("bank", "e-000")}
