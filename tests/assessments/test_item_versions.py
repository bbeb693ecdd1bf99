"""Versions are for ever, and exact numbers stay exact in the database."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from wagtail.actions.publish_revision import PublishRevisionAction

from assessments.models import Item, ItemVersion
from assessments.models.fields import ExactField
from assessments.services.items import record_version
from tests.factories.assessments import NOON, item_data, make_bank

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> Item:
    return make_bank(items=1).items.get()


def test_a_version_is_neither_changed_nor_deleted(item: Item) -> None:
    version = item.current_version
    version.content = {}
    for change in (
        version.save,
        version.delete,
        lambda: ItemVersion.objects.update(content={}),
        ItemVersion.objects.all().delete,
        lambda: item.versions.update(number=9),
    ):
        with pytest.raises(TypeError, match="immutable"):
            change()
    assert ItemVersion.objects.get().content != {}


def test_an_item_with_a_version_is_protected(item: Item) -> None:
    with pytest.raises(ProtectedError):
        item.delete()
    with pytest.raises(ProtectedError):
        item.bank.delete()


@pytest.mark.parametrize("same", ["number", "content"])
def test_the_database_holds_one_version_for_each_number_and_content(item: Item, same: str) -> None:
    version = item.current_version
    fields = {
        name: getattr(version, name) for name in ("content", "rules_version", "domain", "level", "created_at")
    }
    other = {"number": 1, "digest": "0" * 64} if same == "number" else {"number": 2, "digest": version.digest}
    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.create(item=item, **fields, **other)


def test_recording_the_same_content_again_finds_the_same_version(item: Item) -> None:
    assert record_version(item, now=NOON + timedelta(days=1)) == item.current_version
    assert item.versions.count() == 1


def test_a_revision_restores_content_and_not_what_belongs_to_the_item_as_a_whole(item: Item) -> None:
    before = item.latest_revision
    Item.objects.update(loaded_digest="d" * 64)
    item.refresh_from_db()
    restored = before.as_object()
    assert restored.loaded_digest == "d" * 64
    assert restored.current_version == item.current_version
    assert restored.content == item.content


def test_a_publication_that_is_only_scheduled_makes_no_version(item: Item) -> None:
    fresh = Item(bank=item.bank, slug="e-500", live=False, go_live_at=timezone.now() + timedelta(days=1))
    for name, value in item_data("e-500").items():
        if name in ("domain", "level", "measures"):
            setattr(fresh, name, value)
    fresh.references, fresh.interaction = "A source", item.interaction
    fresh.save()
    revision = fresh.save_revision(clean=False)
    PublishRevisionAction(revision).execute(skip_permission_checks=True)
    fresh.refresh_from_db()
    assert (fresh.live, fresh.current_version, fresh.versions.count()) == (False, None, 0)


@pytest.mark.parametrize(
    ("given", "kept"),
    [(17, "17"), ("33/2", "33/2"), (Fraction(1, 3), "1/3"), ("16.5", "33/2"), (None, None), ("", None)],
)
def test_an_exact_number_is_kept_as_its_fraction(given: Any, kept: str | None) -> None:
    field = ExactField()
    assert field.get_prep_value(given) == kept
    assert field.from_db_value(kept, None, None) == (None if kept is None else Fraction(kept))


@pytest.mark.parametrize("given", [0.1, True, "one", "1/0", []])
def test_what_is_not_exact_is_refused(given: Any) -> None:
    with pytest.raises(ValidationError):
        ExactField().get_prep_value(given)
